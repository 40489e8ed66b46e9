import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import * as net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tls from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Reached } from '../../electron/xmpp/core/carrier.ts';
import { type ReachOptions, reach as reachServer } from '../../electron/xmpp/core/reach.ts';
import type { Resolver, ServiceRecord } from '../../electron/xmpp/core/resolve.ts';
import { upgrade } from '../../electron/xmpp/core/tls.ts';
import { loadAuthorities } from '../../electron/xmpp/core/trust.ts';
import { type Authority, type IssuedCertificate, makeAuthority } from '../support/certificates.ts';

const DOMAIN = 'kith.example';
let dir = '';
let authority: Authority;
let authorities: readonly string[] = [];
const certificates = new Map<string, tls.SecureContextOptions>();
const open: { close(): void }[] = [];

async function keep(name: string, { keyFile, certFile }: IssuedCertificate): Promise<void> {
  certificates.set(name, { key: await readFile(keyFile), cert: await readFile(certFile) });
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'kith-connect-'));
  authority = await makeAuthority(join(dir, 'trusted'));
  authorities = [await readFile(authority.caFile, 'utf8')];
  const day = 24 * 60 * 60_000;
  await Promise.all([
    authority.issue({ names: [DOMAIN] }).then((made) => keep('good', made)),
    authority.issue({ names: ['*.example.org', 'other.example'] }).then((made) => keep('wildcard', made)),
    authority.issue({ names: ['xn--mnchen-3ya.example'] }).then((made) => keep('idn', made)),
    authority.issue({ names: ['127.0.0.1'] }).then((made) => keep('address', made)),
    authority.issue({ names: [DOMAIN], notBefore: Date.now() - 30 * day, days: 10 }).then((made) => keep('expired', made)),
    authority.issue({ names: ['xmpp.hosting.example'] }).then((made) => keep('wrong name', made)),
    authority.issue({ names: [`XMPP:${DOMAIN}`], subject: 'x' }).then((made) => keep('XmppAddr', made)),
    authority.issue({ names: [`SRV:_xmpp-client.${DOMAIN}`], subject: 'x' }).then((made) => keep('SRVName', made)),
  ]);
}, 60_000);

afterEach(() => {
  // Latest first: destroying a socket below TLS together with the TLS above it crashes Node 24.
  for (const each of open.splice(0).toReversed()) each.close();
});

afterAll(() => rm(dir, { recursive: true, force: true }));

interface Peer {
  readonly port: number;
  /** What each client said in clear. */
  readonly heard: string[];
  /** Names asked for by SNI, protocols agreed by ALPN. */
  readonly asked: (string | false)[];
}

/** Listens on loopback; `greet` decides what happens to each socket. */
async function listen(greet: (socket: net.Socket, peer: Peer) => void, host = '127.0.0.1', port = 0): Promise<Peer> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket.on('error', () => sockets.delete(socket)));
    greet(socket, peer);
  });
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
  open.push({
    close() {
      for (const each of sockets) each.destroy();
      server.close();
    },
  });
  const address = server.address();
  const peer: Peer = { port: typeof address === 'object' && address !== null ? address.port : 0, heard: [], asked: [] };
  return peer;
}

function secure(socket: net.Socket, certificate: string, peer: Peer, over: tls.TLSSocketOptions = {}): void {
  const secured = new tls.TLSSocket(socket, {
    isServer: true,
    ...certificates.get(certificate),
    ALPNProtocols: ['xmpp-client'],
    SNICallback: (name, done) => {
      peer.asked.push(name);
      done(null);
    },
    ...over,
  });
  secured.on('error', () => secured.destroy());
  secured.on('secure', () => {
    peer.asked.push(secured.alpnProtocol ?? false);
    secured.write('hello');
  });
  secured.on('data', (data) => peer.heard.push(String(data)));
}

const directTls = (certificate: string, over: tls.TLSSocketOptions = {}) =>
  listen((socket, peer) => secure(socket, certificate, peer, over));
const silent = () => listen(() => undefined);

/** Answers <starttls/> with <proceed/>, as a server does. */
const startTls = (certificate: string, injected = '') =>
  listen((socket, peer) => {
    socket.once('data', (data) => {
      peer.heard.push(String(data));
      socket.write(`<proceed/>${injected}`);
      secure(socket, certificate, peer);
    });
  });

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

const record = (port: number, over: Partial<ServiceRecord> = {}): ServiceRecord => ({
  name: 'host.example',
  port,
  priority: 1,
  weight: 1,
  ...over,
});
const missing = (code: string) => Object.assign(new Error(`query ${code}`), { code });

/** DNS as a table: services by 'xmpps' and 'xmpp', addresses by host (127.0.0.1 unless told). */
function dns(services: { xmpps?: ServiceRecord[]; xmpp?: ServiceRecord[] }, hosts: Record<string, string[] | Error> = {}): Resolver {
  return {
    async srv(name) {
      const [, which = ''] = /^_(xmpps?)-client\._tcp\./.exec(name) ?? [];
      const found = which === 'xmpps' ? services.xmpps : services.xmpp;
      if (found === undefined) throw missing('ENODATA');
      return found;
    },
    async addresses(host) {
      const found = hosts[host] ?? ['127.0.0.1'];
      if (found instanceof Error) throw found;
      return found.map((address) => ({ address, family: net.isIP(address) }));
    },
  };
}

/** Satisfied with a socket. */
async function reach(over: Partial<ReachOptions>): Promise<Reached> {
  const greeting = { greet: async (reached: Reached) => reached, discard: ({ socket }: Reached) => void socket.destroy() };
  const reached = await reachServer({ domain: DOMAIN, authorities, random: () => 0, ...over }, greeting);
  open.push({ close: () => reached.socket.destroy() });
  return reached;
}

const firstData = (socket: net.Socket) => new Promise<string>((resolve) => socket.once('data', (data) => resolve(String(data))));

/** Plain connection, <starttls/>, <proceed/>, TLS. */
async function reachByStartTls(port: number, domain = DOMAIN): Promise<tls.TLSSocket> {
  const { socket, secure: already } = await reach({ domain, server: '127.0.0.1', port });
  expect(already).toBe(false);
  socket.write('<starttls/>');
  expect(await firstData(socket)).toMatch(/^<proceed\/>/);
  const secured = await upgrade(socket, { domain, authorities });
  open.push({ close: () => secured.destroy() });
  return secured;
}

describe('certificates, direct TLS', () => {
  it.each(['good', 'XmppAddr', 'SRVName'])('accepts one that is %s', async (certificate) => {
    const peer = await directTls(certificate);
    const connected = await reach({ resolver: dns({ xmpps: [record(peer.port)] }) });
    expect(connected).toMatchObject({ secure: true, host: 'host.example', port: peer.port });
    expect(await firstData(connected.socket)).toBe('hello');
    expect(peer.asked).toEqual([DOMAIN, 'xmpp-client']);
    expect(connected.socket).toBeInstanceOf(tls.TLSSocket);
  });

  it('refuses one for the host that DNS names, when that is not the domain', async () => {
    const peer = await directTls('good');
    const outcome = reach({ domain: 'elsewhere.example', resolver: dns({ xmpps: [record(peer.port, { name: DOMAIN })] }) });
    await expect(outcome).rejects.toMatchObject({ kind: 'bad-certificate', detail: expect.stringMatching(/^wrong name/) });
  });

  it.each([
    ['a.example.org', true],
    ['example.org', false],
    ['a.b.example.org', false],
    ['other.example', true],
    ['OTHER.example', true],
  ])('a wildcard stands for one label: %s %s', async (domain, accepted) => {
    const peer = await directTls('wildcard');
    const outcome = reach({ domain, resolver: dns({ xmpps: [record(peer.port)] }) });
    if (accepted) expect(await outcome).toMatchObject({ secure: true });
    else await expect(outcome).rejects.toMatchObject({ kind: 'bad-certificate' });
  });

  it('asks for and checks the ASCII form of an international domain', async () => {
    const peer = await directTls('idn');
    await reach({ domain: 'münchen.example', resolver: dns({ xmpps: [record(peer.port)] }) });
    expect(peer.asked[0]).toBe('xn--mnchen-3ya.example');
  });

  it('checks an address literal as an address, and sends no name for it', async () => {
    const peer = await startTls('address');
    const secured = await reachByStartTls(peer.port, '127.0.0.1');
    expect(await firstData(secured)).toBe('hello');
    expect(peer.asked).toEqual([false]);
    const other = await startTls('good');
    await expect(reachByStartTls(other.port, '127.0.0.1')).rejects.toMatchObject({ kind: 'bad-certificate' });
  });

  it('wants TLS 1.2 at least, even where the whole process is content with less', async () => {
    const peer = await directTls('good', {
      maxVersion: 'TLSv1.1',
      minVersion: 'TLSv1',
      ciphers: 'ALL:@SECLEVEL=0',
    } as tls.TLSSocketOptions);
    const defaults: { DEFAULT_MIN_VERSION: tls.SecureVersion; DEFAULT_CIPHERS: string } = process.getBuiltinModule('node:tls');
    const usual = { DEFAULT_MIN_VERSION: defaults.DEFAULT_MIN_VERSION, DEFAULT_CIPHERS: defaults.DEFAULT_CIPHERS };
    try {
      Object.assign(defaults, { DEFAULT_MIN_VERSION: 'TLSv1', DEFAULT_CIPHERS: 'ALL:@SECLEVEL=0' });
      await expect(reach({ resolver: dns({ xmpps: [record(peer.port)] }) })).rejects.toMatchObject({ kind: 'no-encryption' });
    } finally {
      Object.assign(defaults, usual);
    }
  });
});

describe('certificates, STARTTLS', () => {
  it.each(['good', 'XmppAddr', 'SRVName'])('accepts one that is %s', async (certificate) => {
    const peer = await startTls(certificate);
    const secured = await reachByStartTls(peer.port);
    expect(await firstData(secured)).toBe('hello');
    expect(peer.asked).toEqual([DOMAIN, false]);
  });

  it('never takes for secure what was said in clear after <proceed/>', async () => {
    const peer = await startTls('good', '<stream:features/>');
    const { socket } = await reach({ server: '127.0.0.1', port: peer.port });
    socket.write('<starttls/>');
    expect(await firstData(socket)).toContain('<proceed/>');
    const secured = await upgrade(socket, { domain: DOMAIN, authorities });
    open.push({ close: () => secured.destroy() });
    expect(await firstData(secured)).toBe('hello');
  });

  it('gives up on silence, garbage and an end', async () => {
    const quiet = await listen((socket) => socket.once('data', () => socket.write('<proceed/>')));
    const garbage = await listen((socket) => socket.on('data', () => socket.write('<proceed/>')));
    const ending = await listen((socket) =>
      socket.once('data', () => socket.write('<proceed/>', () => socket.once('data', () => socket.end()))),
    );
    const outcome = async ({ port }: Peer) => {
      const { socket } = await reach({ server: '127.0.0.1', port });
      socket.write('<starttls/>');
      await firstData(socket);
      return upgrade(socket, { domain: DOMAIN, authorities, timeout: 200 }).catch((error) => `${error.kind} ${socket.destroyed}`);
    };
    expect(await Promise.all([quiet, garbage, ending].map(outcome))).toEqual(['timeout true', 'not-xmpp true', 'lost true']);
  });

  it('stops at once when told to', async () => {
    const peer = await silent();
    const { socket } = await reach({ server: '127.0.0.1', port: peer.port });
    const controller = new AbortController();
    const outcome = upgrade(socket, { domain: DOMAIN, authorities, signal: controller.signal });
    controller.abort(new Error('changed my mind'));
    await expect(outcome).rejects.toThrow('changed my mind');
    expect(socket.destroyed).toBe(true);
    await expect(upgrade(socket, { domain: DOMAIN, authorities })).rejects.toMatchObject({ kind: 'lost' });
  });

  it.each(['destroy', 'destroySoon'] as const)('survives a caller that reacts to the same signal with %s()', async (end) => {
    const peer = await silent();
    const { socket } = await reach({ server: '127.0.0.1', port: peer.port });
    const controller = new AbortController();
    controller.signal.addEventListener('abort', () => socket[end]());
    const outcome = upgrade(socket, { domain: DOMAIN, authorities, signal: controller.signal });
    setImmediate(() => controller.abort(new Error('changed my mind')));
    await expect(outcome).rejects.toThrow('changed my mind');
    await new Promise((resolve) => (socket.closed ? resolve(undefined) : socket.once('close', resolve)));
  });
});

describe('finding the server', () => {
  it('goes to the domain itself on 5222 only when there is no SRV answer', async () => {
    const asked: string[] = [];
    const resolver = dns({}, {});
    const watching: Resolver = {
      srv: (name) => resolver.srv(name),
      addresses: async (host) => {
        asked.push(host);
        throw missing('ENOTFOUND');
      },
    };
    await expect(reach({ resolver: watching })).rejects.toMatchObject({ kind: 'unknown-host' });
    expect(new Set(asked)).toEqual(new Set([DOMAIN]));
  });

  it('stays with SRV when it answered, even if nothing there works', async () => {
    const port = await freePort();
    const asked: string[] = [];
    const table = dns({ xmpp: [record(port)] });
    const resolver: Resolver = {
      srv: table.srv,
      addresses: (host) => {
        asked.push(host);
        return table.addresses(host);
      },
    };
    await expect(reach({ resolver })).rejects.toMatchObject({ kind: 'refused' });
    // The domain itself is asked only for its host-meta, twice.
    expect(asked).toEqual(['host.example', DOMAIN, DOMAIN]);
  });

  it("believes '.'", async () => {
    const root = [record(0, { name: '.' })];
    await expect(reach({ resolver: dns({ xmpp: root }) })).rejects.toMatchObject({ kind: 'not-xmpp' });
    await expect(reach({ resolver: dns({ xmpp: root, xmpps: root }) })).rejects.toMatchObject({ kind: 'not-xmpp' });
    const peer = await silent();
    expect(await reach({ resolver: dns({ xmpps: root, xmpp: [record(peer.port)] }) })).toMatchObject({ secure: false, port: peer.port });
  });

  it('walks both kinds of records by priority', async () => {
    const [plain, direct, closed] = await Promise.all([silent(), directTls('good'), freePort()]);
    const late = { priority: 9 };
    expect(await reach({ resolver: dns({ xmpps: [record(direct.port, late)], xmpp: [record(plain.port)] }) })).toMatchObject({
      secure: false,
    });
    expect(await reach({ resolver: dns({ xmpps: [record(direct.port)], xmpp: [record(plain.port, late)] }) })).toMatchObject({
      secure: true,
    });
    expect(await reach({ resolver: dns({ xmpps: [record(closed)], xmpp: [record(plain.port, late)] }) })).toMatchObject({ secure: false });
  });

  it('passes over targets that do not resolve, do not answer or show a wrong certificate', async () => {
    const [closed, wrong, peer] = await Promise.all([freePort(), directTls('wrong name'), silent()]);
    const bad = record(1, { name: 'gone.example', priority: 0 });
    const resolver = dns(
      { xmpps: [bad, record(wrong.port)], xmpp: [record(closed, { priority: 2 }), record(peer.port, { priority: 3 })] },
      { 'gone.example': missing('ENOTFOUND') },
    );
    expect(await reach({ resolver })).toMatchObject({ secure: false, port: peer.port });
  });

  it('tries the other addresses of a host, also when the first only hangs', async () => {
    const peer = await directTls('good');
    const refusing = dns({ xmpps: [record(peer.port)] }, { 'host.example': ['127.0.0.2', '127.0.0.1'] });
    expect(await reach({ resolver: refusing })).toMatchObject({ secure: true });
    await listen(() => undefined, '127.0.0.3', peer.port);
    const hanging = dns({ xmpps: [record(peer.port)] }, { 'host.example': ['127.0.0.3', '127.0.0.1'] });
    expect((await reach({ resolver: hanging })).socket.remoteAddress).toBe('127.0.0.1');
  });

  it('prefers what says most among several failures', async () => {
    const [closed, wrong] = await Promise.all([freePort(), directTls('expired')]);
    const resolver = dns({ xmpps: [record(wrong.port)], xmpp: [record(closed, { priority: 5 })] });
    await expect(reach({ resolver })).rejects.toMatchObject({ kind: 'bad-certificate', detail: expect.stringMatching(/^expired/) });
  });

  it.each([
    ['EAI_AGAIN', 'no-network'],
    ['ENETUNREACH', 'no-network'],
    ['ENOTFOUND', 'unknown-host'],
  ])('%s is %s', async (code, kind) => {
    await expect(reach({ resolver: dns({}, { [DOMAIN]: missing(code) }) })).rejects.toMatchObject({ kind });
  });

  it('times out on a server that takes the connection and says nothing', async () => {
    const peer = await silent();
    const outcome = reach({ resolver: dns({ xmpps: [record(peer.port)] }), attemptTimeout: 100 });
    await expect(outcome).rejects.toMatchObject({ kind: 'timeout' });
  });

  it('times out on DNS that never answers', async () => {
    const never = { srv: () => new Promise<never>(() => undefined), addresses: () => new Promise<never>(() => undefined) };
    await expect(reach({ resolver: never, attemptTimeout: 20 })).rejects.toMatchObject({ kind: 'timeout' });
  });

  it('knows TLS from something else', async () => {
    const web = await listen((socket) => socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));
    await expect(reach({ resolver: dns({ xmpps: [record(web.port)] }) })).rejects.toMatchObject({ kind: 'not-xmpp' });
    await expect(reach({ domain: 'a b' })).rejects.toMatchObject({ kind: 'unknown-host' });
  });

  it('can be called off, before and during', async () => {
    const reason = new Error('signed out');
    await expect(reach({ resolver: dns({}), signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const peer = await silent();
    const controller = new AbortController();
    const outcome = reach({ resolver: dns({ xmpps: [record(peer.port)] }), signal: controller.signal });
    setImmediate(() => controller.abort(reason));
    await expect(outcome).rejects.toBe(reason);
  });
});

describe('a server named by hand', () => {
  const unasked: Resolver = {
    srv: () => Promise.reject(new Error('asked for SRV')),
    addresses: () => Promise.reject(new Error('asked for addresses')),
  };

  it('is used as it is, with STARTTLS', async () => {
    const peer = await silent();
    expect(await reach({ server: '127.0.0.1', port: peer.port, resolver: unasked })).toMatchObject({
      secure: false,
      host: '127.0.0.1',
      port: peer.port,
    });
    const resolver = dns({ xmpps: [record(1)] }, { localhost: ['127.0.0.1'] });
    expect(await reach({ server: 'localhost', port: peer.port, resolver })).toMatchObject({ host: 'localhost' });
    expect(await reach({ port: peer.port, resolver: dns({ xmpps: [record(1)] }) })).toMatchObject({ host: DOMAIN, port: peer.port });
  });

  it('still has to prove to be the domain', async () => {
    const peer = await startTls('wrong name');
    await expect(reachByStartTls(peer.port)).rejects.toMatchObject({ kind: 'bad-certificate' });
  });

  it('that is not there is refused', async () => {
    await expect(reach({ server: '127.0.0.1', port: await freePort() })).rejects.toMatchObject({ kind: 'refused' });
    await expect(reach({ server: 'no/host' })).rejects.toMatchObject({ kind: 'unknown-host' });
  });
});

describe('trust', () => {
  it('holds the known authorities once each, and the extra file', async () => {
    const { all: known, own: none } = loadAuthorities();
    expect(none).toEqual([]);
    expect(known.length).toBeGreaterThan(50);
    expect(new Set(known).size).toBe(known.length);
    const file = join(dir, 'extra.pem');
    const own = (await readFile(authority.caFile, 'utf8')).trim();
    await writeFile(file, `a comment\r\n${own.replaceAll('\n', '\r\n')}\r\n${known[0]}\n${own}\n`);
    expect(loadAuthorities(file)).toEqual({ all: [...known, own], own: [own] });
  });

  it('says what is wrong with an extra file', async () => {
    const broken = join(dir, 'broken.pem');
    await writeFile(broken, '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
    expect(() => loadAuthorities(broken)).toThrow(/broken\.pem, cannot be used/);
    expect(() => loadAuthorities(join(dir, 'none.pem'))).toThrow(/none\.pem, cannot be used: ENOENT/);
    await writeFile(broken, 'nothing here');
    expect(() => loadAuthorities(broken)).toThrow(/holds no certificate/);
  });
});
