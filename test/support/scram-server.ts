// The server's half of SCRAM (RFC 5802, RFC 7677) for the scripted server, with the faults a client has to notice.
import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto';

export interface ScramServerOptions {
  /** 'SCRAM-SHA-1', 'SCRAM-SHA-256' or 'SCRAM-SHA-512'. */
  readonly mechanism: string;
  readonly password: string;
  readonly iterations?: number;
  /** Random unless told (the examples of the RFCs need them). */
  readonly salt?: Buffer;
  readonly nonce?: string;
  /** What the server proves about itself at the end: the truth, a wrong signature, or nothing at all. */
  readonly signature?: 'right' | 'wrong' | 'missing';
  /** Replaces the server's first message, to try hostile ones; {nonce} and {salt} are filled in. */
  readonly firstMessage?: string;
  /** The server's own view of the channel, by type; what the client bound to has to be the same. */
  readonly binding?: (type: string) => Buffer;
  /** The truth about what was offered, put under the signature (XEP-0474). */
  readonly vouch?: { readonly mechanisms: readonly string[]; readonly bindings?: readonly string[] };
}

export interface ScramServer {
  /** Takes the client's first message, returns the server's. */
  first(message: string): string;
  /** Takes the client's final message, returns the server's; undefined when the proof is wrong. */
  final(message: string): string | undefined;
  username(): string;
  /** The client's gs2 header. */
  header(): string;
}

export function scramServer(options: ScramServerOptions): ScramServer {
  const hash = options.mechanism.replace('SCRAM-', '').replace('-PLUS', '').replace('-', '').toLowerCase();
  const size = createHash(hash).digest().length;
  const hmac = (key: Buffer, text: string): Buffer => createHmac(hash, key).update(text).digest();
  const salt = options.salt ?? randomBytes(16);
  const iterations = options.iterations ?? 4096;
  const seen = { header: '', bare: '', first: '', nonce: '', username: '' };

  return {
    first(message) {
      const parts = /^([^,]*,[^,]*,)(.*)$/.exec(message);
      seen.header = parts?.[1] ?? '';
      seen.bare = parts?.[2] ?? '';
      seen.username = field(seen.bare, 'n').replaceAll('=2C', ',').replaceAll('=3D', '=');
      seen.nonce = field(seen.bare, 'r') + (options.nonce ?? randomBytes(12).toString('base64'));
      const vouched = options.vouch === undefined ? '' : `,h=${createHash(hash).update(listed(options.vouch)).digest('base64')}`;
      const template = options.firstMessage ?? `r={nonce},s={salt},i=${iterations}${vouched}`;
      seen.first = template.replace('{nonce}', seen.nonce).replace('{salt}', salt.toString('base64'));
      return seen.first;
    },
    final(message) {
      const salted = pbkdf2Sync(options.password.normalize('NFKC'), salt, iterations, size, hash);
      const clientKey = hmac(salted, 'Client Key');
      const bare = message.replace(/,p=[^,]*$/, '');
      const transcript = `${seen.bare},${seen.first},${bare}`;
      const signature = hmac(createHash(hash).update(clientKey).digest(), transcript);
      const expected = Buffer.from(clientKey.map((byte, index) => byte ^ (signature[index] ?? 0)));
      const proof = Buffer.from(field(message, 'p'), 'base64');
      const type = /^p=([^,]*)/.exec(seen.header)?.[1];
      const channel = type === undefined ? Buffer.alloc(0) : (options.binding?.(type) ?? Buffer.alloc(0));
      const bound = Buffer.from(field(message, 'c'), 'base64');
      if (!bound.equals(Buffer.concat([Buffer.from(seen.header), channel])) || field(message, 'r') !== seen.nonce) return undefined;
      if (proof.length !== expected.length || !timingSafeEqual(proof, expected)) return undefined;
      if (options.signature === 'missing') return '';
      const own = options.signature === 'wrong' ? randomBytes(size) : hmac(hmac(salted, 'Server Key'), transcript);
      return `v=${own.toString('base64')}`;
    },
    username: () => seen.username,
    header: () => seen.header,
  };
}

function field(message: string, name: string): string {
  return (
    message
      .split(',')
      .find((part) => part.startsWith(`${name}=`))
      ?.slice(2) ?? ''
  );
}

function listed({ mechanisms, bindings }: { readonly mechanisms: readonly string[]; readonly bindings?: readonly string[] }): string {
  const names = [...mechanisms].sort().join('\u001e');
  return bindings === undefined ? names : `${names}\u001f${[...bindings].sort().join('\u001e')}`;
}
