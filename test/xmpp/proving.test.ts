// Who the server is: every kind of wrong certificate over every transport, the one a person trusts, and coming back when it is mended.
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ConnectError } from '../../electron/xmpp/core/connect-error.ts';
import { dial, type Network } from '../../electron/xmpp/core/network.ts';
import type { Resolver } from '../../electron/xmpp/core/resolve.ts';
import type { CertificateFault } from '../../shared/certificate.ts';
import { type IssuedCertificate, makeAuthority } from '../support/certificates.ts';
import { PASSWORD, type Subject, subjects } from '../support/client.ts';
import type { ScriptedConnection } from '../support/server.ts';
import { startWebServer, type WebServer } from '../support/web-server.ts';

const NS_TLS = 'urn:ietf:params:xml:ns:xmpp-tls';
const DAY = 24 * 60 * 60_000;
/** Where DNS says that the domain's server is. */
const TARGET = 'xmpp.hosting.test';
const { subject, made } = subjects();
const certificates = new Map<string, IssuedCertificate>();

const certificate = (name: string): IssuedCertificate => certificates.get(name) as IssuedCertificate;
const fingerprint = ({ certFile }: IssuedCertificate): string => new X509Certificate(readFileSync(certFile)).fingerprint256;

/** With the certificates in between, as a server should show them. */
async function chained(issued: IssuedCertificate, between: string): Promise<IssuedCertificate> {
  await writeFile(`${issued.certFile}.chain`, `${readFileSync(issued.certFile)}\n${readFileSync(between)}`);
  return { ...issued, certFile: `${issued.certFile}.chain` };
}

beforeAll(async () => {
  const { authority } = made;
  const past = { notBefore: Date.now() - 30 * DAY, days: 10 };
  const future = { notBefore: Date.now() + 10 * DAY };
  const names = ['kith.test'];
  const [stranger, between, lapsed] = await Promise.all([
    makeAuthority(join(made.dir, 'stranger')),
    authority.intermediate(),
    authority.intermediate(past),
  ]);
  const all: Record<string, Promise<IssuedCertificate>> = {
    expired: authority.issue({ names, ...past }),
    'not yet valid': authority.issue({ names, ...future }),
    'for another name': authority.issue({ names: ['mallory.test', 'www.mallory.test'] }),
    'for the target of SRV only': authority.issue({ names: [TARGET, '127.0.0.1'] }),
    'for the domain as a server among servers': authority.issue({ names: ['SRV:_xmpp-server.kith.test'] }),
    'signed by itself': authority.issue({ names, selfSigned: true }),
    'another signed by itself': authority.issue({ names, selfSigned: true }),
    'naming the domain only as CN': authority.issue({ names: [], subject: 'kith.test' }),
    'from an unknown authority': stranger.issue({ names }),
    'without its intermediate': between.issue({ names }),
    'from an intermediate that has expired': lapsed.issue({ names }).then((issued) => chained(issued, lapsed.caFile)),
    'expired and for another name': authority.issue({ names: ['mallory.test'], ...past }),
    'wrong in every way': stranger.issue({ names: ['mallory.test'], selfSigned: true, ...past }),
    'expired, from an unknown authority': stranger.issue({ names, ...past }),
    'with its intermediate': between.issue({ names }).then((issued) => chained(issued, between.caFile)),
  };
  for (const [name, issued] of Object.entries(all)) certificates.set(name, await issued);
}, 60_000);

/** A client that DNS sends to TARGET, where a server shows this with direct TLS. */
async function sentTo(certificate: IssuedCertificate, directTls: boolean): Promise<Subject> {
  const made: { alice?: Subject } = {};
  const resolver: Resolver = {
    async srv(name) {
      const port = made.alice?.server.port;
      if (port === undefined || !name.startsWith(directTls ? '_xmpps-' : '_xmpp-')) return [];
      return [{ name: TARGET, port, priority: 0, weight: 0 }];
    },
    addresses: async (host) => (host === TARGET ? [{ address: '127.0.0.1', family: 4 }] : []),
  };
  const alice = await subject({ directTls, certificate, resolver });
  made.alice = alice;
  return alice;
}

/** The client meets a server that shows this; resolves when the handshake is over. */
async function meet(alice: Subject, shown: IssuedCertificate, directTls: boolean): Promise<ScriptedConnection> {
  alice.client.stream.start();
  const connection = await alice.server.connection();
  if (directTls) return connection;
  await connection.openStream(`<starttls xmlns='${NS_TLS}'/>`);
  await connection.reply('<starttls', `<proceed xmlns='${NS_TLS}'/>`);
  await connection.startTls(shown).catch(() => undefined);
  return connection;
}

/** Not one byte of XMPP came through TLS, and in clear nothing but the wish for it. */
function expectNothingSaid(connection: ScriptedConnection): void {
  const { beforeTls, insideTls } = connection.received();
  expect(insideTls).toBe('');
  expect(beforeTls).toMatch(
    /^(<\?xml version=['"]1.0['"]\?><stream:stream version="1.0" xmlns="jabber:client" [^<>]*><starttls [^<>]*\/>)?$/,
  );
  expect(beforeTls).not.toContain('alice');
}

const refused: readonly (readonly [string, readonly CertificateFault[]])[] = [
  ['expired', ['expired']],
  ['not yet valid', ['not-yet-valid']],
  ['for another name', ['wrong-name']],
  ['for the target of SRV only', ['wrong-name']],
  ['for the domain as a server among servers', ['no-name']],
  ['signed by itself', ['self-signed']],
  ['naming the domain only as CN', ['no-name']],
  ['from an unknown authority', ['unknown-issuer']],
  ['without its intermediate', ['unknown-issuer']],
  ['from an intermediate that has expired', ['issuer-dates']],
  ['expired and for another name', ['wrong-name', 'expired']],
  ['wrong in every way', ['self-signed', 'wrong-name', 'expired']],
  ['expired, from an unknown authority', ['unknown-issuer', 'expired']],
];

describe.each([
  ['STARTTLS', false],
  ['direct TLS', true],
])('over %s a certificate', (_, directTls) => {
  it.each(refused)('%s is refused before a word of authentication, and the reason told', async (name, faults) => {
    const shown = certificate(name);
    const alice = await sentTo(shown, directTls);
    const connection = await meet(alice, shown, directTls);
    expect(await alice.state('waiting')).toMatchObject({
      failure: 'bad-certificate',
      certificate: { faults, domain: 'kith.test', certificate: { fingerprint: fingerprint(shown) } },
    });
    await connection.closed;
    expectNothingSaid(connection);
  });

  it('with its intermediate is accepted, wherever DNS says that the server is', async () => {
    const shown = certificate('with its intermediate');
    const alice = await sentTo(shown, directTls);
    await alice.signedIn(directTls ? {} : { certificate: shown });
    expect(alice.client.stream.security?.proof).toBe('own-authority');
  });

  it.each(['signed by itself', 'wrong in every way', 'expired'])('%s is accepted where the person trusts it', async (name) => {
    const shown = certificate(name);
    const alice = await subject({ directTls, certificate: shown, pin: () => fingerprint(shown) });
    await alice.signedIn(directTls ? {} : { certificate: shown });
    expect(alice.client.stream.security).toMatchObject({ proof: 'trusted', certificate: { fingerprint: fingerprint(shown) } });
  });

  it.each([
    ['another signed by itself', ['changed', 'self-signed']],
    ['for another name', ['changed', 'wrong-name']],
    // An authority says so, but the person said: this one and no other.
    ['with its intermediate', ['changed']],
  ])('%s is refused where the person trusts another one', async (name, faults) => {
    const shown = certificate(name);
    const pin = fingerprint(certificate('signed by itself'));
    const alice = await subject({ directTls, certificate: shown, pin: () => pin });
    const connection = await meet(alice, shown, directTls);
    expect(await alice.state('waiting')).toMatchObject({ failure: 'bad-certificate', certificate: { faults, trusted: pin } });
    await connection.closed;
    expectNothingSaid(connection);
  });
});

describe('over WebSocket a certificate', () => {
  const servers: WebServer[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
  });

  /** The domain's own web server leads to a WebSocket beside it that shows this; nothing but the web is let through. */
  async function offered(shown: IssuedCertificate, pin?: string): Promise<{ alice: Subject; socket: WebServer; home: WebServer }> {
    const home = await startWebServer(pin === undefined ? made.certificate : shown, 'kith.test');
    const socket = await startWebServer(shown, 'kith.test');
    servers.push(home, socket);
    const link = { rel: 'urn:xmpp:alt-connections:websocket', href: 'wss://kith.test:8443/ws' };
    home.pages.set('/.well-known/host-meta.json', { body: JSON.stringify({ links: [link] }) });
    const ports = new Map([
      [443, home.port],
      [8443, socket.port],
    ]);
    const network: Network = {
      discreet: false,
      ways: async () => [
        (port, signal) => {
          const inside = ports.get(port);
          return inside === undefined
            ? Promise.reject(new ConnectError('refused', 'a closed port'))
            : dial('127.0.0.1', inside, signal, 5_000);
        },
      ],
    };
    return { alice: await subject({ network: () => network, ...(pin === undefined ? {} : { pin: () => pin }) }), socket, home };
  }

  // What the announced servers did is what the person can act upon; the WebSocket's own fault is told beside it.
  it.each(refused)('%s is refused before a word of authentication, and the reason told', async (name, faults) => {
    const { alice, socket, home } = await offered(certificate(name));
    alice.client.stream.start();
    const words = faults.map((fault) => (fault === 'wrong-name' || fault === 'no-name' ? 'wrong name' : fault.replaceAll('-', ' ')));
    const { failure, detail } = await alice.state('waiting');
    expect(failure).toBe('refused');
    for (const word of words) expect(detail).toContain(word);
    expect(detail).toMatch(/WebSocket: /);
    // Not even the headers of a request.
    await socket.left();
    expect([socket.received(), socket.count(), socket.asked]).toEqual(['', 0, []]);
    await home.left();
    expect(home.received()).toMatch(/^GET \/\.well-known\/host-meta/);
    expect(home.received()).not.toMatch(/alice|authorization|cookie/i);
  });

  it('with its intermediate is accepted', async () => {
    const { alice, socket } = await offered(certificate('with its intermediate'));
    alice.client.stream.start();
    await (await socket.connection()).login({ password: PASSWORD });
    await alice.state('online');
  });

  it('signed by itself is accepted where the person trusts it', async () => {
    const shown = certificate('signed by itself');
    const { alice, socket } = await offered(shown, fingerprint(shown));
    alice.client.stream.start();
    await (await socket.connection()).login({ password: PASSWORD });
    await alice.state('online');
    expect(alice.client.stream.security?.proof).toBe('trusted');
  });
});

describe('what is told of a certificate', () => {
  it('is what it says itself, and who stands behind it', async () => {
    const shown = certificate('from an intermediate that has expired');
    const alice = await subject();
    await meet(alice, shown, false);
    const { certificate: trouble, detail } = await alice.state('waiting');
    expect(trouble).toMatchObject({
      certificate: { subject: 'kith.test', issuer: 'Kith throw-away intermediate', names: ['kith.test'] },
      chain: ['Kith throw-away intermediate', 'Kith throw-away authority'],
    });
    const { validFrom = 0, validTo = 0 } = trouble?.certificate ?? {};
    expect(validTo - validFrom).toBe(30 * DAY);
    expect(detail).toMatch(/^issuer dates \(CERT_HAS_EXPIRED\)/);
  });

  it('names every domain it is for, and says when nobody vouches for it', async () => {
    const alice = await subject();
    await meet(alice, certificate('for another name'), false);
    expect((await alice.state('waiting')).certificate?.certificate.names).toEqual(['mallory.test', 'www.mallory.test']);
    const bob = await subject();
    await meet(bob, certificate('signed by itself'), false);
    expect((await bob.state('waiting')).certificate?.chain).toEqual([]);
  });
});

describe('a server that cannot prove itself any more', () => {
  it('is asked again, but slowly, and taken back by itself once it can', async () => {
    const alice = await subject();
    const connection = await alice.signedIn();
    await connection.close();
    await alice.backOff();
    await meet(alice, certificate('expired'), false);
    expect((await alice.state('waiting')).failure).toBe('bad-certificate');
    expect(await alice.backOff()).toBeGreaterThanOrEqual(3 * 60_000);
    const next = await alice.server.connection();
    await next.login({ certificate: made.certificate, password: PASSWORD });
    await alice.state('online');
    expect(alice.server.count()).toBe(3);
  });

  it('is believed at once when the person trusts its certificate', async () => {
    const shown = certificate('signed by itself');
    let pin: string | undefined;
    const alice = await subject({ pin: () => pin });
    await meet(alice, shown, false);
    await alice.state('waiting');
    pin = fingerprint(shown);
    alice.client.stream.now();
    const next = await alice.server.connection();
    await next.login({ certificate: shown, password: PASSWORD });
    await alice.state('online');
  });
});
