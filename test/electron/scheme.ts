// Privileged schemes. Chromium cannot be taught `app:`, so `app://kith/x` is `http://kith.app.localhost/x` there: a name that Chromium maps to a loopback
// server of this process, which asks the handler of protocol.handle and streams both ways. What the app sees is always its own scheme.
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';

export type Handler = (request: Request) => Response | Promise<Response>;

/** app://kith/x -> http://kith.app.localhost/x; other addresses are returned as they are. */
export function toLoopback(url: string, schemes: ReadonlySet<string>): string {
  const parts = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/is.exec(url);
  const [, scheme = '', host = '', rest = ''] = parts ?? [];
  if (!schemes.has(scheme.toLowerCase())) return url;
  return `http://${host.toLowerCase()}.${scheme.toLowerCase()}.localhost${rest === '' ? '/' : rest}`;
}

/** The way back, also for an origin (`http://kith.app.localhost` -> `app://kith`). */
export function fromLoopback(url: string, schemes: ReadonlySet<string>): string {
  const parts = /^http:\/\/([^/?#:]+)\.([a-z][a-z0-9+-]*)\.localhost(?::80)?(?=[/?#]|$)(.*)$/is.exec(url);
  const [, host = '', scheme = '', rest = ''] = parts ?? [];
  return schemes.has(scheme.toLowerCase()) ? `${scheme.toLowerCase()}://${host.toLowerCase()}${rest}` : url;
}

export interface Interceptor {
  /** An address to go to instead, `null` to cancel, `undefined` to go on. */
  before(details: { url: string; method: string; resourceType: string }): Promise<string | null | undefined>;
  /** The response's headers as they shall arrive. */
  received(details: {
    url: string;
    method: string;
    resourceType: string;
    statusCode: number;
    responseHeaders: Record<string, string[]>;
  }): Promise<Record<string, string[]>>;
}

export interface Schemes {
  readonly privileged: ReadonlySet<string>;
  readonly handlers: ReadonlyMap<string, Handler>;
  register(schemes: readonly string[]): void;
  handle(scheme: string, handler: Handler): void;
  unhandle(scheme: string): void;
  toLoopback(url: string): string;
  fromLoopback(url: string): string;
  /** Starts the loopback server; resolves to Chromium's host rules. */
  listen(): Promise<string>;
  close(): void;
  /** Added by the stand-in to navigations; other requests carry the cookie that the answer to a navigation sets. */
  readonly pass: { readonly name: string; readonly value: string };
}

export function makeSchemes(intercept: Interceptor): Schemes {
  const privileged = new Set<string>();
  const handlers = new Map<string, Handler>();
  // Other programs on this machine can reach the port; without this they get nothing.
  const pass = { name: 'x-stand-in', value: randomBytes(24).toString('hex') };

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const url = fromLoopback(`http://${request.headers.host ?? ''}${request.url ?? '/'}`, privileged);
    const scheme = url.slice(0, url.indexOf(':'));
    const handler = handlers.get(scheme);
    const navigation = request.headers[pass.name] === pass.value;
    if (!navigation && cookies(request).get('stand-in') !== pass.value) return void response.writeHead(403).end();
    if (handler === undefined) return void response.destroy();
    // Chromium asks every http host for it; Electron never asks a scheme of the app's own.
    if (request.url === '/favicon.ico') return void response.writeHead(204).end();
    const details = { url, method: request.method ?? 'GET', resourceType: resourceType(request) };
    const elsewhere = await intercept.before(details);
    if (elsewhere === null) return void response.destroy();
    if (elsewhere !== undefined) return void response.writeHead(307, { location: toLoopback(elsewhere, privileged) }).end();

    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const body = details.method === 'GET' || details.method === 'HEAD' ? null : (Readable.toWeb(request) as ReadableStream<Uint8Array>);
    const init: RequestInit = { method: details.method, headers: ownHeaders(request), signal: gone.signal };
    const result = await handler(new Request(url, body === null ? init : ({ ...init, body, duplex: 'half' } as RequestInit)));
    const plain: Record<string, string[]> = {};
    for (const [name, value] of result.headers) plain[name] = [...(plain[name] ?? []), value];
    const headers = await intercept.received({ ...details, statusCode: result.status, responseHeaders: plain });
    if (navigation) headers['set-cookie'] = [...(headers['set-cookie'] ?? []), `stand-in=${pass.value}; Path=/; HttpOnly; SameSite=Strict`];
    response.writeHead(result.status, result.statusText || undefined, headers);
    if (result.body === null || details.method === 'HEAD') return void response.end();
    await pipeline(Readable.fromWeb(result.body as ReadableStream<Uint8Array>), response);
  };

  /** The request as the app's handler may see it: without the stand-in's own marks, with its own scheme in origin and referrer. */
  const ownHeaders = (request: IncomingMessage): Headers => {
    const headers = new Headers();
    for (const [name, value] of Object.entries(request.headers)) {
      if (value === undefined || name === pass.name || name === 'host' || name === 'connection') continue;
      const text = Array.isArray(value) ? value.join(', ') : value;
      if (name === 'cookie') {
        const rest = [...cookies(request)].filter(([key]) => key !== 'stand-in').map(([key, each]) => `${key}=${each}`);
        if (rest.length > 0) headers.set(name, rest.join('; '));
      } else headers.set(name, name === 'origin' || name === 'referer' ? fromLoopback(text, privileged) : text);
    }
    return headers;
  };

  const server: Server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      // The page left, or the handler failed; in Electron the page sees net::ERR_FAILED either way.
      if (!response.destroyed) console.error(`protocol.handle: ${String(error)}`);
      response.destroy();
    });
  });
  server.requestTimeout = 0;

  return {
    privileged,
    handlers,
    pass,
    register(schemes) {
      for (const scheme of schemes) privileged.add(scheme.toLowerCase());
    },
    handle(scheme, handler) {
      if (!privileged.has(scheme))
        throw new Error(`not in the stand-in: protocol.handle('${scheme}') without registerSchemesAsPrivileged before`);
      if (handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`);
      handlers.set(scheme, handler);
    },
    unhandle: (scheme) => void handlers.delete(scheme),
    toLoopback: (url) => toLoopback(url, privileged),
    fromLoopback: (url) => fromLoopback(url, privileged),
    async listen() {
      await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      return [...privileged, 'stand-in'].map((scheme) => `MAP *.${scheme}.localhost 127.0.0.1:${port}`).join(', ');
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function cookies(request: IncomingMessage): Map<string, string> {
  const pairs = (request.headers.cookie ?? '').split(/;\s*/).filter((each) => each.includes('='));
  return new Map(pairs.map((each) => [each.slice(0, each.indexOf('=')), each.slice(each.indexOf('=') + 1)]));
}

function resourceType(request: IncomingMessage): string {
  const kinds: Readonly<Record<string, string>> = {
    document: 'mainFrame',
    iframe: 'subFrame',
    style: 'stylesheet',
    script: 'script',
    image: 'image',
    font: 'font',
    audio: 'media',
    video: 'media',
    empty: 'xhr',
  };
  return kinds[String(request.headers['sec-fetch-dest'] ?? '')] ?? 'other';
}
