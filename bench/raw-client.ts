// The least a client can do: a script over a socket that writes text and waits for text. The floor of everything that needs a real server.
import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

export interface RawPlace {
  readonly host: string;
  readonly port: number;
  readonly domain: string;
  readonly user: string;
  readonly password: string;
  /** PEM file. */
  readonly caFile: string;
}

export interface RawClient {
  send(text: string): void;
  /** Waits for text and takes everything up to its end. */
  expect(pattern: RegExp): Promise<RegExpExecArray>;
  readonly socket: Socket;
}

/** From the first byte to signed in, features of the last stream read. */
export async function signIn(place: RawPlace): Promise<RawClient> {
  const { host, port, domain } = place;
  const plain = connect(port, host);
  await once(plain, 'connect');
  const clear = talk(plain);
  clear.send(header(domain));
  await clear.expect(/<\/stream:features>/);
  clear.send("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
  await clear.expect(/<proceed[^>]*>/);
  plain.removeAllListeners('data');
  const secure = connectTls({ socket: plain, servername: domain, ca: readFileSync(place.caFile) });
  await once(secure, 'secureConnect');
  const client = talk(secure);
  client.send(header(domain));
  const [features] = await client.expect(/<stream:features>[\s\S]*<\/stream:features>/);
  await scram(client, place, ['512', '256', '1'].find((size) => features.includes(`>SCRAM-SHA-${size}<`)) ?? '1');
  client.send(header(domain));
  await client.expect(/<\/stream:features>/);
  return client;
}

/** Binds a resource and enables stream management; resolves with the id to resume by. */
export async function bind(client: RawClient): Promise<string> {
  client.send("<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>");
  await client.expect(/<iq[^>]*id=['"]b['"][\s\S]*?<\/iq>/);
  client.send("<enable xmlns='urn:xmpp:sm:3' resume='true'/>");
  const [enabled] = await client.expect(/<enabled[^>]*>/);
  return / id=['"]([^'"]+)/.exec(enabled)?.[1] ?? '';
}

function header(domain: string): string {
  return `<?xml version='1.0'?><stream:stream to='${domain}' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>`;
}

function talk(socket: Socket): RawClient {
  const decoder = new TextDecoder();
  let unread = '';
  let look = (): void => undefined;
  let fail: (error: Error) => void = () => undefined;
  socket.on('data', (chunk: Buffer) => {
    unread += decoder.decode(chunk, { stream: true });
    look();
  });
  socket.on('error', (error) => fail(error));
  socket.on('close', () => fail(new Error('the connection is closed')));
  return {
    socket,
    send: (text) => void socket.write(text),
    expect: (pattern) =>
      new Promise((resolve, reject) => {
        fail = reject;
        look = () => {
          const match = pattern.exec(unread);
          if (match === null) return;
          look = () => undefined;
          unread = unread.slice(match.index + match[0].length);
          resolve(match);
        };
        look();
      }),
  };
}

async function scram(client: RawClient, { user, password }: RawPlace, size: string): Promise<void> {
  const hash = `sha${size}`;
  const hmac = (key: Buffer, text: string) => createHmac(hash, key).update(text).digest();
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const bare = `n=${user},r=${randomBytes(18).toString('base64')}`;
  client.send(`<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='SCRAM-SHA-${size}'>${base64(`n,,${bare}`)}</auth>`);
  const [, encoded = ''] = await client.expect(/<challenge[^>]*>([^<]*)<\/challenge>/);
  const first = Buffer.from(encoded, 'base64').toString();
  const field = (name: string) => new RegExp(`(?:^|,)${name}=([^,]*)`).exec(first)?.[1] ?? '';
  const length = createHash(hash).digest().length;
  const salted = pbkdf2Sync(password, Buffer.from(field('s'), 'base64'), Number(field('i')), length, hash);
  const key = hmac(salted, 'Client Key');
  const last = `c=biws,r=${field('r')}`;
  const signature = hmac(createHash(hash).update(key).digest(), `${bare},${first},${last}`);
  const proof = Buffer.from(key.map((byte, index) => byte ^ (signature[index] ?? 0))).toString('base64');
  client.send(`<response xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>${base64(`${last},p=${proof}`)}</response>`);
  await client.expect(/<success[\s\S]*?<\/success>/);
}
