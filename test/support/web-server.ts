// A scripted web server on loopback: host-meta documents, redirects, and XMPP over WebSocket (RFC 7395) in the test's hand, frame by frame.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { type WebSocket, WebSocketServer } from 'ws';
import type { IssuedCertificate } from './certificates.ts';
import { type Login, type LoginOptions, login } from './server-login.ts';
import { until } from './until.ts';

export interface Page {
  readonly status?: number;
  readonly location?: string;
  readonly body?: string;
}

export interface FramedConnection {
  /** Takes frames until one matches. */
  expect(pattern: string | RegExp, timeoutMs?: number): Promise<string>;
  send(frame: string | Uint8Array): Promise<void>;
  login(options: Omit<LoginOptions, 'certificate'>): Promise<Login>;
  openStream(features: string): Promise<string>;
  /** Every frame so far. */
  readonly heard: readonly string[];
  /** The code the client closed with, once it has. */
  readonly closed: () => number | undefined;
  /** The network goes away. */
  cut(): void;
}

export interface WebServer {
  readonly port: number;
  readonly pages: Map<string, Page>;
  /** Every path asked for. */
  readonly asked: string[];
  connection(): Promise<FramedConnection>;
  count(): number;
  /** Everything that came through TLS so far, headers and frames, as it came. */
  received(): string;
  /** Resolves when nobody is connected any more; rejects when nobody ever was. */
  left(): Promise<void>;
  close(): Promise<void>;
}

const NS_FRAMING = 'urn:ietf:params:xml:ns:xmpp-framing';

export async function startWebServer(certificate: IssuedCertificate, domain: string, protocol = 'xmpp'): Promise<WebServer> {
  const pages = new Map<string, Page>();
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const waiting: FramedConnection[] = [];
  let count = 0;
  let came = 0;
  let insideTls = '';
  const server = createServer({ key: readFileSync(certificate.keyFile), cert: readFileSync(certificate.certFile) }, (request, response) => {
    asked.push(request.url ?? '');
    const page = pages.get(request.url ?? '');
    response.writeHead(page?.status ?? (page === undefined ? 404 : 200), page?.location === undefined ? {} : { location: page.location });
    response.end(page?.body);
  });
  server.on('secureConnection', (socket) => {
    socket.on('data', (bytes) => {
      insideTls += bytes.toString('latin1');
    });
  });
  server.on('connection', (socket: Socket) => {
    came += 1;
    sockets.add(socket.on('error', () => undefined));
    socket.once('close', () => sockets.delete(socket));
  });
  const frames = new WebSocketServer({ server, handleProtocols: (offered) => (offered.has(protocol) ? protocol : false) });
  frames.on('connection', (socket, request) => {
    count += 1;
    waiting.push(converse(socket, request.socket as TLSSocket, domain));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    port: (server.address() as AddressInfo).port,
    pages,
    asked,
    async connection() {
      await until(() => waiting.length > 0);
      return waiting.shift() as FramedConnection;
    },
    count: () => count,
    received: () => insideTls,
    left: () => until(() => came > 0 && sockets.size === 0),
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}

function converse(socket: WebSocket, tls: TLSSocket, domain: string): FramedConnection {
  const heard: string[] = [];
  let taken = 0;
  let code: number | undefined;
  let streams = 0;
  let wake = (): void => undefined;
  socket
    .on('error', () => undefined)
    .on('message', (data) => {
      heard.push(String(data));
      wake();
    });
  socket.on('close', (why) => {
    code = why;
  });
  const another = (timeoutMs: number, pattern: string | RegExp): Promise<void> =>
    new Promise((done, fail) => {
      const timer = setTimeout(() => fail(new Error(`no frame came in ${timeoutMs} ms, expected ${String(pattern)}`)), timeoutMs);
      wake = () => {
        clearTimeout(timer);
        done();
      };
    });
  const connection: FramedConnection & Parameters<typeof login>[0] = {
    heard,
    closed: () => code,
    cut: () => socket.terminate(),
    async expect(pattern, timeoutMs = 10_000) {
      for (;;) {
        if (heard.length <= taken) await another(timeoutMs, pattern);
        const frame = heard[taken++] ?? '';
        if (typeof pattern === 'string' ? frame.includes(pattern) : pattern.test(frame)) return frame;
      }
    },
    element: (name) => connection.expect(new RegExp(`^<${name}[\\s/>]`)),
    async reply(pattern, answer) {
      const matched = await connection.expect(pattern);
      await connection.send(typeof answer === 'string' ? answer : answer(matched));
      return matched;
    },
    // RFC 7395 3.3.3: each frame declares its own namespaces.
    send: (frame) =>
      new Promise((done, fail) => {
        const said =
          typeof frame === 'string' ? frame.replace(/^<(iq|message|presence)(?![^>]*xmlns=)/, "<$1 xmlns='jabber:client'") : frame;
        socket.send(said, (error) => (error ? fail(error) : done()));
      }),
    async openStream(features) {
      const header = await connection.expect('<open');
      streams += 1;
      await connection.send(`<open xmlns='${NS_FRAMING}' id='w${streams}' from='${domain}' version='1.0'/>`);
      await connection.send(`<stream:features xmlns:stream='http://etherx.jabber.org/streams'>${features}</stream:features>`);
      return header;
    },
    binding: () => tls.exportKeyingMaterial(32, 'EXPORTER-Channel-Binding', Buffer.alloc(0)),
    startTls: () => Promise.reject(new Error('no STARTTLS over WebSocket (RFC 7395 3.9)')),
    login: (options) => login(connection, domain, options),
  };
  return connection;
}
