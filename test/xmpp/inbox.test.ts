// One element at a time, in order, in batches that are committed whole; only then is anything acknowledged or answered.
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type Inbox, makeInbox } from '../../electron/xmpp/core/inbox.ts';
import { makeSession } from '../../electron/xmpp/core/session.ts';
import type { Online, Stream } from '../../electron/xmpp/core/stream.ts';
import type { StreamFailure } from '../../electron/xmpp/core/stream-failure.ts';
import type { Element } from '../../electron/xmpp/core/xml.ts';
import type { Connection } from '../../shared/account.ts';
import { signal } from '../../shared/signal.ts';
import { atOnce, type Subject, subjects } from '../support/client.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { parseElement } from '../support/parse-element.ts';
import type { ScriptedConnection } from '../support/server.ts';
import { attribute } from '../support/server-login.ts';
import { until } from '../support/until.ts';

const SM = "xmlns='urn:xmpp:sm:3'";
const messages = (count: number, from = 0) => Array.from({ length: count }, (_, index) => parseElement(`<message id='${from + index}'/>`));
const ask = () => parseElement(`<r ${SM}/>`);

interface Box {
  readonly inbox: Inbox;
  readonly clock: ReturnType<typeof fakeClock>;
  readonly handled: string[];
  readonly kept: number[];
  readonly committed: [number, boolean][];
  readonly stalls: unknown[];
  readonly disk: { fails: boolean; busy: boolean };
}

function box(handling: (element: Element) => void = () => undefined): Box {
  const clock = fakeClock();
  const handled: string[] = [];
  const committed: [number, boolean][] = [];
  const kept: number[] = [];
  const stalls: unknown[] = [];
  const disk = { fails: false, busy: false };
  const inbox = makeInbox({
    clock,
    writing: () => disk.busy,
    commit(work) {
      const before = handled.length;
      work();
      if (!disk.fails) return;
      handled.length = before;
      throw new Error('the disk is full');
    },
    handle(element) {
      handled.push(element.attrs.id ?? element.getName());
      handling(element);
    },
    keep: (stanzas) => kept.push(stanzas),
    committed: (stanzas, asked) => committed.push([stanzas, asked]),
    stalled: (error) => stalls.push(error),
  });
  return { inbox, clock, handled, kept, committed, stalls, disk };
}

const ids = (count: number) => Array.from({ length: count }, (_, index) => `${index}`);

describe('the inbox', () => {
  it('commits at most 250 elements at once, and lets the loop run in between', async () => {
    const { inbox, handled, committed } = box();
    inbox.push(messages(600));
    expect(committed).toEqual([[250, false]]);
    inbox.push(messages(100, 600));
    expect(committed).toHaveLength(1);
    await turn();
    expect(committed).toHaveLength(2);
    while (inbox.waiting > 0) await turn();
    expect(committed.map(([stanzas]) => stanzas)).toEqual([250, 250, 200]);
    expect(handled).toEqual(ids(700));
  });

  it('commits what 10 ms were enough for, and one element however long it takes', async () => {
    const slow = box(() => slow.clock.advance(4));
    slow.inbox.push(messages(7));
    while (slow.inbox.waiting > 0) await turn();
    expect(slow.committed.map(([stanzas]) => stanzas)).toEqual([3, 3, 1]);
    const behind = box(() => behind.clock.advance(4));
    behind.disk.busy = true;
    behind.inbox.push(messages(256));
    while (behind.inbox.waiting > 250) await turn();
    behind.disk.busy = false;
    behind.inbox.push(messages(10));
    while (behind.inbox.waiting > 0) await turn();
    expect(behind.committed.slice(0, 4).map(([stanzas]) => stanzas)).toEqual([5, 5, 3, 3]);
    const slower = box(() => slower.clock.advance(1000));
    slower.inbox.push(messages(3));
    while (slower.inbox.waiting > 0) await turn();
    expect(slower.committed.map(([stanzas]) => stanzas)).toEqual([1, 1, 1]);
  });

  it('counts stanzas only, and hears a question with everything that is committed with it', () => {
    const { inbox, handled, committed } = box();
    inbox.push([
      ...messages(2),
      ask(),
      parseElement(`<a ${SM} h='0'/>`),
      parseElement("<message xmlns='urn:other' id='x'/>"),
      ...messages(1, 2),
    ]);
    expect(committed).toEqual([[3, true]]);
    expect(handled).toEqual(['0', '1', 'a', 'x', '2']);
  });

  it('stops when nothing can be committed, and goes on with the same elements, once', async () => {
    const { inbox, handled, committed, stalls, disk } = box();
    disk.fails = true;
    inbox.push([...messages(2), ask()]);
    inbox.push(messages(2, 2));
    await turn();
    expect(stalls).toEqual([new Error('the disk is full')]);
    expect([handled, committed, inbox.waiting]).toEqual([[], [], 5]);
    inbox.resume();
    expect(stalls).toHaveLength(2);
    disk.fails = false;
    inbox.resume();
    expect(committed).toEqual([[4, true]]);
    expect(handled).toEqual(ids(4));
    inbox.push(messages(1, 4));
    expect(handled).toEqual(ids(5));
  });

  it('forgets what was not handled when the stream is gone, stalled or not', async () => {
    const { inbox, handled, committed, disk } = box();
    inbox.push(messages(300));
    inbox.clear();
    await turn();
    expect(committed).toEqual([[250, false]]);
    disk.fails = true;
    inbox.push(messages(1));
    inbox.clear();
    disk.fails = false;
    inbox.push(messages(1, 999));
    expect(handled.slice(250)).toEqual(['999']);
  });
});

describe('a flood', () => {
  it('waits at the server, not in memory', async () => {
    const held: string[] = [];
    const stream = {
      connection: { state: 'offline' },
      changed: signal<Connection>(),
      online: signal<Online>(),
      offline: signal<StreamFailure>(),
      received: signal<readonly Element[]>(),
      arrived: signal<readonly string[]>(),
      managed: true,
      offered: [],
      maxBytes: 262_144,
      fits: () => true,
      security: undefined,
      start: () => undefined,
      now: () => undefined,
      stop: async () => undefined,
      send: () => true,
      sendAll: () => true,
      nonza: () => undefined,
      probe: () => undefined,
      underway: [],
      keep: () => undefined,
      committed: () => undefined,
      acknowledge: () => undefined,
      pause: () => void held.push('pause'),
      resume: () => void held.push('resume'),
    } satisfies Stream;
    const { session } = makeSession({
      address: 'alice@kith.test',
      stream,
      clock: fakeClock(),
      commit: (work) => work(),
      guard: (_, work) => work(),
      stalled: () => undefined,
    });
    const handled: (string | undefined)[] = [];
    session.onMessage(({ attrs }) => handled.push(attrs.id));
    stream.received.emit(messages(1500));
    stream.received.emit(messages(500, 1500));
    expect(held).toEqual(['pause']);
    while (handled.length < 2000) await turn();
    expect(held).toEqual(['pause', 'resume']);
    expect(handled).toEqual(ids(2000));
  });
});

describe('a disk that is full', () => {
  const { subject } = subjects();
  const text = (body: string) => `<message from='bob@kith.test/x' type='chat'><body>${body}</body></message>`;

  async function stalled(alice: Subject, connection: ScriptedConnection, said: string): Promise<void> {
    alice.disk.fails = true;
    await connection.send(said);
    await until(() => alice.disk.stalls.length > 0);
    expect(alice.disk.messages).toEqual([]);
  }
  const mended = (alice: Subject): void => {
    alice.disk.fails = false;
    alice.client.retry();
  };

  it('acknowledges and answers nothing until it is mended, then everything once', async () => {
    const alice = await subject();
    const connection = await alice.signedIn();
    const said = connection.received().insideTls.length;
    const ping = "<iq type='get' id='p' from='kith.test'><ping xmlns='urn:xmpp:ping'/></iq>";
    await stalled(alice, connection, `${text('1')}${ping}<r ${SM}/>`);
    // Unread by a client that has stopped reading, and no reason to think the server dead.
    await connection.send(`${text('2')}<r ${SM}/>`);
    alice.clock.advance(600_000);
    expect(connection.received().insideTls.slice(said)).toBe('');
    mended(alice);
    await connection.expect('<a xmlns="urn:xmpp:sm:3" h="3"/>');
    await alice.handled(connection);
    expect(alice.disk.messages.map(({ body }) => body)).toEqual(['1', '2']);
    expect(connection.received().insideTls.match(/id="p"/g)).toHaveLength(1);
    expect(alice.states).toEqual(['connecting', 'online']);
  });

  it('does not lose an acknowledgement of ours, nor a reply', async () => {
    const alice = await subject();
    const told: (readonly string[])[] = [];
    const connection = await alice.signedIn();
    alice.client.stream.arrived.on((tokens) => told.push(tokens));
    alice.client.messages.send([{ to: 'bob@kith.test', id: '1', body: '1', token: 'row-1' }], atOnce);
    const info = alice.client.disco.info('kith.test');
    const id = attribute(await connection.element('iq'), 'id');
    const reply = `<iq type='result' id='${id}' from='kith.test'><query xmlns='http://jabber.org/protocol/disco#info'><feature var='a'/></query></iq>`;
    await stalled(alice, connection, `<a ${SM} h='1'/>${reply}`);
    mended(alice);
    expect((await info).features).toEqual(['a']);
    expect(told).toEqual([['row-1'], ['row-1']]);
    await connection.send(`<a ${SM} h='1'/>`);
    await alice.handled(connection);
    expect(told).toHaveLength(2);
  });

  it('does not double what an archive query brings', async () => {
    const alice = await subject();
    const connection = await alice.signedIn();
    const page = alice.client.mam.page({ max: 2, before: '' });
    const query = await connection.element('iq');
    const result = `<message><result xmlns='urn:xmpp:mam:2' queryid='${attribute(query.slice(3), 'queryid')}' id='a1'><forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client'/></forwarded></result></message>`;
    await stalled(alice, connection, result);
    mended(alice);
    await connection.send(`<iq type='result' id='${attribute(query, 'id')}'><fin xmlns='urn:xmpp:mam:2' complete='true'/></iq>`);
    expect((await page).results.map(({ id }) => id)).toEqual(['a1']);
  });

  it('leaves to the server what was not committed when the stream breaks', async () => {
    const alice = await subject();
    const connection = await alice.signedIn();
    await alice.handled(connection);
    await stalled(alice, connection, text('1'));
    connection.reset();
    await alice.backOff();
    alice.disk.fails = false;
    const again = await alice.signedIn({
      resume: (request) => `<resumed ${SM} previd='resume-1' h='1'/>${attribute(request, 'h') === '1' ? text('1') : ''}`,
    });
    await alice.handled(again);
    mended(alice);
    expect(alice.disk.messages.map(({ body }) => body)).toEqual(['1']);
  });
});

describe('a stanza that cannot be handled', () => {
  const { subject } = subjects();

  it('is kept apart and counted; the rest goes on', async () => {
    const alice = await subject();
    alice.client.session.onMessage((message) => {
      if (message.getChild('bad') !== undefined) throw new Error('a bug');
    });
    alice.client.session.answer('get', 'bad', 'urn:bad', () => {
      throw new Error('a bug');
    });
    const connection = await alice.signedIn();
    await connection.send(
      `<message id='1'><body>1</body></message><message id='2'><bad/></message><iq type='get' id='3' from='bob@kith.test/x'><bad xmlns='urn:bad'/></iq><message id='4'><body>4</body></message><r ${SM}/>`,
    );
    await connection.expect('<a xmlns="urn:xmpp:sm:3" h="4"/>');
    expect(await connection.element('iq')).toMatch(/type="error" id="3" to="bob@kith.test\/x".*<internal-server-error/);
    expect(alice.spoilt.map(({ attrs }) => attrs.id)).toEqual(['2', '3']);
    expect(alice.disk.messages.map(({ id }) => id)).toEqual(['1', '2', '4']);
    expect(alice.disk.stalls).toEqual([]);
  });
});
