// The life of messages on a real Prosody, both ways: corrections, retractions, reactions, replies and markers, to and from another client.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSync } from '../../electron/archive/sync.ts';
import { loadAuthorities } from '../../electron/xmpp/core/trust.ts';
import { connectPeer, type Peer } from '../support/peer.ts';
import { type ProsodyServer, startProsody } from '../support/prosody.ts';
import { until } from '../support/until.ts';
import { type Made, makeProducts } from './support.ts';

let server: ProsodyServer;
let bob: Peer;
let carol: Peer;
let alice: Made;
let account: string;
let chat: string;
const products = makeProducts();

const CORRECT = 'urn:xmpp:message-correct:0';
const RETRACT = 'urn:xmpp:message-retract:1';
const REACT = 'urn:xmpp:reactions:0';
const REPLY = 'urn:xmpp:reply:0';
const MARKERS = 'urn:xmpp:chat-markers:0';
const STORE = "<store xmlns='urn:xmpp:hints'/>";
const FALLBACK = 'urn:xmpp:fallback:0';

const raw = (id: string, ...children: readonly string[]) =>
  `<message to='alice@${server.domain}' type='chat' id='${id}'>${children.join('')}</message>`;
const rows = () => alice.messages.page(chat, null, 100).messages;
const row = (text: string) => rows().find(({ body }) => body === text);
const got = (fits: (stanza: Peer['messages'][number]['stanza']) => boolean) => bob.waitForMessage(({ stanza }) => fits(stanza));
/** What bob's server archived, seen by a device that comes later. */
const startAgain = async (): Promise<void> => {
  await alice.close();
  alice = products.make({ authorities: loadAuthorities(server.caFile), password: 'pw', folder: alice.folder, known: alice.known });
  alice.accounts.start();
  await until(() => alice.accounts.list()[0]?.connection.state === 'online');
};

/** All that the server's archive has by now was read. */
const caughtUp = () =>
  until(async () => {
    const newest = await alice.accounts.client(account)?.mam.page({ before: '', max: 1 });
    return newest !== undefined && makeSync(alice.archive).getMark(account, '') === newest.results[0]?.id;
  });
/** The newest page of the server's archive. */
const readAgain = async (): Promise<void> => {
  const client = alice.accounts.client(account);
  const { results = [] } = (await client?.mam.page({ before: '', max: 50 })) ?? {};
  const read = results.map((result) => client?.messages.readArchived(result)).filter((each) => each !== undefined);
  alice.messages.receivePage(account, read, { countUnread: false });
};

const peer = (user: string) =>
  connectPeer({ address: `${user}@${server.domain}`, password: 'pw', host: server.host, port: server.port, caFile: server.caFile });

beforeAll(async () => {
  server = await startProsody({ accounts: { alice: 'pw', bob: 'pw', carol: 'pw', dave: 'pw' }, rosters: [['alice', 'bob']] });
  [bob, carol] = await Promise.all([peer('bob'), peer('carol')]);
  alice = products.make({ authorities: loadAuthorities(server.caFile), password: 'pw' });
  account = (await alice.accounts.signIn({ address: `alice@${server.domain}`, password: 'pw', server: server.host, port: server.port })).id;
  chat = alice.conversations.open(account, `bob@${server.domain}`).id;
  await until(() => alice.contacts.find(account, bob.address)?.subscription === 'both');
});

afterAll(async () => {
  await products.end();
  await Promise.all([bob.close(), carol.close()]);
  await server.stop();
});

describe('a correction', () => {
  it('reaches the other side as one of the original, also the second, and the row keeps what it was', async () => {
    const { id } = alice.send(chat, 'helo bob');
    const original = await bob.waitForMessage(({ body }) => body === 'helo bob');
    await until(() => alice.messages.byId(id)?.state === 'sent');
    alice.correct(id, 'hello bob');
    alice.correct(id, 'hello, Bob');
    const second = await bob.waitForMessage(({ body }) => body === 'hello, Bob');
    for (const { stanza } of bob.messages.slice(-2)) expect(stanza.getChild('replace', CORRECT)?.attrs.id).toBe(original.id);
    expect(second.id).not.toBe(original.id);
    expect(alice.messages.byId(id)).toMatchObject({ body: 'hello, Bob', editedAt: expect.any(Number) });
    expect(alice.revisions(id).map(({ body }) => body)).toEqual(['helo bob', 'hello bob']);
    expect(rows().filter(({ body }) => body.includes('ob'))).toHaveLength(1);
  });

  it('made without a connection is in effect at once and leaves later, behind its message', async () => {
    await server.kill9();
    await until(() => alice.accounts.list()[0]?.connection.state !== 'online');
    const waiting = alice.send(chat, 'not yet sennt');
    // What never left is simply written anew.
    alice.correct(waiting.id, 'not yet sent');
    const sent = row('hello, Bob');
    alice.correct(sent?.id ?? '', 'hello Bob!');
    expect(rows().map(({ body, state }) => [body, state])).toEqual([
      ['hello Bob!', 'sent'],
      ['not yet sent', 'pending'],
    ]);
    await server.restart();
    alice.accounts.reconnect(account);
    bob = await connectPeer({
      address: `bob@${server.domain}`,
      password: 'pw',
      host: server.host,
      port: server.port,
      caFile: server.caFile,
    });
    carol = await connectPeer({
      address: `carol@${server.domain}`,
      password: 'pw',
      host: server.host,
      port: server.port,
      caFile: server.caFile,
    });
    await until(async () => (await bob.archive()).some(({ body }) => body === 'hello Bob!'), 20_000);
    const archived = (await bob.archive()).map(({ body, stanza }) => [body, stanza.getChild('replace', CORRECT) !== undefined]);
    // What the server may have had when it died is said again: saying it twice says it once.
    expect(archived.at(-1)).toEqual(['hello Bob!', true]);
    expect(archived.filter(([body]) => body === 'not yet sent')).toEqual([['not yet sent', false]]);
    expect(alice.messages.byId(waiting.id)).not.toHaveProperty('editedAt');
  });

  it('by the other side changes their message; by anybody else, none', async () => {
    await bob.sendRaw(raw('b1', '<body>se you</body>'));
    await until(() => row('se you') !== undefined);
    await carol.sendRaw(raw('c1', `<body>forged</body><replace xmlns='${CORRECT}' id='b1'/>`));
    await bob.sendRaw(raw('b2', `<body>see you</body><replace xmlns='${CORRECT}' id='b1'/>`));
    await until(() => row('see you')?.editedAt !== undefined);
    expect(alice.conversations.byId(chat)).toMatchObject({ unread: 1, last: { preview: 'see you' } });
    expect(rows().some(({ body }) => body === 'forged')).toBe(false);
    // What she says is hers: it corrects nothing that is here, so it is a message of her own.
    const hers = alice.conversations.list().find(({ address }) => address === carol.address);
    expect(alice.messages.page(hers?.id ?? '', null, 5).messages).toMatchObject([{ body: 'forged', sender: carol.address }]);
  });
});

describe('a reaction', () => {
  it('names all that are left, and the other side’s is shown with theirs', async () => {
    const { id } = row('see you') ?? { id: '' };
    alice.react(id, '👍', true);
    alice.react(id, '🎉', true);
    alice.react(id, '👍', false);
    const last = await got((stanza) => {
      const emoji = stanza
        .getChild('reactions', REACT)
        ?.getChildren('reaction')
        .map((each) => each.text());
      return emoji?.join() === '🎉';
    });
    expect(last.stanza.getChild('reactions', REACT)?.attrs.id).toBe('b1');
    expect(last.stanza.getChild('store', 'urn:xmpp:hints')).toBeDefined();
    const own = rows().find(({ body }) => body === 'not yet sent');
    const named = (await bob.archive()).find(({ body }) => body === 'not yet sent')?.id ?? '';
    await bob.sendRaw(
      raw('r1', `<reactions xmlns='${REACT}' id='${named}'><reaction>❤</reaction><reaction>no emoji</reaction></reactions>`, STORE),
    );
    await until(() => alice.messages.byId(own?.id ?? '')?.reactions !== undefined);
    expect(alice.messages.byId(own?.id ?? '')?.reactions).toEqual([{ emoji: '❤️', senders: [bob.address] }]);
    expect(alice.messages.byId(id)?.reactions).toEqual([{ emoji: '🎉', senders: [`alice@${server.domain}`] }]);
  });
});

describe('what comes back', () => {
  it('is undone and said: the reactions, or the text, are what they were before', async () => {
    const refusals: string[] = [];
    const forget = alice.refused.on(({ kind, words }) => void refusals.push(`${kind}: ${words}`));
    const dave = await peer('dave');
    const { id } = alice.send(alice.conversations.open(account, dave.address).id, 'for dave');
    await dave.waitForMessage(({ body }) => body === 'for dave');
    await until(() => alice.messages.byId(id)?.state === 'sent');
    const bounce = async ({ id: stanzaId, from }: Peer['messages'][number]) =>
      dave.sendRaw(
        `<message to='${from}' type='error' id='${stanzaId}'><error type='cancel'>` +
          `<policy-violation xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>` +
          `<text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>not here</text></error></message>`,
      );
    alice.react(id, '🌋', true);
    const reaction = await dave.waitForMessage(({ stanza }) => stanza.getChild('reactions', REACT)?.getChildText('reaction') === '🌋');
    expect(alice.messages.byId(id)?.reactions).toBeDefined();
    await bounce(reaction);
    await until(() => refusals.length === 1);
    expect(alice.messages.byId(id)?.reactions).toBeUndefined();

    alice.correct(id, 'not for long');
    const correction = await dave.waitForMessage(({ body }) => body === 'not for long');
    // Only who got it can refuse it.
    await bob.sendRaw(`<message to='${correction.from}' type='error' id='${correction.id}'><error type='cancel'/></message>`);
    await bounce(correction);
    await until(() => refusals.length === 2);
    expect(alice.messages.byId(id)).toMatchObject({ body: 'for dave' });
    expect(alice.messages.byId(id)).not.toHaveProperty('editedAt');
    expect(refusals).toEqual(['reactions: not here', 'correction: not here']);

    // Also where the server's archive keeps what came back, and knows nothing of that.
    const client = alice.accounts.client(account);
    const page = await client?.mam.page({ before: '', max: 50 });
    const again = page?.results.flatMap((result) => client?.messages.readArchived(result) ?? []) ?? [];
    expect(again.map(({ body, reactions }) => body ?? reactions?.emoji.join())).toEqual(expect.arrayContaining(['not for long', '🌋']));
    alice.messages.receivePage(account, again, { countUnread: false });
    expect(alice.messages.byId(id)).toMatchObject({ body: 'for dave' });
    expect(alice.messages.byId(id)).not.toHaveProperty('editedAt');
    expect(alice.messages.byId(id)).not.toHaveProperty('reactions');

    alice.retract(id);
    await bounce(await dave.waitForMessage(({ stanza }) => stanza.getChild('retract', RETRACT) !== undefined));
    await until(() => refusals.length === 3);
    expect(refusals.at(-1)).toBe('retraction: not here');
    expect(alice.messages.byId(id)).toHaveProperty('retractedAt');
    forget();
    await dave.close();
  });
});

describe('a reply', () => {
  it('carries what it answers and a quotation for others, and is shown without it', async () => {
    const source = row('see you');
    const sent = alice.send(chat, 'at eight 🎷', source?.id ?? null);
    expect(sent.replyTo).toMatchObject({ message: source?.id, text: 'see you', sender: bob.address });
    const { stanza } = await got((each) => each.getChild('reply', REPLY) !== undefined);
    expect(stanza.getChildText('body')).toBe('> see you\nat eight 🎷');
    expect(stanza.getChild('reply', REPLY)?.attrs).toMatchObject({ id: 'b1', to: bob.address });
    expect(stanza.getChild('fallback', FALLBACK)?.getChild('body')?.attrs).toMatchObject({ start: '0', end: '10' });

    const fallback = `<fallback xmlns='${FALLBACK}' for='${REPLY}'><body start='0' end='15'/></fallback>`;
    await bob.sendRaw(raw('b3', `<body>&gt; 🎷 never seen\nwhat?</body><reply xmlns='${REPLY}' id='nobody-knows'/>${fallback}`));
    await until(() => row('what?') !== undefined);
    expect(row('what?')?.replyTo).toEqual({ text: '🎷 never seen' });
  });
});

describe('a marker', () => {
  it('is sent for the newest that was read, to who may know, and not while the person does not want that', async () => {
    const markersTo = (peer: Peer) => peer.messages.flatMap(({ stanza }) => stanza.getChild('displayed', MARKERS)?.attrs.id ?? []);
    const asks = `<markable xmlns='${MARKERS}'/>`;
    await bob.sendRaw(raw('k1', '<body>one</body>', asks));
    await bob.sendRaw(raw('k2', '<body>two</body>', asks));
    await until(() => row('two') !== undefined);
    alice.markRead(chat, row('two')?.position ?? 0);
    await until(() => markersTo(bob).includes('k2'));
    alice.settings.sendRead = false;
    await bob.sendRaw(raw('k3', '<body>three</body>', asks));
    await until(() => row('three') !== undefined);
    alice.markRead(chat, row('three')?.position ?? 0);
    alice.settings.sendRead = true;
    await carol.sendRaw(raw('k4', '<body>stranger</body>', asks));
    const strange = () => alice.conversations.list().find(({ address }) => address === carol.address);
    await until(() => strange()?.unread === 2);
    const [message] = alice.messages.page(strange()?.id ?? '', null, 1).messages;
    alice.markRead(strange()?.id ?? '', message?.position ?? 0);
    await bob.sendRaw(raw('k5', '<body>five</body>', asks));
    await until(() => row('five') !== undefined);
    alice.markRead(chat, row('five')?.position ?? 0);
    await until(() => markersTo(bob).includes('k5'));
    expect(markersTo(bob)).toEqual(['k2', 'k5']);
    expect(markersTo(carol)).toEqual([]);
  });

  it('makes an own message read, with all before it', async () => {
    const last = row('at eight 🎷');
    const named = (await bob.archive()).find(({ body }) => body?.endsWith('at eight 🎷'))?.id ?? '';
    await bob.sendRaw(raw('d1', `<displayed xmlns='${MARKERS}' id='${named}'/>`));
    await until(() => alice.messages.byId(last?.id ?? '')?.state === 'read');
    const own = rows().filter(({ direction }) => direction === 'out');
    expect(own.map(({ state }) => state)).toEqual(['read', 'read', 'read']);
    expect(own.every(({ readAt }) => readAt !== undefined)).toBe(true);
  });
});

describe('a retraction', () => {
  it('leaves nothing of the text here and asks the other side for the same, in words too', async () => {
    const { id } = row('at eight 🎷') ?? { id: '' };
    alice.retract(id);
    const { stanza } = await got((each) => each.getChild('retract', RETRACT) !== undefined);
    expect(stanza.getChild('fallback', FALLBACK)?.attrs.for).toBe(RETRACT);
    expect(stanza.getChildText('body')).not.toBe('');
    expect(stanza.getChild('store', 'urn:xmpp:hints')).toBeDefined();
    expect(alice.messages.byId(id)).toMatchObject({ body: '', retractedAt: expect.any(Number) });
    const { left } = alice.archive
      .prepare<[], { left: number }>(`SELECT count(*) AS left FROM messages_text WHERE messages_text MATCH 'eight'`)
      .get() ?? { left: -1 };
    expect(left).toBe(0);
    expect(() => alice.correct(id, 'back again')).toThrow();
  });

  it('by the other side leaves a tombstone and nothing to count; a stranger’s does nothing', async () => {
    const unread = alice.conversations.byId(chat)?.unread ?? 0;
    await bob.sendRaw(raw('b9', '<body>forget this</body>'));
    await until(() => row('forget this') !== undefined);
    await carol.sendRaw(raw('t0', `<retract xmlns='${RETRACT}' id='b9'/>`));
    await bob.sendRaw(
      raw('t1', `<retract xmlns='${RETRACT}' id='b9'/><body>took it back</body><fallback xmlns='${FALLBACK}' for='${RETRACT}'/>`),
    );
    await until(() => rows().at(-1)?.retractedAt !== undefined);
    expect(rows().at(-1)).toMatchObject({ body: '', length: 0 });
    expect(alice.conversations.byId(chat)).toMatchObject({ unread, last: { preview: '', retracted: true } });
    expect(rows().some(({ body }) => body === 'took it back')).toBe(false);
  });
});

it('a device that reads all of it from the archive later sees the same', async () => {
  const before = rows();
  await startAgain();
  const other = products.make({ authorities: loadAuthorities(server.caFile), password: 'pw' });
  const { id } = await other.accounts.signIn({ address: `alice@${server.domain}`, password: 'pw', server: server.host, port: server.port });
  const there = () => other.messages.page(other.conversations.open(id, bob.address).id, null, 100).messages;
  const seen = (messages: typeof before) =>
    messages.map(({ body, direction, retractedAt, editedAt, reactions, replyTo }) => ({
      body,
      direction,
      retracted: retractedAt !== undefined,
      edited: editedAt !== undefined,
      reactions,
      answers: replyTo?.text,
    }));
  await until(() => there().length === before.length);
  expect(seen(there())).toEqual(seen(before));
});

it('a message deleted on this device stays away, although the archive still has it', async () => {
  const gone = row('five');
  const count = rows().length;
  alice.deleteHere(gone?.id ?? '');
  expect(rows()).toHaveLength(count - 1);
  await startAgain();
  await readAgain();
  expect(rows().some(({ body }) => body === 'five')).toBe(false);
  expect(rows()).toHaveLength(count - 1);
});

it('a chat deleted on this device does not come back with what was written in it last; what is new does', async () => {
  await caughtUp();
  const { id } = alice.send(chat, 'a secret');
  await until(() => alice.messages.byId(id)?.state === 'sent');
  alice.react(row('see you')?.id ?? '', '🔥', true);
  alice.correct(id, 'our secret');
  await bob.waitForMessage(({ body }) => body === 'our secret');
  const deleted = Date.now();
  alice.remove(chat);
  await startAgain();
  await caughtUp();
  expect(alice.conversations.list().some(({ address }) => address === bob.address)).toBe(false);
  await bob.sendRaw(raw('b9', '<body>are you still there?</body>'));
  await until(() => alice.conversations.list().some(({ address }) => address === bob.address));
  chat = alice.conversations.open(account, bob.address).id;
  expect(rows().map(({ body }) => body)).toEqual(['are you still there?']);
  // What was deleted is not said to be here.
  expect(alice.history.state(chat).completeSince).toBeGreaterThanOrEqual(deleted);
});
