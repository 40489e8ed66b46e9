// Through a proxy: SOCKS5 (RFC 1928, password of RFC 1929) and HTTP CONNECT (RFC 9110 9.3.6). Names are looked up on its side.
import { isIP, type Socket } from 'node:net';
import type { ProxyServer } from '../../../shared/proxy.ts';
import { ConnectError } from './connect-error.ts';
import { directly, first, type Network, within } from './network.ts';
import { abortable } from './ready.ts';
import { makeResolver, type Resolver } from './resolve.ts';

export interface ProxyOptions {
  readonly proxy: ProxyServer;
  /** Asked for at each connection. */
  readonly password: () => Promise<string | undefined>;
  /** Connections with different words share no way through Tor: nobody there can tell that they are one person's. */
  readonly apart?: string;
  /** For the proxy's own name. */
  readonly resolver?: Resolver;
  /** ms for the proxy to take a connection and to make one; 20 s unless told: Tor takes its time. */
  readonly timeout?: number;
}

interface Credentials {
  readonly username: string;
  readonly password: string;
}

const TIMEOUT = 20_000;
/** For the greeting of a server behind it. */
const PATIENCE = 30_000;
const MOST_HEADER = 16 * 1024;

export function through({ proxy, password, apart, resolver = makeResolver(), timeout = TIMEOUT }: ProxyOptions): Network {
  const near = directly(resolver, { dialTimeout: timeout });
  const given = async (): Promise<Credentials | undefined> => {
    if (proxy.username !== undefined) return { username: proxy.username, password: (await password()) ?? '' };
    // Tor takes any, and keeps them apart (IsolateSOCKSAuth).
    return proxy.kind === 'tor' && apart !== undefined ? { username: 'kith', password: apart } : undefined;
  };
  return {
    discreet: proxy.kind === 'tor',
    patience: PATIENCE,
    async ways(host) {
      return [
        async (port, signal) => {
          const credentials = await given();
          return within(timeout, signal, async (limited) => {
            const socket = await reachProxy(near, proxy, limited);
            const leave = () => socket.destroy();
            limited.addEventListener('abort', leave);
            try {
              await (proxy.kind === 'http' ? askHttp : askSocks)(socket, host, port, credentials);
              limited.throwIfAborted();
              return socket;
            } catch (error) {
              socket.destroy();
              throw limited.aborted ? limited.reason : error;
            } finally {
              limited.removeEventListener('abort', leave);
            }
          });
        },
      ];
    },
  };
}

async function reachProxy(near: Network, { host, port }: ProxyServer, signal: AbortSignal): Promise<Socket> {
  try {
    const ways = await abortable(near.ways(host), signal);
    const attempts = ways.map((way) => (stop: AbortSignal) => way(port, stop));
    return await first(attempts, { signal, discard: (late) => late.destroy() });
  } catch (error) {
    signal.throwIfAborted();
    throw new ConnectError('proxy-unreachable', error instanceof ConnectError ? error.detail : String(error));
  }
}

const SOCKS_FAILURES: readonly string[] = [
  'general failure',
  'not allowed by its rules',
  'network unreachable',
  'host unreachable',
  'connection refused',
  'it took too long',
  'it cannot make connections',
  'it does not take such addresses',
];
/** What Tor adds where it was told to (ExtendedErrors), from 0xF0 on. */
const ONION_FAILURES: readonly string[] = [
  'nobody announced this onion address',
  'what was announced of this onion address is wrong',
  'the onion service did not take the introduction',
  'no meeting point with the onion service',
  'the onion service wants a key of its visitors',
  'the onion service does not know the key',
  'no onion address',
  'the onion service was not introduced in time',
];
const NO_ONION = 0xf6;

async function askSocks(socket: Socket, host: string, port: number, credentials: Credentials | undefined): Promise<void> {
  socket.write(Buffer.from(credentials === undefined ? [5, 1, 0] : [5, 2, 0, 2]));
  const [version, method] = await read(socket, 2);
  if (version !== 5) throw new ConnectError('not-a-proxy', 'the answer is not SOCKS5');
  if (method === 2 && credentials !== undefined) {
    socket.write(Buffer.concat([Buffer.from([1]), counted(credentials.username), counted(credentials.password)]));
    const [, status] = await read(socket, 2);
    if (status !== 0) throw new ConnectError('proxy-password', 'it did not accept the password');
  } else if (method !== 0)
    throw new ConnectError('proxy-password', credentials === undefined ? 'it wants a password' : 'it takes no password');
  const where = Buffer.alloc(2);
  where.writeUInt16BE(port);
  socket.write(Buffer.concat([Buffer.from([5, 1, 0]), addressFor(host), where]));
  const [again, failure = 1, , kind = 0] = await read(socket, 4);
  if (again !== 5) throw new ConnectError('not-a-proxy', 'the answer is not SOCKS5');
  if (failure !== 0)
    throw new ConnectError(
      failure === 2 ? 'proxy-refused' : failure === NO_ONION ? 'unknown-host' : 'proxy-no-way',
      SOCKS_FAILURES[failure - 1] ?? ONION_FAILURES[failure - 0xf0] ?? `failure ${failure}`,
    );
  // Where the proxy itself went out from: nobody needs it.
  const bytes = kind === 1 ? 4 : kind === 4 ? 16 : ((await read(socket, 1))[0] ?? 0);
  await read(socket, bytes + 2);
}

function addressFor(host: string): Buffer {
  const literal = host.replace(/^\[|\]$/g, '');
  if (isIP(literal) === 4) return Buffer.from([1, ...literal.split('.').map(Number)]);
  if (isIP(literal) === 6) return Buffer.concat([Buffer.from([4]), ipv6(literal)]);
  return Buffer.concat([Buffer.from([3]), counted(host)]);
}

function ipv6(literal: string): Buffer {
  // The URL parser writes the last 32 bits in hexadecimal, too.
  const [head = '', tail] = new URL(`http://[${literal}]/`).hostname.slice(1, -1).split('::');
  const words = (text: string) => (text === '' ? [] : text.split(':').map((each) => Number.parseInt(each, 16)));
  const before = words(head);
  const after = tail === undefined ? [] : words(tail);
  const all = [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
  return Buffer.from(all.flatMap((word) => [word >> 8, word & 255]));
}

function counted(text: string): Buffer {
  const bytes = Buffer.from(text);
  if (bytes.length > 255) throw new ConnectError('not-a-proxy', 'too long for SOCKS5');
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
}

async function askHttp(socket: Socket, host: string, port: number, credentials: Credentials | undefined): Promise<void> {
  // A name out of the DNS may hold anything, and this one becomes a line of HTTP.
  if (!/^[\w.:[\]-]+$/.test(host)) throw new ConnectError('unknown-host', `${JSON.stringify(host)} is no host name`);
  const where = `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
  const basic = credentials && Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64');
  const lines = [`CONNECT ${where} HTTP/1.1`, `Host: ${where}`, ...(basic === undefined ? [] : [`Proxy-Authorization: Basic ${basic}`])];
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  const header = (await readHeader(socket)).toString('latin1');
  const [line = ''] = header.split('\r\n');
  const status = Number(/^HTTP\/1\.\d (\d{3})/.exec(line)?.[1] ?? 0);
  const detail = line.slice(0, 200);
  // 401 is what tinyproxy says to a wrong password.
  if (status === 407 || status === 401) throw new ConnectError('proxy-password', detail);
  if (status >= 500) throw new ConnectError('proxy-no-way', detail);
  if (status < 200 || status >= 300) throw new ConnectError(status === 0 ? 'not-a-proxy' : 'proxy-refused', detail);
}

/** Exactly so many bytes: what comes behind them belongs to the server. */
function read(socket: Socket, bytes: number): Promise<Buffer> {
  return taken(socket, () => {
    const data = bytes === 0 ? Buffer.alloc(0) : (socket.read(bytes) as Buffer | null);
    // At the end of a stream what is left comes, however little.
    if (data !== null && data.length < bytes) throw new ConnectError('not-a-proxy', 'it closed the connection');
    return data ?? undefined;
  });
}

/** Up to the blank line. */
function readHeader(socket: Socket): Promise<Buffer> {
  let got = Buffer.alloc(0);
  return taken(socket, () => {
    got = Buffer.concat([got, (socket.read() as Buffer | null) ?? Buffer.alloc(0)]);
    const end = got.indexOf('\r\n\r\n') + 4;
    if (end >= 4) {
      socket.unshift(got.subarray(end));
      return got.subarray(0, end);
    }
    if (got.length > MOST_HEADER || !'HTTP/1.'.startsWith(got.toString('latin1', 0, 7)))
      throw new ConnectError('not-a-proxy', 'the answer is not HTTP');
    return undefined;
  });
}

/** Looks whenever there is something to read, until `look` has what it wants. */
function taken(socket: Socket, look: () => Buffer | undefined): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const settle = (end: () => void) => {
      socket.off('readable', attempt).off('end', gone).off('close', gone).off('error', gone);
      end();
    };
    const attempt = () => {
      try {
        const data = look();
        if (data !== undefined) settle(() => resolve(data));
      } catch (error) {
        settle(() => reject(error));
      }
    };
    const gone = () => settle(() => reject(new ConnectError('not-a-proxy', 'it closed the connection')));
    socket.on('readable', attempt).on('end', gone).on('close', gone).on('error', gone);
    if (socket.destroyed) gone();
    else attempt();
  });
}
