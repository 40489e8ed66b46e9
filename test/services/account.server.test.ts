// An account on a real Prosody over a day: presence as its people see it, what is told after an absence, how it is protected, and signing out.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Incoming } from '../../electron/services/incoming.ts';
import { loadAuthorities } from '../../electron/xmpp/core/trust.ts';
import type { AppFailure } from '../../shared/errors.ts';
import { breakingLine } from '../support/breaking-line.ts';
import { connectPeer, type Peer, type PeerPresence } from '../support/peer.ts';
import { type ProsodyServer, startProsody } from '../support/prosody.ts';
import { startProxy } from '../support/proxy.ts';
import { until } from '../support/until.ts';
import { type Made, makeProducts } from './support.ts';

let server: ProsodyServer;
let bob: Peer;
let carol: Peer;
const products = makeProducts();

beforeAll(async () => {
  const accounts = { alice: 'alice-password', bob: 'bob-password', carol: 'carol-password' };
  const rosters: [string, string][] = [
    ['alice', 'bob'],
    ['alice', 'carol'],
  ];
  server = await startProsody({ accounts, rosters });
  const peer = (user: 'bob' | 'carol') =>
    connectPeer({
      address: `${user}@${server.domain}`,
      password: accounts[user],
      host: server.host,
      port: server.port,
      caFile: server.caFile,
    });
  [bob, carol] = await Promise.all([peer('bob'), peer('carol')]);
});

afterAll(async () => {
  await products.end();
  await Promise.all([bob.close(), carol.close()]);
  await server.stop();
});

const again = (made: Made): Made =>
  products.make({ authorities: loadAuthorities(server.caFile), folder: made.folder, known: made.known, password: 'alice-password' });

async function signedIn(port = server.port): Promise<{ alice: Made; id: string; told: Incoming[] }> {
  const alice = products.make({ authorities: loadAuthorities(server.caFile) });
  const told: Incoming[] = [];
  alice.incoming.on((each) => told.push(each));
  return { alice, id: (await enter(alice, port)).id, told };
}

const enter = (made: Made, port = server.port) =>
  made.accounts.signIn({ address: `alice@${server.domain}`, password: 'alice-password', server: server.host, port });

/** From this very device, and said after `since` presences. */
const said = (since: number, show: string | undefined, status?: string) => (presence: PeerPresence) =>
  bob.presences.indexOf(presence) >= since && presence.type === undefined && presence.show === show && presence.status === status;

const presenceOf = (made: Made, id: string, peer: Peer) => made.contacts.find(id, peer.address)?.presence;
const bodies = (made: Made, conversation: string) => made.messages.page(conversation, null, 100).messages.map((row) => row.body);

describe('a proxy', () => {
  it('is used from the sign-in on, its password kept apart, until another way is chosen', async () => {
    const credentials = { username: 'ann', password: 'proxy-password' };
    const proxy = await startProxy({ kind: 'socks5', routes: { [`127.0.0.1:${server.port}`]: server.port }, credentials });
    const made = products.make({ authorities: loadAuthorities(server.caFile) });
    const through = { kind: 'socks5', host: '127.0.0.1', port: proxy.port, username: 'ann' } as const;
    const request = { address: `alice@${server.domain}`, password: 'alice-password', server: server.host, port: server.port };
    const online = () => until(() => made.accounts.list()[0]?.connection.state === 'online');

    await expect(made.accounts.signIn({ ...request, proxy: through, proxyPassword: 'wrong' })).rejects.toMatchObject({
      error: { kind: 'proxy-password' },
    });
    expect([made.known, [...made.passwords]]).toEqual([[], []]);

    const { id } = await made.accounts.signIn({ ...request, proxy: through, proxyPassword: credentials.password });
    expect(made.known).toMatchObject([{ id, proxy: through }]);
    expect(JSON.stringify(made.known)).not.toContain(credentials.password);
    expect(made.passwords.get(`${id}/proxy`)).toBe(credentials.password);

    // Signing in again without a word about it changes nothing about the way.
    await made.accounts.signIn(request);
    expect(proxy.signIns).toEqual(['ann:wrong', 'ann:proxy-password', 'ann:proxy-password']);

    // A password the proxy does not take is not used again by the account as it was.
    await expect(made.accounts.signIn({ ...request, proxyPassword: 'wrong' })).rejects.toMatchObject({ error: { kind: 'proxy-password' } });
    await online();
    expect(proxy.signIns.splice(0).slice(3)).toEqual(['ann:wrong', 'ann:proxy-password']);

    expect(made.accounts.networkOf(id)).toMatchObject({ discreet: false });

    await made.accounts.setProxy(id, null, null);
    await online();
    expect(made.accounts.networkOf(id)).toBeUndefined();
    expect([proxy.asked.length, made.known[0]?.proxy, made.passwords.has(`${id}/proxy`)]).toEqual([3, undefined, false]);

    await made.accounts.setProxy(id, through, credentials.password);
    await online();
    await made.accounts.setProxy(id, { ...through }, null);
    await online();
    expect(proxy.asked).toHaveLength(5);

    await made.accounts.signOut(id, false);
    expect(made.passwords.has(`${id}/proxy`)).toBe(false);
    expect(() => made.accounts.networkOf(id)).toThrow('not-found');
    await expect(made.accounts.setProxy(id, null, null)).rejects.toMatchObject({ error: { kind: 'not-found' } });
    await proxy.close();
  });

  it('chosen later is also the way on which the token is given back, with a password that is forgotten by then', async () => {
    const credentials = { username: 'ann', password: 'proxy-password' };
    const proxy = await startProxy({ kind: 'socks5', routes: { [`127.0.0.1:${server.port}`]: server.port }, credentials });
    const { alice, id } = await signedIn();
    const direct = server.log().match(/Client connected/g)?.length;
    await alice.accounts.setProxy(id, { kind: 'socks5', host: '127.0.0.1', port: proxy.port, username: 'ann' }, credentials.password);
    await until(() => alice.accounts.list()[0]?.connection.state === 'online');
    alice.tokens.set(id, `HT-SHA-256-EXPR\n${Date.now() + 60_000}\nsecret`);
    await alice.signOut(id, true);
    expect([alice.passwords.size, alice.tokens.size]).toEqual([0, 0]);
    await until(() => proxy.asked.length === 2);
    expect(proxy.signIns).toEqual(['ann:proxy-password', 'ann:proxy-password']);
    // Nothing went past the proxy.
    await until(() => server.log().match(/Client connected/g)?.length === (direct ?? 0) + 2);
    await alice.close();
    await proxy.close();
  });
});

describe('own presence', () => {
  it('is seen by others as it was chosen, while idle, and again after every sign-in', async () => {
    const { alice } = await signedIn();
    await bob.waitForPresence(said(0, undefined));
    let since = bob.presences.length;
    alice.ownPresence.change({ availability: 'busy', status: 'on the train' });
    await bob.waitForPresence(said(since, 'dnd', 'on the train'));
    alice.ownPresence.change({ availability: 'available', status: '' });
    await bob.waitForPresence(said(since, undefined));
    since = bob.presences.length;
    alice.accounts.setIdle(Date.now() - 600_000);
    await bob.waitForPresence(said(since, 'away'));
    expect(alice.settings.presence.availability).toBe('available');
    alice.ownPresence.change({ availability: 'away', status: 'back at four' });
    alice.accounts.setIdle(undefined);
    await bob.waitForPresence(said(since, 'away', 'back at four'));
    since = bob.presences.length;
    await server.disconnect('alice');
    alice.accounts.reconnect(alice.known[0]?.id ?? '');
    await bob.waitForPresence(said(since, 'away', 'back at four'));
    await alice.close();
  });
});

describe('contacts', () => {
  it('are there again when a lost stream is resumed, though the server does not say so twice; when last seen is remembered', async () => {
    const line = await breakingLine(server);
    const { alice, id } = await signedIn(line.port);
    await until(() => presenceOf(alice, id, bob)?.availability === 'available');
    expect(alice.contacts.find(id, bob.address)).not.toHaveProperty('lastSeen');
    const client = alice.accounts.client(id);
    let resumed = 0;
    client?.session.resumed.on(() => {
      resumed += 1;
    });
    line.cut();
    await until(() => presenceOf(alice, id, bob)?.availability === 'offline');
    const lastSeen = alice.contacts.find(id, bob.address)?.lastSeen ?? 0;
    expect(Math.abs(Date.now() - lastSeen)).toBeLessThan(30_000);
    alice.accounts.reconnect(id);
    await until(() => resumed === 1 && presenceOf(alice, id, bob)?.availability === 'available');
    await bob.presence('offline');
    await until(() => presenceOf(alice, id, bob)?.availability === 'offline');
    expect(alice.contacts.find(id, bob.address)?.lastSeen).toBeGreaterThanOrEqual(lastSeen);
    await bob.presence();
    await until(() => presenceOf(alice, id, bob)?.availability === 'available');
    await alice.close();
    line.close();
    const later = again(alice);
    later.accounts.start();
    expect(later.contacts.find(id, bob.address)?.lastSeen).toBeGreaterThanOrEqual(lastSeen);
    await later.close();
  });

  it('learn since when nobody touched the device, and are shown to be idle', async () => {
    const { alice, id } = await signedIn();
    const since = Date.UTC(2026, 4, 1, 12);
    const idle = `<idle xmlns='urn:xmpp:idle:1' since='${new Date(since).toISOString()}'/>`;
    await bob.sendRaw(`<presence><show>away</show>${idle}</presence>`);
    await until(() => alice.contacts.find(id, bob.address)?.presence.idleSince === since);
    expect(alice.contacts.find(id, bob.address)?.presence).toEqual({ availability: 'away', idleSince: since });
    await bob.presence();
    await until(() => alice.contacts.find(id, bob.address)?.presence.idleSince === undefined);
    alice.accounts.setIdle(since);
    await bob.waitForPresence(({ from, show }) => from.startsWith(alice.known[0]?.address ?? '-') && show === 'away');
    await alice.close();
  });

  it('learn that somebody types only if the person allows it', async () => {
    const { alice, id } = await signedIn();
    const conversation = alice.conversations.open(id, bob.address).id;
    await until(() => alice.conversations.byId(conversation)?.stranger === false);
    const states = () => bob.messages.flatMap((message) => (message.body === undefined ? (message.chatState ?? []) : message.body));
    alice.settings.sendTyping = false;
    alice.typing(conversation, 'composing');
    alice.typing(conversation, 'active');
    alice.send(conversation, 'first');
    await bob.waitForMessage((message) => message.body === 'first');
    expect(states()).toEqual(['first']);
    alice.settings.sendTyping = true;
    alice.typing(conversation, 'composing');
    alice.typing(conversation, 'paused');
    alice.typing(conversation, 'composing');
    alice.typing(conversation, 'inactive');
    alice.typing(conversation, 'paused');
    alice.typing(conversation, 'composing');
    // Switched off in the middle: what was begun is still ended.
    alice.settings.sendTyping = false;
    alice.typing(conversation, 'paused');
    alice.send(conversation, 'second');
    await bob.waitForMessage((message) => message.body === 'second');
    expect(states()).toEqual(['first', 'composing', 'paused', 'composing', 'inactive', 'composing', 'active', 'second']);
    expect(bob.messages.filter(({ body, chatState }) => body !== undefined && chatState !== undefined)).toEqual([]);
    await alice.close();
  });
});

describe('after an absence', () => {
  it('one word per conversation tells how much was missed, live messages one each, and the sum follows', async () => {
    const { alice, id, told } = await signedIn();
    const conversation = alice.conversations.open(id, bob.address).id;
    await bob.send(alice.known[0]?.address ?? '', 'live');
    await until(() => told.length === 1);
    expect(told[0]).toMatchObject({ count: 1, message: { body: 'live' }, conversation: { id: conversation } });
    alice.conversations.markRead(conversation, Number.MAX_SAFE_INTEGER);
    expect(alice.unreadTotal()).toBe(0);
    await alice.close();

    for (let number = 1; number <= 30; number++) await bob.send(`alice@${server.domain}`, `missed ${number}`);
    await carol.send(`alice@${server.domain}`, 'hello from carol');
    const later = again(alice);
    const burst: Incoming[] = [];
    later.incoming.on((each) => burst.push(each));
    later.accounts.start();
    await until(() => burst.length >= 2);
    expect(burst.map(({ message, count, catchingUp }) => [message.body, count, catchingUp])).toEqual([
      ['missed 30', 30, true],
      ['hello from carol', 1, true],
    ]);
    expect(later.unreadTotal()).toBe(31);
    later.conversations.mute(conversation, Date.now() + 60_000);
    expect(later.unreadTotal()).toBe(1);
    await later.close();
  });
});

describe('how it is protected', () => {
  it('is read off the connection itself, and unknown without one', async () => {
    const { alice, id } = await signedIn();
    const security = alice.accounts.security(id);
    expect(security).toMatchObject({ protocol: 'TLSv1.3', mechanism: expect.stringMatching(/^SCRAM-SHA-/) });
    expect(security?.cipher).toMatch(/^TLS_/);
    expect(security?.certificate.fingerprint).toMatch(/^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    expect(security?.certificate.validFrom).toBeLessThan(Date.now());
    expect(security?.certificate.validTo).toBeGreaterThan(Date.now());
    expect(security?.certificate.issuer).not.toBe('');
    await alice.close();
    expect(alice.accounts.security(id)).toBeNull();
    expect(alice.accounts.security('nobody')).toBeNull();
  });
});

describe('a server nobody vouches for', () => {
  const fingerprintOf = (failure: unknown) => (failure as AppFailure).error.certificate?.certificate.fingerprint ?? '';

  it('is trusted for one account when the person says so, until it shows another certificate', async () => {
    const own = await startProsody({ accounts: { alice: 'alice-password' }, certificate: { selfSigned: true } });
    const alice = products.make({});
    const request = { address: `alice@${own.domain}`, password: 'alice-password', server: own.host, port: own.port };
    const refused = await alice.accounts.signIn(request).catch((error: unknown) => error);
    expect(refused).toMatchObject({ error: { kind: 'bad-certificate', certificate: { faults: ['self-signed'], domain: own.domain } } });
    expect(own.log()).not.toMatch(/Authenticated as/);
    expect(alice.known).toEqual([]);

    // Another one was looked at than the server shows.
    await expect(alice.accounts.signIn({ ...request, trust: fingerprintOf(refused).replace(/^../, '00') })).rejects.toMatchObject({
      error: { kind: 'bad-certificate', certificate: { faults: ['changed', 'self-signed'] } },
    });
    const { id } = await alice.accounts.signIn({ ...request, trust: fingerprintOf(refused) });
    const first = fingerprintOf(refused);
    expect(alice.accounts.security(id)).toMatchObject({ proof: 'trusted', certificate: { fingerprint: first } });
    expect(alice.known).toMatchObject([{ id, trusted: { fingerprint: first }, seen: { fingerprint: first, proof: 'trusted' } }]);
    // Signing in again, such as with a new password, keeps what is trusted.
    expect(await alice.accounts.signIn(request)).toMatchObject({ trusted: { fingerprint: first } });

    await own.certify({ selfSigned: true });
    await own.restart();
    const trouble = async () => {
      const [account] = alice.accounts.list();
      return account?.connection.state === 'waiting' ? account.connection.certificate : undefined;
    };
    await until(async () => (await trouble()) !== undefined);
    expect(await trouble()).toMatchObject({ faults: ['changed', 'self-signed'], trusted: first });
    const second = (await trouble())?.certificate.fingerprint ?? '';
    expect(() => alice.accounts.trust(id, first)).toThrow('not-found');
    alice.accounts.trust(id, second);
    await until(() => alice.accounts.security(id)?.proof === 'trusted');
    expect(alice.known).toMatchObject([{ trusted: { fingerprint: second }, seen: { fingerprint: second, before: first } }]);

    await alice.accounts.distrust(id);
    await until(async () => (await trouble()) !== undefined);
    expect(await trouble()).toMatchObject({ faults: ['self-signed'] });
    expect(alice.known[0]).not.toHaveProperty('trusted');
    await alice.close();
    await own.stop();
  });

  it('may change a certificate that proves it, and the change is remembered', async () => {
    const own = await startProsody({ accounts: { alice: 'alice-password' } });
    const alice = products.make({ authorities: loadAuthorities(own.caFile) });
    const request = { address: `alice@${own.domain}`, password: 'alice-password', server: own.host, port: own.port };
    const { id } = await alice.accounts.signIn(request);
    const before = alice.known[0]?.seen?.fingerprint;
    expect(alice.known).toMatchObject([{ seen: { proof: 'own-authority' } }]);
    await own.certify();
    await own.restart();
    await until(() => alice.known[0]?.seen?.before === before);
    expect(alice.accounts.security(id)?.certificate.fingerprint).toBe(alice.known[0]?.seen?.fingerprint);
    expect(alice.accounts.list()).toMatchObject([{ seen: { before } }]);
    await alice.close();
    await own.stop();
  });
});

describe('signing out', () => {
  const setUp = async () => {
    const { alice, id } = await signedIn();
    const conversation = alice.conversations.open(id, bob.address).id;
    const { id: kept } = alice.send(conversation, 'something to keep');
    await until(() => alice.messages.byId(kept)?.state === 'sent');
    await until(() => alice.contacts.find(id, bob.address)?.listed === true);
    const gone: string[] = [];
    alice.accounts.removed.on((ids) => gone.push(...ids));
    return { alice, id, conversation, gone };
  };

  it('with what is here kept: nothing shows, nothing is lost, and signing in again brings it back', async () => {
    const { alice, id, conversation, gone } = await setUp();
    const since = bob.presences.length;
    await alice.signOut(id, true);
    await bob.waitForPresence((presence) => bob.presences.indexOf(presence) >= since && presence.type === 'unavailable');
    expect([gone, alice.known, alice.passwords.size]).toEqual([[id], [], 0]);
    expect([alice.accounts.list(), alice.conversations.list(), alice.contacts.list()]).toEqual([[], [], []]);
    expect(alice.conversations.byId(conversation)).toBeUndefined();
    expect(() => alice.send(conversation, 'into nothing')).toThrow('not-found');
    expect(() => alice.conversations.open(id, bob.address)).toThrow('not-found');
    await expect(alice.signOut(id, true)).rejects.toThrow('not-found');

    const changed: string[] = [];
    alice.announcer.changed.on(({ conversations, contacts }) => changed.push(...conversations, ...contacts));
    expect((await enter(alice)).id).toBe(id);
    expect(changed).toEqual(expect.arrayContaining([conversation, `${id} ${bob.address}`]));
    expect(bodies(alice, conversation)).toContain('something to keep');
    expect(alice.contacts.find(id, bob.address)?.listed).toBe(true);
    await alice.close();
  });

  it('with what is here deleted: every row and every word is gone', async () => {
    const { alice, id, conversation, gone } = await setUp();
    const changed: string[] = [];
    alice.announcer.changed.on(({ conversations, contacts }) => changed.push(...conversations, ...contacts));
    await alice.signOut(id, false);
    expect(gone).toEqual([id]);
    expect(changed).toEqual(expect.arrayContaining([conversation, `${id} ${bob.address}`]));
    const count = (table: string) => alice.archive.prepare<[], { n: number }>(`SELECT count(*) AS n FROM ${table}`).get()?.n;
    const tables = ['accounts', 'contacts', 'conversations', 'messages', 'coverage', 'quarantine'];
    await until(() => tables.every((table) => count(table) === 0));
    const blocks = alice.archive.prepare<[], { block: Uint8Array }>('SELECT block FROM messages_text_data');
    expect(blocks.all().some(({ block }) => Buffer.from(block).includes('something'))).toBe(false);
    expect((await enter(alice)).id).not.toBe(id);
    await alice.close();
  });
});
