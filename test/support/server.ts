// A scripted XMPP server on loopback, for the stream's unit tests: it says exactly what a test tells it to, well-formed or not (after
// stabber). A test takes each connection in turn and writes the dialogue down: await c.login(...); await c.expect('<presence'); ...
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createSecureContext, TLSSocket } from 'node:tls';
import type { IssuedCertificate } from './certificates.ts';
import { type Dialogue, type Login, type LoginOptions, login } from './server-login.ts';

export interface ScriptedServerOptions {
  readonly domain?: string;
  /** With a certificate the port speaks Direct TLS (XEP-0368) from the first byte. */
  readonly directTls?: IssuedCertificate;
  /** The newest TLS it speaks; 1.3 unless told. */
  readonly maxTls?: 'TLSv1.2';
  /** A certificate is asked for, and whatever comes is taken. */
  readonly requestCertificate?: boolean;
}

export interface ScriptedConnection extends Dialogue {
  /** From now on everything is sent in pieces of so many bytes; 0 switches that off. */
  cut(bytes: number): void;
  /** Everything a normal server does from the first byte to a bound resource. */
  login(options: LoginOptions): Promise<Login>;
  /** </stream:stream> and the end of the connection. */
  close(): Promise<void>;
  /** Tears the connection down with a TCP reset. */
  reset(): void;
  gone(): boolean;
  /** Resolves when the connection is gone, whoever ended it. */
  readonly closed: Promise<void>;
  /** The certificate the client showed, as DER. */
  shown(): Buffer | undefined;
  /** Everything received so far, before TLS and inside it. */
  received(): { readonly beforeTls: string; readonly insideTls: string };
}

export interface ScriptedServer {
  readonly domain: string;
  readonly host: '127.0.0.1';
  readonly port: number;
  /** The next connection nobody has taken yet. */
  connection(timeoutMs?: number): Promise<ScriptedConnection>;
  /** How many connections there have been. */
  count(): number;
  close(): Promise<void>;
}

const usualTimeout = 5000;

/** Listens on a free port of 127.0.0.1. */
export async function startScriptedServer(options: ScriptedServerOptions = {}): Promise<ScriptedServer> {
  const domain = options.domain ?? 'kith.test';
  const sockets = new Set<Socket>();
  const waiting: ScriptedConnection[] = [];
  const takers: ((connection: ScriptedConnection) => void)[] = [];
  const counted = { connections: 0 };
  const server = createServer((socket) => {
    counted.connections += 1;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    const connection = converse(socket, domain, options);
    const taker = takers.shift();
    if (taker === undefined) waiting.push(connection);
    else taker(connection);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));

  return {
    domain,
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    connection(timeoutMs = usualTimeout) {
      const ready = waiting.shift();
      if (ready !== undefined) return Promise.resolve(ready);
      return new Promise((done, fail) => {
        const take = (connection: ScriptedConnection): void => {
          clearTimeout(timer);
          done(connection);
        };
        const timer = setTimeout(() => {
          takers.splice(takers.indexOf(take), 1);
          fail(new Error(`nobody connected within ${timeoutMs} ms`));
        }, timeoutMs);
        takers.push(take);
      });
    },
    count: () => counted.connections,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((done) => server.close(() => done()));
    },
  };
}

function converse(
  raw: Socket,
  domain: string,
  { directTls, maxTls, requestCertificate = false }: ScriptedServerOptions,
): ScriptedConnection {
  const state = { socket: raw, unread: '', beforeTls: '', insideTls: '', gone: false, pieces: 0, streams: 0 };
  const wakers = new Set<() => void>();
  const wake = (): void => {
    for (const waker of [...wakers]) waker();
  };
  const closed = new Promise<void>((done) => {
    raw.once('close', () => {
      state.gone = true;
      wake();
      done();
    });
  });
  raw.setNoDelay(true);
  // A reset or a failed handshake is for the test to see in what it waits for, not for the process to die of.
  raw.on('error', wake);

  const listen = (socket: Socket): void => {
    const decoder = new TextDecoder();
    socket.on('data', (chunk: Buffer) => {
      const text = decoder.decode(chunk, { stream: true });
      state[socket instanceof TLSSocket ? 'insideTls' : 'beforeTls'] += text;
      state.unread += text;
      wake();
    });
  };
  const secure = (certificate: IssuedCertificate): TLSSocket => {
    raw.removeAllListeners('data');
    state.unread = '';
    const secureContext = createSecureContext({
      key: readFileSync(certificate.keyFile),
      cert: readFileSync(certificate.certFile),
      ...(maxTls === undefined ? {} : { maxVersion: maxTls }),
    });
    const tls = new TLSSocket(raw, {
      isServer: true,
      secureContext,
      requestCert: requestCertificate,
      rejectUnauthorized: false,
      ALPNProtocols: ['xmpp-client'],
    });
    tls.on('error', wake);
    listen(tls);
    state.socket = tls;
    return tls;
  };
  if (directTls === undefined) listen(raw);
  else secure(directTls);

  const expect = (pattern: string | RegExp, timeoutMs = usualTimeout): Promise<string> =>
    new Promise((done, fail) => {
      const settle = (end: () => void): void => {
        clearTimeout(timer);
        wakers.delete(look);
        end();
      };
      const failed = (why: string): Error => new Error(`expected ${String(pattern)}, but ${why}. Unread: ${state.unread || '(nothing)'}`);
      const look = (): void => {
        const end = endOf(pattern, state.unread);
        if (end !== undefined) {
          const taken = state.unread.slice(0, end);
          state.unread = state.unread.slice(end);
          settle(() => done(taken));
        } else if (state.gone) settle(() => fail(failed('the connection is closed')));
      };
      const timer = setTimeout(() => settle(() => fail(failed(`${timeoutMs} ms have passed`))), timeoutMs);
      wakers.add(look);
      look();
    });
  const send = async (what: string | Uint8Array): Promise<void> => {
    const bytes = typeof what === 'string' ? Buffer.from(what) : Buffer.from(what);
    const size = state.pieces === 0 ? bytes.length : state.pieces;
    for (let start = 0; start < bytes.length; start += size) {
      await new Promise<void>((done) => state.socket.write(bytes.subarray(start, start + size), () => done()));
      if (state.pieces !== 0) await nextTurn();
    }
  };
  const element = async (name: string, timeoutMs?: number): Promise<string> => {
    const taken = await expect(new RegExp(`<${name}(\\s[^>]*)?/>|<${name}[\\s>][\\s\\S]*?</${name}>`), timeoutMs);
    return taken.slice(taken.search(new RegExp(`<${name}[\\s/>]`)));
  };

  const connection: ScriptedConnection = {
    expect,
    element,
    send,
    async reply(pattern, answer) {
      const matched = await expect(pattern);
      await send(typeof answer === 'string' ? answer : answer(matched));
      return matched;
    },
    cut: (bytes) => {
      state.pieces = bytes;
    },
    async openStream(features) {
      const header = await expect(/<stream:stream\s[^>]*>/);
      state.streams += 1;
      const own = `id='s${state.streams}' from='${domain}' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'`;
      await send(`<?xml version='1.0'?><stream:stream ${own}><stream:features>${features}</stream:features>`);
      return header;
    },
    async startTls(certificate) {
      const tls = secure(certificate);
      await new Promise<void>((done, fail) => {
        tls.once('secure', done);
        tls.once('error', fail);
        tls.once('close', () => fail(new Error('the client left during the TLS handshake')));
      });
    },
    shown: () => (state.socket instanceof TLSSocket ? state.socket.getPeerX509Certificate()?.raw : undefined),
    binding(type) {
      if (!(state.socket instanceof TLSSocket)) throw new Error('there is no TLS to bind to');
      if (type === 'tls-exporter') return state.socket.exportKeyingMaterial(32, 'EXPORTER-Channel-Binding', Buffer.alloc(0));
      if (type === 'tls-unique') return state.socket.getPeerFinished() ?? Buffer.alloc(0);
      // Test certificates are signed with SHA-256.
      return createHash('sha256')
        .update(state.socket.getX509Certificate()?.raw ?? '')
        .digest();
    },
    login: (options) => login(connection, domain, options),
    async close() {
      await send('</stream:stream>');
      state.socket.end();
    },
    reset: () => void raw.resetAndDestroy(),
    gone: () => raw.destroyed,
    closed,
    received: () => ({ beforeTls: state.beforeTls, insideTls: state.insideTls }),
  };
  return connection;
}

function endOf(pattern: string | RegExp, text: string): number | undefined {
  if (typeof pattern === 'string') {
    const at = text.indexOf(pattern);
    return at < 0 ? undefined : at + pattern.length;
  }
  const match = pattern.exec(text);
  return match === null ? undefined : match.index + match[0].length;
}
