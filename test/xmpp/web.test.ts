// A text over HTTPS: only from whom it was asked, only so much, only so long, and nothing about the person goes there.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingHttpHeaders, RequestListener } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { through } from '../../electron/xmpp/core/proxy.ts';
import { readText } from '../../electron/xmpp/core/web.ts';
import { makeAuthority } from '../support/certificates.ts';
import { startProxy } from '../support/proxy.ts';

const made = {} as { dir: string; ca: string; server: Server; base: string };
const asked: { path: string; headers: IncomingHttpHeaders }[] = [];
const answers: Record<string, RequestListener> = {
  '/here': (_, response) => response.end('{"all": "well"}'),
  '/large': (_, response) => response.end('x'.repeat(70_000)),
  '/endless': (_, response) => {
    response.write('{');
  },
  '/silent': () => undefined,
  '/latin': (_, response) => response.end(Buffer.from([0x7b, 0xfc, 0x7d])),
  '/moved': (_, response) => response.writeHead(302, { location: '/here', 'set-cookie': 'a=b' }).end(),
  '/circle': (_, response) => response.writeHead(302, { location: '/circle' }).end(),
  '/plain': (_, response) => response.writeHead(301, { location: `http://localhost:${port()}/here` }).end(),
  '/file': (_, response) => response.writeHead(301, { location: 'file:///etc/passwd' }).end(),
  '/neighbour': (_, response) => response.writeHead(307, { location: `https://127.0.0.1:${port()}/here` }).end(),
  '/neighbour6': (_, response) => response.writeHead(307, { location: 'https://[::ffff:10.0.0.1]/here' }).end(),
  '/name': (_, response) => response.writeHead(307, { location: `https://localhost:1/here` }).end(),
};
const port = () => (made.server.address() as AddressInfo).port;

beforeAll(async () => {
  made.dir = mkdtempSync(join(tmpdir(), 'kith-https-'));
  const authority = await makeAuthority(made.dir);
  const { keyFile, certFile } = await authority.issue({ names: ['localhost', 'status.test'] });
  made.ca = readFileSync(authority.caFile, 'utf8');
  made.server = createServer({ key: readFileSync(keyFile), cert: readFileSync(certFile) }, (request, response) => {
    asked.push({ path: request.url ?? '', headers: request.headers });
    const answer = answers[request.url ?? ''];
    if (answer === undefined) response.writeHead(404).end('{"beginning": "no"}');
    else answer(request, response);
  });
  await new Promise<void>((done) => made.server.listen(0, 'localhost', done));
  made.base = `https://localhost:${port()}`;
});
afterAll(() => {
  made.server.closeAllConnections();
  made.server.close();
  rmSync(made.dir, { recursive: true });
});

const get = (path: string, options: Partial<Parameters<typeof readText>[1]> = {}) =>
  readText(new URL(path, made.base), { authorities: [made.ca], timeout: 5_000, ...options });

describe('a text over HTTPS', () => {
  it('is read, also where it moved to on the same host, and nothing but the question is told', async () => {
    asked.length = 0;
    expect(await get('/here')).toBe('{"all": "well"}');
    expect(await get('/moved')).toBe('{"all": "well"}');
    expect(await get('/nowhere')).toBeUndefined();
    expect(asked.map(({ path }) => path)).toEqual(['/here', '/moved', '/here', '/nowhere']);
    for (const { headers } of asked) expect(Object.keys(headers).sort()).toEqual(['accept', 'connection', 'host']);
  });

  it.each([
    ['/large', 'more than 65536 bytes'],
    ['/latin', 'not valid'],
    ['/circle', 'redirects'],
    ['/plain', 'http:'],
    ['/file', 'file:'],
    ['/neighbour', 'sent on to 127.0.0.1'],
    ['/neighbour6', 'sent on to'],
    ['/name', 'leads to this network itself'],
    ['http://localhost/', 'http:'],
    ['https://user:word@localhost/', 'is not asked'],
  ])('is not taken from %s', async (path, why) => {
    await expect(get(path)).rejects.toThrow(why);
  });

  it.each(['/silent', '/endless'])('is not waited for: %s', async (path) => {
    await expect(get(path, { timeout: 200 })).rejects.toThrow('no answer within 200 ms');
  });

  it('is fetched through a proxy without a look-up here, and no neighbour of the proxy is asked either', async () => {
    const proxy = await startProxy({ kind: 'socks5', routes: { 'status.test:443': port() } });
    const resolver = { srv: () => Promise.reject(new Error('looked up')), addresses: () => Promise.reject(new Error('looked up')) };
    const place = { kind: 'tor', host: '127.0.0.1', port: proxy.port } as const;
    const network = through({ proxy: place, password: async () => undefined, resolver });
    asked.length = 0;
    expect(await get('https://status.test/moved', { network })).toBe('{"all": "well"}');
    expect(proxy.asked).toEqual(['status.test:443', 'status.test:443']);
    for (const { headers } of asked) expect(Object.keys(headers).sort()).toEqual(['accept', 'connection', 'host']);
    await expect(get('https://status.test/neighbour', { network })).rejects.toThrow('sent on to 127.0.0.1');
    await expect(get('https://status.test/here', { network, authorities: [] })).rejects.toThrow(/certificate/);
    await proxy.close();
  });

  it('is not looked for in the Tor network without a proxy', async () => {
    await expect(get('https://abc.onion/')).rejects.toThrow('Tor');
  });

  it('is not believed without proof', async () => {
    asked.length = 0;
    await expect(get('/here', { authorities: [] })).rejects.toThrow(/certificate/);
    await expect(get(`https://127.0.0.1:${port()}/here`)).rejects.toThrow(/certificate/);
    expect(asked).toEqual([]);
  });
});
