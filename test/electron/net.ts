// net: fetch of files, of the app's own schemes and of the web.
import { createReadStream, promises as fs } from 'node:fs';
import { extname } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { guard } from './guard.ts';
import type { Schemes } from './scheme.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
  '.wav': 'audio/wav',
  '.mp4': 'video/mp4',
  '.webm': 'video/webm',
  '.txt': 'text/plain',
  '.ico': 'image/x-icon',
};

export function makeNet(schemes: Schemes): object {
  const fetchOwn = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = input instanceof Request && init === undefined ? input : new Request(input, init);
    if (request.url.startsWith('file:')) return fetchFile(request.url);
    const handler = schemes.handlers.get(request.url.slice(0, request.url.indexOf(':')));
    return handler === undefined ? fetch(request) : handler(request);
  };
  return guard('net', { fetch: fetchOwn, isOnline: () => true, online: true });
}

async function fetchFile(url: string): Promise<Response> {
  const path = fileURLToPath(url);
  try {
    if (!(await fs.stat(path)).isFile()) throw new Error('not a file');
  } catch {
    throw new Error('net::ERR_FILE_NOT_FOUND');
  }
  const body = Readable.toWeb(createReadStream(path)) as unknown as ReadableStream<Uint8Array>;
  return new Response(body, { headers: { 'content-type': TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream' } });
}
