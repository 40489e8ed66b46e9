// The server's archive against what lies here: whatever was missed, purged, cut off or claimed, in the end every message lies here once,
// in the archive's order, and where something is missing it is known.
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeOwnChanges } from '../../electron/archive/own-changes.ts';
import { makeAnnouncer } from '../../electron/services/announce.ts';
import { makeContacts } from '../../electron/services/contacts.ts';
import { makeConversations } from '../../electron/services/conversations.ts';
import { makeHistory } from '../../electron/services/history.ts';
import { makeMessages } from '../../electron/services/messages.ts';
import { makeOutbox } from '../../electron/services/outbox.ts';
import type { Client } from '../../electron/xmpp/client.ts';
import { StanzaError } from '../../electron/xmpp/core/xml.ts';
import type { IncomingMessage } from '../../electron/xmpp/message.ts';
import type { ArchivePage, ArchiveQuery } from '../../electron/xmpp/xep/0313-mam.ts';
import { BOB, NOW, startArchive } from '../archive/support.ts';
import { makeHandClock } from '../support/hand-clock.ts';
import { runs, TIMES } from '../support/runs.ts';
import { arrived } from './arrived.ts';
import { NO_PROFILES } from './support.ts';

const CAROL = 'carol@example.org';
const PEERS = [BOB, CAROL];

interface Kept {
  readonly id: string;
  readonly peer: string;
  readonly body: string;
  readonly at: number;
}

/** A server's archive as XEP-0313 describes it, which may be cut off, slow or lying. */
function makeServer() {
  const kept: Kept[] = [];
  let count = 0;
  const server = {
    kept,
    /** Results per page at most. */
    cap: 5,
    extended: true,
    /** Prosody does not mind an `afterId` that is gone: it gives everything. */
    lenient: false,
    asked: [] as ArchiveQuery[],
    /** Answers left before the line breaks. */
    answers: Number.POSITIVE_INFINITY,
    /** What it says instead of the truth. */
    lie: undefined as ((page: ArchivePage, query: ArchiveQuery) => ArchivePage) | undefined,
    add(peer: string): Kept {
      count += 1;
      const entry = { id: `a${count}`, peer, body: `message ${count}`, at: clock.now() };
      clock.advance(300);
      kept.push(entry);
      return entry;
    },
    async metadata() {
      const [first] = kept;
      return first === undefined ? {} : { start: { id: first.id, at: first.at } };
    },
    async page(query: ArchiveQuery): Promise<ArchivePage> {
      server.asked.push(query);
      if (server.answers-- <= 0) throw new StanzaError('not-sent');
      if (query.afterId !== undefined && !server.extended) throw new StanzaError('bad-request');
      const indexIn = (entries: readonly Kept[], id: string) => {
        const at = entries.findIndex((entry) => entry.id === id);
        if (at < 0) throw new StanzaError('item-not-found');
        return at;
      };
      const gone = server.lenient && !kept.some(({ id }) => id === query.afterId);
      const low = query.afterId === undefined || gone ? -1 : indexIn(kept, query.afterId);
      // Whole seconds, and an id is looked for among what the filters leave: so does Prosody.
      const all = kept.filter(
        (entry, index) =>
          index > low &&
          (query.with === undefined || entry.peer === query.with) &&
          (query.end === undefined || entry.at <= Math.ceil(query.end / 1000) * 1000),
      );
      const max = Math.min(query.max, server.cap);
      const from = query.after === undefined ? 0 : indexIn(all, query.after) + 1;
      const to = query.before === undefined || query.before === '' ? all.length : indexIn(all, query.before);
      const matching = all.slice(from, to);
      const results = query.before === undefined ? matching.slice(0, max) : matching.slice(-max);
      const complete = matching.length <= max;
      const page: ArchivePage = {
        results: results.map((entry) => ({ id: entry.id, at: entry.at, message: entry as never })),
        complete,
        first: results[0]?.id,
        last: results.at(-1)?.id,
      };
      return server.lie?.(page, query) ?? page;
    },
  };
  return server;
}

function read(entry: Kept, road: IncomingMessage['road']): IncomingMessage {
  return arrived({
    road,
    peer: entry.peer,
    sender: entry.peer,
    id: entry.id,
    archiveId: entry.id,
    stampedAt: road === 'archive' ? entry.at : undefined,
    body: entry.body,
  });
}

let stores: ReturnType<typeof startArchive>;
const clock = makeHandClock();
beforeAll(() => {
  stores = startArchive({ now: () => clock.now() });
  stores.archive.pragma('synchronous = OFF');
});
afterAll(() => stores.end());
let accounts = 0;

/** An account of its own in the one archive, so that runs cannot meet. */
function make() {
  const me = `run${++accounts}`;
  stores.accounts.add(me, `${me}@example.org`);
  const kit = { ...stores, conversation: stores.conversations.open(me, BOB).id };
  const announcer = makeAnnouncer((work) => kit.archive.transaction(work));
  const contacts = makeContacts({
    profiles: NO_PROFILES,
    blocked: () => false,
    store: kit.contacts,
    sessions: kit.sessions,
    announcer,
    clock,
    warn: () => undefined,
  });
  const here = new Set([me]);
  const conversations = makeConversations({
    profiles: NO_PROFILES,
    store: kit.conversations,
    removal: kit.removal,
    contacts,
    announcer,
    clock,
    here,
  });
  const changes = makeOwnChanges(kit.archive);
  const messages = makeMessages({
    store: kit.messages,
    outbox: kit.outbox,
    conversations,
    announcer,
    clock,
    changes,
    refused: () => undefined,
    arrived: () => undefined,
    newId: () => 'own',
    clean: (text) => text,
  });
  const outbox = makeOutbox({ clock, store: kit.outbox, changes, announcer, warn: () => undefined });
  const history = makeHistory({ sync: kit.sync, messages, announcer, uncertain: outbox.uncertain });
  const server = makeServer();
  const client = {
    mam: { page: server.page, metadata: server.metadata },
    messages: { readArchived: ({ message }: { message: unknown }) => read(message as Kept, 'archive') },
  } as unknown as Client;

  /** What follows signing in. */
  async function session(
    options: { readonly live?: number; readonly stored?: () => void; readonly end?: string | undefined } = {},
  ): Promise<void> {
    history.lost(me);
    await history.newest(me, client, server.extended, options.end);
    for (let left = options.live ?? 0; left > 0; left--) live(PEERS[left % 2] as string);
    await history.tail(me, client);
    await history.fill(me, client, server.extended, options.stored ?? (() => undefined));
  }

  function live(peer: string): void {
    const entry = server.add(peer);
    announcer.batch(() => {
      messages.receive(me, read(entry, 'live'));
      history.follow(me, entry.id);
    });
  }

  async function loadAll(): Promise<void> {
    for (const address of PEERS) {
      const { id } = conversations.open(me, address);
      for (let left = 200; left > 0; left--) {
        const gap = history.state({ id, account: me, address }).gaps.at(-1);
        if (gap === undefined) break;
        await history.load(me, client, { id, address }, gap.before);
      }
    }
  }

  const bodies = (address?: string) =>
    kit.archive
      .prepare<[string], { body: string; address: string }>(
        'SELECT m.body, c.address FROM messages m JOIN conversations c ON c.id = m.conversation WHERE m.account = ? ORDER BY m.position',
      )
      .all(me)
      .flatMap((row) => (address === undefined || row.address === address ? [row.body] : []));
  const gaps = (address: string) => history.state({ id: conversations.open(me, address).id, account: me, address }).gaps;
  return { ...kit, me, announcer, conversations, messages, outbox, history, server, client, session, live, loadAll, bodies, gaps };
}

let kit: ReturnType<typeof make>;
beforeEach(() => {
  kit = make();
});

const add = (count: number, peer = BOB) => Array.from({ length: count }, () => kit.server.add(peer));

describe('coming back', () => {
  it.each([true, false])(
    'asks for the newest page first and goes backwards until it meets what is known (extended: %s)',
    async (extended) => {
      kit.server.extended = extended;
      add(3);
      await kit.session();
      add(17);
      kit.server.asked.length = 0;
      const seen: number[] = [];
      await kit.session({ stored: () => seen.push(kit.bodies().length) });
      expect(kit.server.asked[0]).toMatchObject({ before: '' });
      expect(kit.bodies()).toEqual(kit.server.kept.map((entry) => entry.body));
      expect(kit.gaps(BOB)).toEqual([]);
      expect(seen.length).toBeGreaterThanOrEqual(2);
      expect(kit.conversations.byId(kit.conversation)?.unread).toBe(17);
    },
  );

  it('costs two questions when nothing was missed', async () => {
    add(4);
    await kit.session();
    kit.server.asked.length = 0;
    await kit.session();
    expect(kit.server.asked).toHaveLength(2);
    expect(kit.history.state({ id: kit.conversation, account: kit.me, address: BOB }).completeSince).toBe(0);
  });

  it('costs one question when the server said as the stream began that nothing was missed', async () => {
    add(4);
    await kit.session();
    kit.server.asked.length = 0;
    await kit.session({ end: kit.server.kept.at(-1)?.id });
    expect(kit.server.asked).toMatchObject([{ after: 'a4' }]);
    expect(kit.history.state({ id: kit.conversation, account: kit.me, address: BOB }).completeSince).toBe(0);
  });

  it.each([
    ['came after what the server said', () => kit.server.kept.at(-1)?.id],
    ['came before it', () => add(7).at(-1)?.id],
    ['came to a server that says something that is not so', () => 'nonsense'],
    ['came to an archive that was empty when this device last looked', () => undefined],
  ])('misses nothing that %s', async (_, end) => {
    if (end() !== undefined) add(3);
    await kit.session();
    const told = end();
    add(12, CAROL);
    await kit.session({ end: told, live: 2 });
    expect(kit.bodies()).toEqual(kit.server.kept.map((entry) => entry.body));
    expect(kit.gaps(BOB)).toEqual([]);
    expect(kit.gaps(CAROL)).toEqual([]);
  });

  it('cut off anywhere, keeps what was stored, knows what is missing, and goes on from there', async () => {
    add(2);
    await kit.session();
    for (let answers = 1; answers < 5; answers++) {
      add(20);
      kit.server.answers = answers;
      await expect(kit.session()).rejects.toThrow('not-sent');
      const some = kit.bodies().length;
      if (some < kit.server.kept.length) expect(kit.gaps(BOB).length, `${answers}`).toBeGreaterThan(0);
      kit.server.answers = Number.POSITIVE_INFINITY;
      kit.server.asked.length = 0;
      await kit.session();
      expect(kit.bodies()).toEqual(kit.server.kept.map((entry) => entry.body));
      expect(kit.gaps(BOB)).toEqual([]);
    }
  });

  it.each([true, false])(
    'after the server purged what was known, reads all there is, once, and claims no more (lenient: %s)',
    async (lenient) => {
      kit.server.lenient = lenient;
      add(6);
      await kit.session();
      kit.server.kept.splice(0);
      add(3);
      kit.server.kept.splice(0);
      const [eldest] = add(4);
      await kit.session();
      expect(kit.sync.stretches(kit.me, '').at(-1)).toMatchObject({ firstId: eldest?.id, fromStart: true });
      add(8);
      await kit.session();
      expect(kit.bodies()).toEqual(
        Array.from({ length: 21 }, (_, index) => `message ${index + 1}`).filter((_, index) => index < 6 || index > 8),
      );
      expect(kit.gaps(BOB)).toEqual([]);
    },
  );

  it('never asks a lying archive for ever', async () => {
    add(3);
    await kit.session();
    add(12);
    const lies: readonly (typeof kit.server.lie)[] = [
      (page) => ({ ...page, complete: false, results: [] }),
      (page) => ({ ...page, complete: false, results: page.results.slice(-1) }),
      () => ({ results: [{ id: 'a9', at: NOW, message: kit.server.kept[8] as never }], complete: false, first: 'a9', last: 'a9' }),
      (page, { after }) => (after === undefined ? page : { results: [], complete: false, first: 'a5', last: after === 'a5' ? 'a6' : 'a5' }),
    ];
    for (const lie of lies) {
      kit.server.lie = lie;
      kit.server.asked.length = 0;
      await kit.session();
      expect(kit.server.asked.length).toBeLessThan(20);
    }
    kit.server.lie = undefined;
    await kit.session();
    expect(new Set(kit.bodies())).toEqual(new Set(kit.server.kept.map((entry) => entry.body)));
    expect(kit.bodies()).toHaveLength(15);
  });

  it('asks for less after silence, and not for ever', async () => {
    add(3);
    await kit.session();
    kit.server.cap = 300;
    add(280);
    const { page } = kit.server;
    kit.client.mam.page = async (query) => {
      if (query.max > 100 && query.before !== '' && query.before !== undefined) throw new StanzaError('remote-server-timeout', 'wait');
      return page({ ...query, max: Math.min(query.max, 100) });
    };
    await kit.session();
    expect(kit.bodies()).toHaveLength(283);
  });
});

describe('own messages of unknown fate', () => {
  const written = () => {
    const { id } = kit.messages.write(kit.conversation, 'did it leave?');
    kit.announcer.batch(
      () => kit.outbox && kit.archive.prepare<[number]>(`UPDATE messages SET state = 'sending' WHERE id = ?`).run(Number(id)),
    );
    return id;
  };

  it('wait for the archive since what was known before they were written, and no longer', async () => {
    add(3);
    await kit.session();
    expect(kit.history.settled(kit.me)).toBe(true);
    written();
    add(30);
    kit.history.lost(kit.me);
    // Whatever was known of the archive, it says nothing about what was written after it.
    expect(kit.history.settled(kit.me)).toBe(false);
    await kit.history.newest(kit.me, kit.client, true);
    expect(kit.history.settled(kit.me)).toBe(false);
    const settled: boolean[] = [];
    await kit.history.tail(kit.me, kit.client);
    await kit.history.fill(kit.me, kit.client, true, () => settled.push(kit.history.settled(kit.me)));
    expect(settled.at(-1)).toBe(true);
    expect(settled.filter(Boolean)).toHaveLength(1);
  });

  it('keep the mark where it is, so that their place in the archive is looked at again', async () => {
    add(3);
    await kit.session();
    written();
    kit.live(BOB);
    expect(kit.sync.getMark(kit.me, '')).toBe('a3');
  });
});

describe('a new device', () => {
  it('reads some pages, says what is missing, and loads the rest of a conversation where somebody looks', async () => {
    for (let turn = 0; turn < 60; turn++) kit.server.add(PEERS[turn % 2] as string);
    await kit.session();
    expect(kit.bodies()).toHaveLength(30);
    expect(kit.gaps(BOB)).toHaveLength(1);
    expect(kit.conversations.byId(kit.conversation)?.unread).toBe(0);
    await kit.loadAll();
    expect(kit.bodies(BOB)).toEqual(kit.server.kept.filter(({ peer }) => peer === BOB).map(({ body }) => body));
    expect(kit.bodies(CAROL)).toEqual(kit.server.kept.filter(({ peer }) => peer === CAROL).map(({ body }) => body));
    expect(kit.history.state({ id: kit.conversation, account: kit.me, address: BOB }).completeSince).toBe(0);
  });

  it('finds a conversation that none of the newest pages had', async () => {
    add(12, CAROL);
    add(40, BOB);
    await kit.session();
    expect(kit.bodies(CAROL)).toEqual([]);
    await kit.loadAll();
    expect(kit.bodies(CAROL)).toHaveLength(12);
    add(5, CAROL);
    await kit.session();
    expect(kit.bodies(CAROL)).toEqual(kit.server.kept.filter(({ peer }) => peer === CAROL).map(({ body }) => body));
  });

  it('counts what comes while it settles in as unread, behind the newest page and in an empty archive', async () => {
    add(8);
    await kit.history.newest(kit.me, kit.client, true);
    add(2);
    await kit.history.newest(kit.me, kit.client, true);
    await kit.history.tail(kit.me, kit.client);
    await kit.history.fill(kit.me, kit.client, true, () => undefined);
    expect(kit.conversations.byId(kit.conversation)?.unread).toBe(2);
    expect(kit.bodies()).toHaveLength(10);

    const empty = make();
    await empty.history.newest(empty.me, empty.client, true);
    empty.server.add(BOB);
    await empty.history.newest(empty.me, empty.client, true);
    await empty.history.tail(empty.me, empty.client);
    expect(empty.conversations.byId(empty.conversation)?.unread).toBe(1);
    expect(empty.gaps(BOB)).toEqual([]);
  });

  it('that found an empty archive counts all that came before the next session, however much', async () => {
    for (const extended of [true, false]) {
      for (const missed of [0, 2, 40]) {
        const device = make();
        device.server.extended = extended;
        await device.session();
        expect(device.history.isNew(device.me)).toBe(true);
        await device.session();
        for (let left = missed; left > 0; left -= 1) device.server.add(BOB);
        await device.session({ live: 2 });
        expect(device.bodies()).toEqual(device.server.kept.map(({ body }) => body));
        const unread = PEERS.map((peer) => device.conversations.byId(device.conversations.open(device.me, peer).id)?.unread);
        expect(unread).toEqual([missed + 1, 1]);
        expect(PEERS.flatMap(device.gaps)).toEqual([]);
        const questions = device.server.asked.length;
        await device.session();
        expect(device.server.asked.length - questions).toBe(2);
      }
    }
  });

  it('with an empty archive knows that nothing is missing', async () => {
    await kit.session();
    kit.live(BOB);
    expect(kit.gaps(BOB)).toEqual([]);
  });
});

describe('any history', () => {
  const event = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        what: fc.constant('missed' as const),
        count: fc.integer({ min: 1, max: 14 }),
        peer: fc.integer({ min: 0, max: 1 }),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        what: fc.constant('session' as const),
        answers: fc.integer({ min: 0, max: 9 }),
        live: fc.integer({ min: 0, max: 3 }),
      }),
    },
    { weight: 2, arbitrary: fc.record({ what: fc.constant('load' as const), peer: fc.integer({ min: 0, max: 1 }) }) },
    { weight: 1, arbitrary: fc.record({ what: fc.constant('purge' as const), share: fc.integer({ min: 1, max: 4 }) }) },
  );

  it(
    'ends complete, in order, once',
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(event, { maxLength: 14 }),
          fc.boolean(),
          fc.boolean(),
          fc.integer({ min: 1, max: 6 }),
          async (events, extended, lenient, cap) => {
            const run = make();
            run.server.extended = extended;
            run.server.lenient = lenient;
            run.server.cap = cap;
            /** Gone from the server before this device may have seen it. */
            const lost = new Set<string>();
            for (const each of events) {
              if (each.what === 'missed') for (let left = each.count; left > 0; left--) run.server.add(PEERS[each.peer] as string);
              else if (each.what === 'session') {
                run.server.answers = each.answers;
                await run.session({ live: each.live }).catch((error: unknown) => {
                  if (!(error instanceof StanzaError)) throw error;
                });
              } else if (each.what === 'load') {
                run.server.answers = 2;
                const address = PEERS[each.peer] as string;
                const { id } = run.conversations.open(run.me, address);
                const gap = run.gaps(address).at(-1);
                if (gap !== undefined) await run.history.load(run.me, run.client, { id, address }, gap.before);
              } else {
                const here = new Set(run.bodies());
                for (const entry of run.server.kept.splice(0, Math.floor(run.server.kept.length / each.share)))
                  if (!here.has(entry.body)) lost.add(entry.body);
              }
            }
            run.server.answers = Number.POSITIVE_INFINITY;
            await run.session();
            await run.loadAll();
            const number = (body: string) => Number(body.split(' ')[1]);
            for (const address of PEERS) {
              const got = run.bodies(address);
              expect(got).toEqual([...new Set(got)].sort((a, b) => number(a) - number(b)));
              const all = run.server.kept.filter(({ peer }) => peer === address).map(({ body }) => body);
              expect(all.filter((body) => !got.includes(body))).toEqual([]);
              expect(run.gaps(address)).toEqual([]);
            }
          },
        ),
        runs(200),
      );
    },
    60_000 * TIMES,
  );
});
