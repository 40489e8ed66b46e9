// The client's side of SCRAM (RFC 5802, RFC 7677, and SHA-512 in the same way), as a function of the messages alone.
import { createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { ChannelBinding } from './channel-binding.ts';
import { checkOffer, type Offered } from './offer-hash.ts';
import { preparePassword } from './saslprep.ts';
import { StreamFailure } from './stream-failure.ts';

export type ScramHash = 'SHA-1' | 'SHA-256' | 'SHA-512';

export interface ScramOptions {
  readonly hash: ScramHash;
  readonly username: string;
  readonly password: string;
  /** Given, the -PLUS form is spoken. */
  readonly binding?: ChannelBinding;
  /** We could bind, but the server did not offer to: lets it notice that somebody removed the offer (RFC 5802 6). */
  readonly supportsBinding?: boolean;
  /** Compared with what the server says it offered, where it says so. */
  readonly offered?: Offered;
  /** Printable ASCII without commas; random unless told. */
  readonly nonce?: string;
}

/** Call in this order. What the server does wrong is thrown as StreamFailure. */
export interface Scram {
  /** SASL mechanism name. */
  readonly name: string;
  first(): string;
  respond(serverFirst: string): Promise<string>;
  /** Returns only when the server has proven that it knows the password. */
  verify(serverFinal: string): void;
}

const ITERATIONS = { fewest: 4096, most: 10_000_000 };
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const ALGORITHMS = { 'SHA-1': 'sha1', 'SHA-256': 'sha256', 'SHA-512': 'sha512' } as const;

const derive = promisify(pbkdf2);

export function scram(options: ScramOptions): Scram {
  const { hash, binding } = options;
  const algorithm = ALGORITHMS[hash];
  const nonce = options.nonce ?? randomBytes(24).toString('base64');
  const header = binding === undefined ? (options.supportsBinding ? 'y,,' : 'n,,') : `p=${binding.type},,`;
  const bare = `n=${escapeName(options.username)},r=${nonce}`;
  let expected: Buffer | undefined;

  const hmac = (key: Uint8Array, text: string) => createHmac(algorithm, key).update(text).digest();

  return {
    name: `SCRAM-${hash}${binding === undefined ? '' : '-PLUS'}`,
    first: () => `${header}${bare}`,
    async respond(serverFirst) {
      const challenge = readChallenge(serverFirst, nonce);
      if (options.offered !== undefined) checkOffer(options.offered, challenge.offerHash, algorithm);
      const key = createHash(algorithm).digest().length;
      const salted = await derive(preparePassword(options.password), challenge.salt, challenge.iterations, key, algorithm);
      const bound = Buffer.concat([Buffer.from(header), binding?.data ?? new Uint8Array(0)]).toString('base64');
      const withoutProof = `c=${bound},r=${challenge.nonce}`;
      const message = `${bare},${serverFirst},${withoutProof}`;
      const clientKey = hmac(salted, 'Client Key');
      const signature = hmac(createHash(algorithm).update(clientKey).digest(), message);
      expected = hmac(hmac(salted, 'Server Key'), message);
      return `${withoutProof},p=${Buffer.from(clientKey.map((byte, index) => byte ^ (signature[index] ?? 0))).toString('base64')}`;
    },
    verify(serverFinal) {
      if (serverFinal.startsWith('e=')) throw serverError(serverFinal.slice(2).split(',')[0] ?? '');
      const proof = /^v=([^,]+)(?:,|$)/.exec(serverFinal)?.[1];
      if (expected === undefined || proof === undefined || !BASE64.test(proof)) throw unproven('the server sent no signature');
      const signature = Buffer.from(proof, 'base64');
      if (signature.length !== expected.length || !timingSafeEqual(signature, expected))
        throw unproven('the server sent a wrong signature');
    },
  };
}

/** RFC 5802 5.1 and 7: server-first-message. */
function readChallenge(text: string, ownNonce: string): { nonce: string; salt: Buffer; iterations: number; offerHash: string | undefined } {
  const [first = '', second = '', third = '', ...extensions] = text.split(',');
  // An extension we do not know but must (RFC 5802 5.1, m).
  if (first.startsWith('m=')) throw malformed('a mandatory extension is asked for');
  if (!first.startsWith('r=') || !second.startsWith('s=') || !/^i=[1-9]\d*$/.test(third)) throw malformed('unreadable challenge');
  const nonce = first.slice(2);
  if (!nonce.startsWith(ownNonce) || nonce.length === ownNonce.length || !/^[!-~]+$/.test(nonce))
    throw malformed("the server's nonce does not continue ours");
  const salt = second.slice(2);
  if (salt === '' || !BASE64.test(salt)) throw malformed('unreadable salt');
  const iterations = Number(third.slice(2));
  if (iterations < ITERATIONS.fewest || iterations > ITERATIONS.most)
    throw new StreamFailure('no-safe-sign-in', `SCRAM with ${third.slice(2)} iterations`);
  const offerHash = extensions.find((each) => each.startsWith('h='))?.slice(2);
  return { nonce, salt: Buffer.from(salt, 'base64'), iterations, offerHash };
}

/** RFC 5802 5.1, e. */
function serverError(value: string): StreamFailure {
  if (value === 'invalid-proof' || value === 'unknown-user') return new StreamFailure('wrong-password', value);
  if (value.includes('channel-binding')) return unproven(value);
  return new StreamFailure('server-error', `SCRAM: ${value.slice(0, 100)}`);
}

function unproven(detail: string): StreamFailure {
  return new StreamFailure('server-unproven', detail);
}

function malformed(detail: string): StreamFailure {
  return new StreamFailure('server-error', `SCRAM: ${detail}`);
}

function escapeName(name: string): string {
  return name.replaceAll('=', '=3D').replaceAll(',', '=2C');
}
