// What a line, an operator and a colleague's device do to an account on a real Prosody (docs/faults.md).
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { loadAuthorities } from '../../electron/xmpp/core/trust.ts';
import { breakingLine, type Line } from '../support/breaking-line.ts';
import { connectPeer, type Peer } from '../support/peer.ts';
import { type ProsodyServer, startProsody } from '../support/prosody.ts';
import { until } from '../support/until.ts';
import { type Made, makeProducts } from './support.ts';

let server: ProsodyServer;
let line: Line;
let bob: Peer;
const products = makeProducts();
const password = 'a-password';

beforeAll(async () => {
  const users = ['alice', 'bob', 'carol', 'dave'];
  server = await startProsody({ accounts: Object.fromEntries(users.map((user) => [user, password])), rosters: [['alice', 'bob']] });
  line = await breakingLine(server);
  const { host, port, caFile, domain } = server;
  bob = await connectPeer({ address: `bob@${domain}`, password, host, port, caFile });
});

// One that failed in the middle costs no other.
afterEach(() => {
  server.thaw();
  line.blackhole(false);
  line.pieces(0);
  line.delay(0);
});
afterAll(async () => {
  await products.end();
  line.close();
  await bob.close();
  await server.stop();
});

async function signedIn(
  user: string,
  { at = server, through = line }: { readonly at?: ProsodyServer; readonly through?: { readonly port: number } } = {},
): Promise<{ made: Made; id: string; sessions: string[]; conversation: string }> {
  const made = products.make({ authorities: loadAuthorities(at.caFile) });
  const { id } = await made.accounts.signIn({ address: `${user}@${at.domain}`, password, server: at.host, port: through.port });
  const sessions: string[] = [];
  const session = made.accounts.client(id)?.session;
  session?.began.on(() => sessions.push('new'));
  session?.resumed.on(() => sessions.push('resumed'));
  return { made, id, sessions, conversation: made.conversations.open(id, bob.address).id };
}

const connection = (made: Made) => made.accounts.list()[0]?.connection;
const isSent = (made: Made, message: string) => made.messages.byId(message)?.state === 'sent';

describe('a line that swallows everything', () => {
  it('is noticed within 5 s of messages, which then arrive once, in order, on the resumed stream', async () => {
    const { made, id, sessions, conversation } = await signedIn('alice');
    await until(() => made.contacts.find(id, bob.address)?.presence.availability === 'available');
    const presences = bob.presences.length;
    line.blackhole(true);
    const began = Date.now();
    const texts = Array.from({ length: 20 }, (_, number) => `into the hole ${number}`);
    const written = texts.map((text) => made.send(conversation, text).id);
    await until(() => connection(made)?.state !== 'online');
    expect(Date.now() - began).toBeLessThan(6_000);
    line.blackhole(false);
    made.accounts.reconnect(id);
    await until(() => written.every((message) => isSent(made, message)));
    await bob.waitForMessage(({ body }) => body === texts.at(-1));
    expect(bob.messages.flatMap(({ body }) => (body?.startsWith('into the hole') ? body : []))).toEqual(texts);
    expect(sessions).toEqual(['resumed']);
    // Nobody saw alice leave or come.
    expect(bob.presences.slice(presences)).toEqual([]);
    // Quitting does not wait for anybody who does not answer.
    line.blackhole(true);
    const quit = Date.now();
    await made.close();
    expect(Date.now() - quit).toBeLessThan(1_500);
    line.blackhole(false);
  });
});

describe('a line that is slow, in pieces or closed in one direction', () => {
  it('costs nothing', async () => {
    line.pieces(1);
    line.delay(2);
    const { made, id, sessions, conversation } = await signedIn('alice');
    const message = made.send(conversation, 'grüße in pieces 😀').id;
    await until(() => isSent(made, message));
    line.pieces(0);
    line.delay(0);
    line.halfClose();
    await until(() => connection(made)?.state !== 'online');
    made.accounts.reconnect(id);
    await until(() => sessions.length > 0);
    expect(sessions).toEqual(['resumed']);
    expect(bob.messages.filter(({ body }) => body === 'grüße in pieces 😀')).toHaveLength(1);
    await made.close();
  });
});

describe('a server process that is stopped', () => {
  it('is noticed within 5 s of a message, which arrives once when it goes on', async () => {
    const { made, id, sessions, conversation } = await signedIn('alice');
    server.freeze();
    const began = Date.now();
    const message = made.send(conversation, 'while it stands still').id;
    await until(() => connection(made)?.state !== 'online');
    expect(Date.now() - began).toBeLessThan(6_000);
    // Its kernel still takes connections: an attempt hangs, and is served when the process goes on.
    made.accounts.reconnect(id);
    await until(() => connection(made)?.state === 'connecting');
    server.thaw();
    await until(() => isSent(made, message));
    await bob.waitForMessage(({ body }) => body === 'while it stands still');
    expect(bob.messages.filter(({ body }) => body === 'while it stands still')).toHaveLength(1);
    expect(sessions).toEqual(['resumed']);
    await made.close();
  });
});

describe('an absence longer than the server keeps the session', () => {
  it('costs a new session, and every message is there once, whichever side wrote it', async () => {
    const short = await startProsody({ accounts: { alice: password, bob: password }, rosters: [['alice', 'bob']], resumeSeconds: 1 });
    const through = await breakingLine(short);
    const reader = await connectPeer({ ...short, address: `bob@${short.domain}`, password });
    const { made, id, sessions, conversation } = await signedIn('alice', { at: short, through });
    await until(() => made.contacts.find(id, reader.address)?.presence.availability === 'available');
    const alice = made.known[0]?.address ?? '';
    // No way back until the server has given up.
    made.accounts.client(id)?.stream.offline.on(() => through.blackhole(true));
    const since = reader.presences.length;
    through.cutAfter(300);
    const own = ['one', 'two', 'three'].map((text) => `own ${text}`);
    const written = own.map((text) => made.send(conversation, text).id);
    await until(() => connection(made)?.state !== 'online');
    const heard = ['kept for the session', 'kept as well'];
    for (const text of heard) await reader.send(alice, text);
    await reader.waitForPresence((presence) => reader.presences.indexOf(presence) >= since && presence.type === 'unavailable');
    heard.push('when nobody was there');
    await reader.send(alice, 'when nobody was there');

    through.blackhole(false);
    through.cut();
    await until(() => {
      if (connection(made)?.state === 'waiting') made.accounts.reconnect(id);
      return written.every((message) => isSent(made, message));
    });
    await reader.waitForMessage(({ body }) => body === own.at(-1));
    const rows = () => made.messages.page(conversation, null, 50).messages;
    await until(() => rows().length === own.length + heard.length && connection(made)?.state === 'online');
    expect(sessions).toEqual(['new']);
    const said = (direction: 'in' | 'out') => rows().flatMap((row) => (row.direction === direction ? row.body : []));
    expect([said('out'), said('in')]).toEqual([own, heard]);
    expect(made.conversations.byId(conversation)?.unread).toBe(heard.length);
    expect(reader.messages.flatMap(({ body }) => body ?? [])).toEqual(own);
    await until(() => made.contacts.find(id, reader.address)?.presence.availability === 'available');
    await made.close();
    through.close();
    await reader.close();
    await short.stop();
  });
});

describe('what the operator does', () => {
  it('a changed password is tried once, then asked for; history stays readable', async () => {
    const { made, conversation } = await signedIn('carol');
    const message = made.send(conversation, 'before the change').id;
    await until(() => isSent(made, message));
    const connections = () => server.log().match(/Client connected/g)?.length ?? 0;
    const before = connections();
    const states: string[] = [];
    made.accounts.client(made.known[0]?.id ?? '')?.stream.changed.on(({ state }) => states.push(state));
    // This one resets the stream; others let it live until it is lost.
    await server.setPassword('carol', 'another-password');
    await until(() => connection(made)?.state === 'stopped');
    expect(connection(made)).toMatchObject({ state: 'stopped', failure: 'wrong-password' });
    expect([states, connections()]).toEqual([['waiting', 'connecting', 'stopped'], before + 1]);
    expect(made.messages.page(conversation, null, 10).messages.map(({ body }) => body)).toEqual(['before the change']);
    await made.accounts.signIn({
      address: `carol@${server.domain}`,
      password: 'another-password',
      server: server.host,
      port: line.port,
    });
    expect(connection(made)?.state).toBe('online');
    await made.close();
  });

  it('a deleted account stops, says so, and keeps what lies here', async () => {
    const { made, conversation } = await signedIn('dave', { through: server });
    const message = made.send(conversation, 'before the end').id;
    await until(() => isSent(made, message));
    await server.deleteUser('dave');
    await until(() => connection(made)?.state === 'stopped');
    // The server's last words are lost where something is just being written to it; the next attempt then hears less.
    expect(connection(made)).toMatchObject({ failure: expect.stringMatching(/^(account-disabled|wrong-password)$/) });
    expect(made.messages.byId(message)?.body).toBe('before the end');
    await made.close();
  });

  it('another program in the very same place stops Kith, and keeps it', async () => {
    // Not through the line, which resets its other end when one is closed: the server's last words may be lost with it.
    const { made, id } = await signedIn('alice', { through: server });
    const [, resource = ''] = made.accounts.client(id)?.session.jid.split('/') ?? [];
    expect(resource).not.toBe('');
    const other = await connectPeer({ ...server, address: `alice@${server.domain}`, password, resource });
    expect(other.jid).toBe(`alice@${server.domain}/${resource}`);
    await expect.poll(() => connection(made), { timeout: 10_000 }).toMatchObject({ state: 'stopped', failure: 'conflict' });
    await bob.send(other.jid, 'to who is there now');
    await other.waitForMessage(({ body }) => body === 'to who is there now');
    await made.close();
    await other.close();
  });
});
