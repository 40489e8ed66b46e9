// app://kith/: the renderer's files, with the one content security policy. No file:// anywhere.
import { readFile } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { protocol } from 'electron';
import { isPictureHash } from '../../shared/picture.ts';
import { DROP_BYTES, type Drops } from './drops.ts';

export const SCHEME = 'app';
export const ORIGIN = `${SCHEME}://kith`;

const CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' blob:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "frame-src 'none'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** Must run before the app is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
  ]);
}

export interface ServedPicture {
  readonly type: string;
  readonly bytes: Uint8Array;
}

export interface Serving {
  /** The renderer's files. */
  readonly folder: string;
  /** Somebody's, by its hash, under /picture/. */
  readonly picture: (hash: string) => ServedPicture | undefined;
  readonly drops: Drops;
  /** The page was given all it asked for so far, and scripts, which it compiles now, are among that. */
  readonly scripts: () => void;
}

export function serveApp(serving: Serving): void {
  protocol.handle(SCHEME, answering(serving));
}

export function answering({ folder, picture, drops, scripts }: Serving): (request: Request) => Promise<Response> {
  let asked = 0;
  let script = false;
  return async (request) => {
    if (request.method === 'POST') return dropResponse(request, drops);
    const hash = pictureIn(request.url);
    if (hash !== undefined) return pictureResponse(picture(hash));
    const file = fileFor(folder, request.url);
    if (file === undefined) return new Response('not found', { status: 404 });
    asked++;
    try {
      const body = await readFile(file);
      if (extname(file) === '.js') script = true;
      return new Response(new Uint8Array(body), { headers: headers(extname(file)) });
    } catch {
      return new Response('not found', { status: 404 });
    } finally {
      asked--;
      if (asked === 0 && script) scripts();
    }
  };
}

/** The id under which a call can have what was put down. */
export async function dropResponse(request: Request, drops: Drops): Promise<Response> {
  if (request.url !== `${ORIGIN}/drop`) return new Response('not found', { status: 404 });
  if (Number(request.headers.get('content-length') ?? 0) > DROP_BYTES) return new Response('too large', { status: 413 });
  const id = drops.add(new Uint8Array(await request.arrayBuffer()));
  return id === undefined ? new Response('too large', { status: 413 }) : new Response(id, { headers: headers('.txt') });
}

/** The hash that a URL asks for. */
export function pictureIn(url: string): string | undefined {
  const start = `${ORIGIN}/picture/`;
  const hash = url.startsWith(start) ? url.slice(start.length) : '';
  return isPictureHash(hash) ? hash : undefined;
}

/** What has this hash never changes. No disk cache is asked for schemes of an app's own: on disk it lies in the encrypted archive alone. */
export function pictureResponse(found: ServedPicture | undefined): Response {
  if (found === undefined) return new Response('not found', { status: 404 });
  const head = { ...headers(''), 'content-type': found.type, 'cache-control': 'private, max-age=31536000, immutable' };
  return new Response(new Uint8Array(found.bytes), { headers: head });
}

function headers(extension: string): Record<string, string> {
  return {
    'content-type': TYPES[extension] ?? 'application/octet-stream',
    'content-security-policy': CSP,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-cache',
  };
}

/** The file behind a URL, or undefined when it would lie outside the folder, in whatever encoding. */
export function fileFor(folder: string, url: string): string | undefined {
  let path: string;
  try {
    const { host, pathname } = new URL(url);
    if (host !== 'kith') return undefined;
    path = decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
  if (/[\\\0]/.test(path)) return undefined;
  const file = join(folder, path === '/' ? 'index.html' : path);
  return file.startsWith(folder + sep) ? file : undefined;
}
