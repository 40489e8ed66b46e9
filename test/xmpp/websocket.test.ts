// XMPP over WebSocket against a scripted web server: found in host-meta when nothing else is there, as strict and as safe as any stream.
import { connect } from 'node:net';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ConnectError } from '../../electron/xmpp/core/connect-error.ts';
import { readJrd, readXrd } from '../../electron/xmpp/core/host-meta.ts';
import type { Network } from '../../electron/xmpp/core/network.ts';
import type { IssuedCertificate } from '../support/certificates.ts';
import { atOnce, PASSWORD, type Subject, subjects } from '../support/client.ts';
import { type FramedConnection, startWebServer, type WebServer } from '../support/web-server.ts';

const RELATION = 'urn:xmpp:alt-connections:websocket';
const NS_FRAMING = 'urn:ietf:params:xml:ns:xmpp-framing';
const { made, subject } = subjects();
const own = {} as { web: IssuedCertificate; both: IssuedCertificate };
const servers: WebServer[] = [];

beforeAll(async () => {
  own.web = await made.authority.issue({ names: ['web.kith.test'] });
  own.both = await made.authority.issue({ names: ['kith.test', 'web.kith.test'] });
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

const xrd = (...links: string[]) =>
  `<?xml version='1.0' encoding='utf-8'?>\n<!-- by hand --><XRD xmlns='http://docs.oasis-open.org/ns/xri/xrd-1.0'>${links
    .map((href) => `<Link rel='${RELATION}' href='${href}'/>`)
    .join('')}</XRD>\n`;
const jrd = (...links: string[]) => JSON.stringify({ links: links.map((href) => ({ rel: RELATION, href })) });

/** A network that lets nothing but the web through: names lead to test servers, every port but 443 is closed. */
function webOnly(hosts: Record<string, WebServer>): Network & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    discreet: false,
    ways: async (host) => [
      (port, signal) => {
        asked.push(`${host}:${port}`);
        const server = port === 443 ? hosts[host] : undefined;
        if (server === undefined) return Promise.reject(new ConnectError('refused', 'a closed port'));
        signal.throwIfAborted();
        return new Promise((done) => {
          const socket = connect(server.port, '127.0.0.1', () => done(socket));
        });
      },
    ],
  };
}

const reachedBy = (network: Network) => subject({ network: () => network });

async function web(certificate: IssuedCertificate, protocol?: string): Promise<WebServer> {
  const server = await startWebServer(certificate, 'kith.test', protocol);
  servers.push(server);
  return server;
}

/** The domain's web server, whose host-meta leads to another host. */
async function domain(): Promise<{ alice: Subject; home: WebServer; away: WebServer; network: ReturnType<typeof webOnly> }> {
  const [home, away] = await Promise.all([web(made.certificate), web(own.web)]);
  home.pages.set('/.well-known/host-meta', { body: xrd('wss://web.kith.test/ws') });
  const network = webOnly({ 'kith.test': home, 'web.kith.test': away });
  return { alice: await subject({ network: () => network }), home, away, network };
}

async function signedIn(alice: Subject, server: WebServer, options = {}): Promise<FramedConnection> {
  alice.client.stream.start();
  const connection = await server.connection();
  await connection.login({ password: PASSWORD, streamManagement: true, ...options });
  await alice.state('online');
  return connection;
}

describe('over WebSocket', () => {
  it('signs in where only the web is let through, writes and reads', async () => {
    const { alice, home, away, network } = await domain();
    const connection = await signedIn(alice, away);
    expect(network.asked[0]).toMatch(/^127\.0\.0\.1:/);
    expect(network.asked.slice(1)).toEqual(['kith.test:443', 'kith.test:443', 'web.kith.test:443']);
    expect(home.asked.toSorted()).toEqual(['/.well-known/host-meta', '/.well-known/host-meta.json']);
    expect(connection.heard[0]).toBe(`<open xmlns="${NS_FRAMING}" version="1.0" to="kith.test" xml:lang="en" from="alice@kith.test"/>`);
    expect(connection.heard.filter((frame) => frame.startsWith('<open'))).toHaveLength(2);
    expect(connection.heard.join()).not.toMatch(/starttls|<\?xml|<stream:stream/);
    expect(alice.client.stream.security).toMatchObject({ protocol: 'TLSv1.3', certificate: { subject: 'web.kith.test' } });

    await connection.send("<message from='bob@kith.test/x' type='chat' id='1'><body>over the web &amp; back</body></message>");
    await connection.send("<r xmlns='urn:xmpp:sm:3'/>");
    expect(await connection.expect('<a ')).toContain('h="1"');
    expect(alice.disk.messages.map(({ body }) => body)).toEqual(['over the web & back']);
    alice.client.messages.send([{ to: 'bob@kith.test', id: 'm1', body: 'hello', token: 't1' }], atOnce);
    expect(await connection.expect('<message')).toMatch(/^<message [^>]*xmlns="jabber:client"/);
  });

  it('is tied to the TLS channel below it', async () => {
    const { alice, away } = await domain();
    const mechanisms = ['SCRAM-SHA-256-PLUS', 'SCRAM-SHA-256'];
    alice.client.stream.start();
    const { mechanism } = await (await away.connection()).login({ password: PASSWORD, mechanisms, bindings: ['tls-exporter'] });
    expect(mechanism).toBe('SCRAM-SHA-256-PLUS');
    await alice.state('online');
  });

  it('resumes after the network was away, and sends again what the server has not seen', async () => {
    const { alice, away } = await domain();
    const first = await signedIn(alice, away);
    alice.client.messages.send(
      ['1', '2'].map((id) => ({ to: 'bob@kith.test', id, body: id, token: id })),
      atOnce,
    );
    await first.expect('id="2"');
    first.cut();
    await alice.backOff();
    const second = await away.connection();
    const { resumed } = await second.login({
      password: PASSWORD,
      streamManagement: true,
      resume: () => "<resumed xmlns='urn:xmpp:sm:3' previd='resume-1' h='1'/>",
    });
    expect(resumed).toBe(true);
    await alice.state('online');
    expect(await second.expect('<message')).toContain('id="2"');
  });

  it('says goodbye with <close/>, and the WebSocket ends in order', async () => {
    const { alice, away } = await domain();
    const connection = await signedIn(alice, away);
    const stopped = alice.client.stream.stop();
    await connection.expect(`<close xmlns="${NS_FRAMING}"/>`);
    await connection.send(`<close xmlns='${NS_FRAMING}'/>`);
    await stopped;
    await expect.poll(connection.closed).toBe(1005);
    expect(connection.heard.filter((frame) => frame.startsWith('<close'))).toHaveLength(1);
  });

  it('lets the server wait while nothing can be stored', async () => {
    const { alice, away } = await domain();
    const connection = await signedIn(alice, away);
    alice.disk.fails = true;
    await connection.send("<message from='bob@kith.test/x' id='1'><body>1</body></message>");
    await expect.poll(() => alice.disk.stalls.length).toBe(1);
    await connection.send("<message from='bob@kith.test/x' id='2'><body>2</body></message>");
    alice.disk.fails = false;
    alice.client.retry();
    await connection.send("<r xmlns='urn:xmpp:sm:3'/>");
    expect(await connection.expect('<a ')).toContain('h="2"');
    expect(alice.disk.messages.map(({ body }) => body)).toEqual(['1', '2']);
  });

  const broken: readonly [string, string | Uint8Array, string][] = [
    ['a frame that is not well-formed', '<message><body></message>', 'not-well-formed'],
    ['half an element', '<message xmlns="jabber:client"><body>', 'bad-format'],
    ['two elements in one frame', '<a xmlns="x"/><b xmlns="x"/>', 'bad-format'],
    ['text', 'hello', 'bad-format'],
    ['an undeclared prefix', '<stream:error/>', 'not-well-formed'],
    ['an end tag of its own', '</frames>', 'not-well-formed'],
    ['a comment', '<!-- x -->', 'restricted-xml'],
    ['a declaration', '<?xml version="1.0"?><a xmlns="x"/>', 'not-well-formed'],
    ['a binary frame', Buffer.from('<message xmlns="jabber:client"/>'), 'bad-format'],
    ['more than fits', `<message xmlns="jabber:client"><body>${'x'.repeat(1_100_000)}</body></message>`, 'policy-violation'],
  ];
  it.each(broken)('ends at %s', async (_, frame, condition) => {
    const { alice, away } = await domain();
    const connection = await signedIn(alice, away);
    await connection.send(frame);
    expect(await connection.expect('<stream:error')).toContain(condition);
    expect(connection.heard.at(-1)).toMatch(/<stream:error [^>]*xmlns:stream="http:\/\/etherx.jabber.org\/streams"|<close/);
    expect(await alice.state('waiting')).toMatchObject({ failure: 'invalid-data' });
    await expect.poll(connection.closed).toBeDefined();
  });

  it('tells a stream error of the server', async () => {
    const { alice, away } = await domain();
    const connection = await signedIn(alice, away);
    const conflict = "<conflict xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>";
    await connection.send(`<stream:error xmlns:stream='http://etherx.jabber.org/streams'>${conflict}</stream:error>`);
    expect(await alice.state('stopped')).toMatchObject({ failure: 'conflict' });
  });

  it('goes to another host that it is sent to before sign-in', async () => {
    const { alice, away, network } = await domain();
    alice.client.stream.start();
    const connection = await away.connection();
    await connection.expect('<open');
    await connection.send(`<open xmlns='${NS_FRAMING}' from='kith.test' id='1' version='1.0'/>`);
    const there = "<see-other-host xmlns='urn:ietf:params:xml:ns:xmpp-streams'>other.kith.test:5299</see-other-host>";
    await connection.send(`<stream:error xmlns:stream='http://etherx.jabber.org/streams'>${there}</stream:error>`);
    await alice.state('waiting');
    expect(network.asked).toContain('other.kith.test:5299');
  });

  it.each([
    ['wss://web.kith.test/other', 1],
    ['ws://web.kith.test/other', 0],
    ['https://web.kith.test/other', 0],
    ['nonsense', 0],
  ])('goes to see %s only where that is as safe', async (uri, more) => {
    const { alice, away } = await domain();
    alice.client.stream.start();
    const connection = await away.connection();
    await connection.expect('<open');
    await connection.send(`<close xmlns='${NS_FRAMING}' see-other-uri='${uri}'/>`);
    if (more === 1) await (await away.connection()).login({ password: PASSWORD });
    expect(await alice.state(more === 1 ? 'online' : 'waiting')).toBeDefined();
    expect(away.count()).toBe(1 + more);
  });
});

describe('never over WebSocket', () => {
  const nobody: readonly [string, (home: WebServer, away: WebServer) => void][] = [
    ['no host-meta', (home) => home.pages.clear()],
    ['nothing but ws:', (home) => home.pages.set('/.well-known/host-meta', { body: xrd('ws://web.kith.test/ws') })],
    ['a redirect out of HTTPS', (home) => home.pages.set('/.well-known/host-meta', { status: 302, location: 'http://web.kith.test/x' })],
    ['a redirect to a neighbour', (home) => home.pages.set('/.well-known/host-meta', { status: 302, location: 'https://10.0.0.1/x' })],
    ['redirects without end', (home) => home.pages.set('/.well-known/host-meta', { status: 302, location: '/.well-known/host-meta' })],
    [
      'a host-meta without end',
      (home) => home.pages.set('/.well-known/host-meta', { body: xrd('wss://web.kith.test/ws') + ' '.repeat(70_000) }),
    ],
    [
      'a host-meta with a document type',
      (home) => home.pages.set('/.well-known/host-meta', { body: `<!DOCTYPE x [<!ENTITY a 'b'>]>${xrd('wss://web.kith.test/ws')}` }),
    ],
  ];
  it.each(nobody)('with %s', async (_, prepare) => {
    const { alice, home, away, network } = await domain();
    prepare(home, away);
    alice.client.stream.start();
    expect(await alice.state('waiting')).toMatchObject({ failure: 'refused' });
    expect(network.asked).not.toContain('10.0.0.1:443');
    expect(away.count()).toBe(0);
  });

  it('with a host-meta of somebody who is not the domain, or a WebSocket of somebody who is not its host', async () => {
    const [impostor, away, stranger] = await Promise.all([web(own.web), web(own.web), web(made.certificate)]);
    const body = xrd('wss://web.kith.test/ws');
    impostor.pages.set('/.well-known/host-meta', { body });
    const alice = await reachedBy(webOnly({ 'kith.test': impostor, 'web.kith.test': away }));
    alice.client.stream.start();
    expect(await alice.state('waiting')).toMatchObject({ failure: 'refused' });
    expect([impostor.asked, away.count()]).toEqual([[], 0]);

    const home = await web(made.certificate);
    home.pages.set('/.well-known/host-meta', { body });
    const bob = await reachedBy(webOnly({ 'kith.test': home, 'web.kith.test': stranger }));
    bob.client.stream.start();
    expect(await bob.state('waiting')).toMatchObject({ failure: 'refused' });
    expect(stranger.count()).toBe(0);
  });

  it('with a server that speaks something else in WebSocket', async () => {
    const both = await web(own.both, 'chat');
    both.pages.set('/.well-known/host-meta', { body: xrd('wss://web.kith.test/ws') });
    const alice = await reachedBy(webOnly({ 'kith.test': both, 'web.kith.test': both }));
    alice.client.stream.start();
    expect(await alice.state('waiting')).toMatchObject({ failure: 'refused' });
  });
});

describe('host-meta', () => {
  it('is read in both forms, and redirects within HTTPS are followed', async () => {
    const both = await web(own.both);
    both.pages.set('/.well-known/host-meta', { status: 301, location: 'https://web.kith.test/moved' });
    both.pages.set('/.well-known/host-meta.json', { body: jrd('wss://web.kith.test/ws') });
    const alice = await reachedBy(webOnly({ 'kith.test': both, 'web.kith.test': both }));
    await signedIn(alice, both);
    expect(both.asked).toContain('/moved');
  });

  it('gives wss: links alone, whatever else it holds', () => {
    const other = "<Link rel='lrdd' href='wss://a.example/'/><Title>x</Title>";
    expect(
      readXrd(
        xrd('wss://a.example/ws', 'ws://b.example', 'https://c.example', 'wss://u:p@d.example', '').replace('</XRD>', `${other}</XRD>`),
      ),
    ).toEqual(['wss://a.example/ws']);
    expect(readXrd('<XRD/>')).toEqual([]);
    expect(readXrd('not XML')).toEqual([]);
    expect(readXrd(xrd('wss://a.example').replace('</XRD>', ''))).toEqual(['wss://a.example']);
    expect(readJrd(jrd('wss://a.example/ws', 'ws://b.example'))).toEqual(['wss://a.example/ws']);
    for (const text of ['', 'null', '[]', '{"links":1}', '{"links":[null,1,{"rel":[]}]}']) expect(readJrd(text)).toEqual([]);
  });
});
