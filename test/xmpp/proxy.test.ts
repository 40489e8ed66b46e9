// Connections through proxies that do what the test says, and nothing looked up on this side that must not be.
import { createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { through } from '../../electron/xmpp/core/proxy.ts';
import type { Resolver } from '../../electron/xmpp/core/resolve.ts';
import type { ProxyServer } from '../../shared/proxy.ts';
import { PASSWORD, subjects } from '../support/client.ts';
import { type ScriptedProxyOptions, startProxy } from '../support/proxy.ts';
import { startScriptedServer } from '../support/server.ts';
import { startWebServer } from '../support/web-server.ts';

const { made, subject } = subjects();
const open: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

/** Answers nothing, and tells who asked. */
function watched(): Resolver & { readonly asked: string[] } {
  const asked: string[] = [];
  const note = (name: string) => {
    asked.push(name);
    return Promise.reject(Object.assign(new Error('ENOTFOUND'), { code: 'ENOTFOUND' }));
  };
  return { asked, srv: note, addresses: note };
}

async function proxied(options: ScriptedProxyOptions, over: Partial<ProxyServer> = {}, password?: string, apart?: string) {
  const proxy = await startProxy(options);
  open.push(proxy);
  const resolver = watched();
  const network = through({
    proxy: { kind: options.kind, host: '127.0.0.1', port: proxy.port, ...over },
    password: async () => password,
    resolver,
    timeout: 3000,
    ...(apart === undefined ? {} : { apart }),
  });
  return { proxy, resolver, network };
}

async function scripted() {
  const server = await startScriptedServer();
  open.push(server);
  return server;
}

describe.each(['socks5', 'http'] as const)('through %s', (kind) => {
  it.each([false, true])('signs in by name, whatever the proxy says comes in pieces: %s', async (piecemeal) => {
    const server = await scripted();
    const { proxy, network, resolver } = await proxied({ kind, routes: { 'kith.test:5222': server.port }, piecemeal });
    const alice = await subject({ network: () => network, resolver });
    alice.client.stream.start();
    await (await server.connection()).login({ certificate: made.certificate, password: PASSWORD });
    await alice.state('online');
    expect(proxy.asked).toEqual(['kith.test:5222']);
    // An ordinary proxy may be told where the server is by the DNS here; hosts are looked up behind it.
    expect(resolver.asked.toSorted()).toEqual(['_xmpp-client._tcp.kith.test', '_xmpps-client._tcp.kith.test']);
  });

  it('signs in to the proxy first, where it wants that', async () => {
    const server = await scripted();
    const credentials = { username: 'ann', password: 'pässword' };
    const options = { kind, routes: { 'kith.test:5222': server.port }, credentials };
    const { proxy, network, resolver } = await proxied(options, { username: 'ann' }, 'pässword');
    const alice = await subject({ network: () => network, resolver });
    alice.client.stream.start();
    await (await server.connection()).login({ certificate: made.certificate, password: PASSWORD });
    await alice.state('online');
    expect(proxy.signIns).toEqual(['ann:pässword']);
  });

  const refuses = kind === 'http' ? 403 : 2;
  const nowhere = kind === 'http' ? 502 : 4;
  type Failure = [string, Partial<ScriptedProxyOptions>, Partial<ProxyServer>, string];
  const tinyproxy: Failure = [
    'a wrong password, in the words of tinyproxy',
    { routes: { 'kith.test:5222': { failure: 401 } } },
    {},
    'proxy-password',
  ];
  const failures: readonly Failure[] = [
    ...(kind === 'http' ? [tinyproxy] : []),
    ['a wrong password', { credentials: { username: 'ann', password: 'x' } }, { username: 'ann' }, 'proxy-password'],
    ['no password where one is wanted', { credentials: { username: 'ann', password: 'x' } }, {}, 'proxy-password'],
    ['rules against it', { routes: { 'kith.test:5222': { failure: refuses } } }, {}, 'proxy-refused'],
    ['no way to the server', { routes: { 'kith.test:5222': { failure: nowhere } } }, {}, 'proxy-no-way'],
    ['nobody there', {}, { port: 1 }, 'proxy-unreachable'],
    ['a name nobody knows', {}, { host: 'proxy.example' }, 'proxy-unreachable'],
  ];
  it.each(failures)('tells %s', async (_, options, over, failure) => {
    const { network, resolver } = await proxied({ kind, routes: {}, ...options }, over, 'wrong');
    const alice = await subject({ network: () => network, resolver });
    alice.client.stream.start();
    expect(await alice.state('waiting')).toMatchObject({ failure });
  });

  const strangers: readonly [string, (socket: Socket) => void][] = [
    ['a web server', (socket) => socket.once('data', () => socket.end('<html>'))],
    ['somebody who hangs up', (socket) => socket.resume().end()],
    ['somebody who says too much', (socket) => socket.once('data', () => socket.write(`HTTP/1.1 200 OK\r\n${'x'.repeat(40_000)}`))],
  ];
  it.each(strangers)('is not taken in by %s', async (_, greet) => {
    const listener = createServer((socket) => greet(socket.on('error', () => undefined)));
    await new Promise<void>((done) => listener.listen(0, '127.0.0.1', done));
    open.push({ close: () => new Promise((done) => listener.close(done)) });
    const address = listener.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { network, resolver } = await proxied({ kind, routes: {} }, { port });
    const alice = await subject({ network: () => network, resolver });
    alice.client.stream.start();
    expect(await alice.state('waiting')).toMatchObject({ failure: 'not-a-proxy' });
  });

  it('gives up on a proxy that says nothing, and leaves nothing behind when it is called off', async () => {
    const sockets: Socket[] = [];
    const listener = createServer((socket) => void sockets.push(socket.on('error', () => undefined)));
    await new Promise<void>((done) => listener.listen(0, '127.0.0.1', done));
    open.push({ close: () => new Promise((done) => listener.close(done)) });
    const address = listener.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const proxy: ProxyServer = { kind, host: '127.0.0.1', port };
    const waits = async (timeout?: number) =>
      (await through({ proxy, password: async () => undefined, ...(timeout === undefined ? {} : { timeout }) }).ways('kith.test'))[0];
    await expect((await waits(100))?.(5222, new AbortController().signal)).rejects.toMatchObject({ kind: 'timeout' });
    const reason = new Error('signed out');
    const off = new AbortController();
    const outcome = (await waits())?.(5222, off.signal);
    await expect.poll(() => sockets.length).toBe(2);
    off.abort(reason);
    await expect(outcome).rejects.toBe(reason);
    await expect
      .poll(() => sockets.every((socket) => socket.readableEnded || socket.destroyed || socket.resume().readableEnded))
      .toBe(true);
  });

  it('takes addresses as addresses', async () => {
    const server = await scripted();
    const routes = { '192.0.2.7:5222': server.port, '[2001:db8::a:0:1]:5222': server.port };
    const { proxy, network } = await proxied({ kind, routes });
    for (const host of ['192.0.2.7', '[2001:db8::a:0:1]']) {
      const [way] = await network.ways(host);
      (await way?.(5222, new AbortController().signal))?.destroy();
    }
    expect(proxy.asked).toEqual(Object.keys(routes));
  });
});

describe('through Tor', () => {
  it('looks nothing up on this side, neither the domain nor its host-meta, and ends at its WebSocket', async () => {
    const both = await made.authority.issue({ names: ['kith.test', 'web.kith.test'] });
    const web = await startWebServer(both, 'kith.test');
    open.push(web);
    web.pages.set('/.well-known/host-meta.json', {
      body: JSON.stringify({ links: [{ rel: 'urn:xmpp:alt-connections:websocket', href: 'wss://web.kith.test:8443/ws' }] }),
    });
    const { proxy, network, resolver } = await proxied(
      { kind: 'socks5', routes: { 'kith.test:443': web.port, 'web.kith.test:8443': web.port } },
      { kind: 'tor' },
    );
    const alice = await subject({ network: () => network, resolver });
    alice.client.stream.start();
    await (await web.connection()).login({ password: PASSWORD });
    await alice.state('online');
    expect(resolver.asked).toEqual([]);
    expect([...new Set(proxy.asked)].toSorted()).toEqual(['kith.test:443', 'kith.test:5222', 'kith.test:5223', 'web.kith.test:8443']);
  });

  it('reaches addresses and servers inside it', async () => {
    const server = await scripted();
    const { network, resolver } = await proxied({ kind: 'socks5', routes: { 'hidden.onion:5269': server.port } }, { kind: 'tor' });
    const alice = await subject({ network: () => network, resolver, server: 'hidden.onion', port: 5269 });
    alice.client.stream.start();
    await (await server.connection()).login({ certificate: made.certificate, password: PASSWORD });
    await alice.state('online');
    expect(resolver.asked).toEqual([]);
  });

  it.each([
    ['any', ['kith:account-1']],
    [undefined, []],
  ] as const)('keeps the account apart from others, where the proxy takes that (%s)', async (credentials, signIns) => {
    const server = await scripted();
    const options: ScriptedProxyOptions = { kind: 'socks5', routes: { 'kith.test:5222': server.port } };
    const { proxy, network } = await proxied({ ...options, ...(credentials && { credentials }) }, { kind: 'tor' }, undefined, 'account-1');
    const [way] = await network.ways('kith.test');
    (await way?.(5222, new AbortController().signal))?.destroy();
    expect(proxy.signIns).toEqual(signIns);
  });

  it.each([
    [0xf0, 'proxy-no-way', 'nobody announced this onion address'],
    [0xf6, 'unknown-host', 'no onion address'],
    [0xff, 'proxy-no-way', 'failure 255'],
  ])('tells what it says of onion services: %d', async (failure, kind, detail) => {
    const { network } = await proxied({ kind: 'socks5', routes: { 'hidden.onion:5222': { failure } } }, { kind: 'tor' });
    const [way] = await network.ways('hidden.onion');
    await expect(way?.(5222, new AbortController().signal)).rejects.toMatchObject({ kind, detail });
  });

  it('asks nobody about a name inside it where there is no Tor (RFC 7686 2)', async () => {
    const resolver = watched();
    for (const where of [{ address: 'alice@hidden.onion' }, { server: 'hidden.onion' }]) {
      const alice = await subject({ resolver, ...where });
      alice.client.stream.start();
      expect(await alice.state('waiting')).toMatchObject({ failure: 'needs-tor' });
    }
    expect(resolver.asked).toEqual([]);
  });
});
