// Invariants I2 and I3: every interleaving of the copies of a message ends in one row with all they say, and what was shown keeps its order.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fact } from '../../electron/archive/facts.ts';
import { runs } from '../support/runs.ts';
import { BOB, countUnread, makeStores, NOW, startArchive } from './support.ts';

let kit: ReturnType<typeof startArchive>;
let count = 0;
beforeAll(() => {
  kit = startArchive();
});
afterAll(() => kit.end());

interface Setting {
  readonly account: string;
  readonly conversation: string;
}

/** An account of its own per run, so that runs cannot meet. */
function setting(): Setting {
  count += 1;
  const account = `run${count}`;
  kit.accounts.add(account, `${account}@example.org`);
  return { account, conversation: kit.conversations.open(account, BOB).id };
}

type Copy = 'live' | 'live with archive id' | 'carbon' | 'archive' | 'archive again' | 'resend';
const COPIES: readonly Copy[] = ['live', 'live with archive id', 'carbon', 'archive', 'resend'];

function copyOf(kind: Copy, name: string, direction: 'in' | 'out', { account, conversation }: Setting): Fact {
  const base = {
    account,
    conversation,
    direction,
    sender: direction === 'in' ? BOB : `${account}@example.org`,
    stanzaId: name,
    originId: name,
    body: `text of ${name}`,
  };
  switch (kind) {
    case 'live':
    case 'resend':
      return { ...base, sentAt: NOW, live: true };
    case 'live with archive id':
    case 'carbon':
      return { ...base, sentAt: NOW + 50, live: true, archiveId: `archive-${name}` };
    case 'archive':
      return { ...base, sentAt: NOW + 7, live: false, archiveId: `archive-${name}` };
    case 'archive again':
      return { ...base, sentAt: NOW + 7, live: false, archiveId: `second-${name}` };
  }
}

function storeCopy(fact: Fact) {
  if (fact.live) return kit.messages.receive(fact);
  const [stored] = kit.messages.receivePage([fact], { account: fact.account }).stored;
  if (stored === undefined) throw new Error('the page stored nothing');
  return stored;
}

function rowsOf(where: Setting) {
  return kit.archive
    .prepare<[number], Record<string, unknown>>(
      'SELECT body, direction, state, stanza_id, origin_id, archive_id, sent_at, position FROM messages WHERE conversation = ? ORDER BY position',
    )
    .all(Number(where.conversation));
}

function permutations<T>(items: readonly T[]): readonly (readonly T[])[] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, index) => permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));
}

describe('copies of one message', () => {
  it.each(['in', 'out'] as const)('direction %s: all 120 orders end in the same row', (direction) => {
    kit.archive.transaction(() => {
      for (const order of permutations(COPIES)) {
        const where = setting();
        const outcomes = order.map((kind) => storeCopy(copyOf(kind, 'm', direction, where)).outcome);
        expect(
          outcomes.filter((outcome) => outcome === 'new'),
          order.join(),
        ).toHaveLength(1);
        expect(outcomes[0]).toBe('new');
        expect(rowsOf(where), order.join()).toMatchObject([
          {
            body: 'text of m',
            direction,
            state: direction === 'in' ? 'received' : 'sent',
            stanza_id: 'm',
            origin_id: 'm',
            archive_id: 'archive-m',
            sent_at: NOW + 7,
          },
        ]);
        expect(kit.conversations.byId(where.conversation)?.unread).toBe(direction === 'in' ? 1 : 0);
      }
    });
  });

  it('a message sent here meets its copies in the row it already has', () => {
    kit.archive.transaction(() => {
      for (const order of permutations(['carbon', 'archive', 'resend', 'archive again'] as const)) {
        const where = setting();
        const sent = kit.messages.send(where.conversation, 'text of m', { stanzaId: 'm', originId: 'm' });
        kit.outbox.markSending(sent.id);
        const ids = order.map((kind) => storeCopy(copyOf(kind, 'm', 'out', where)).message.id);
        expect(new Set(ids)).toEqual(new Set([sent.id]));
        expect(rowsOf(where)).toMatchObject([{ state: 'sent', position: sent.position }]);
      }
    });
  });
});

describe('copies of many messages', () => {
  const event = fc.record({
    name: fc.integer({ min: 0, max: 5 }),
    kind: fc.constantFrom<Copy>(...COPIES, 'archive again'),
    countUnread: fc.boolean(),
    readAfter: fc.integer({ min: 0, max: 9 }),
  });

  it('in any interleaving: one row each, the order once shown stays, the counter is what is there', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        kit.archive.transaction(() => {
          const where = setting();
          let shown: readonly unknown[] = [];
          for (const { name, kind, countUnread: counts, readAfter } of events) {
            const fact = copyOf(kind, `m${name}`, name % 2 === 0 ? 'in' : 'out', where);
            if (fact.live) kit.messages.receive(fact, { countUnread: counts });
            else kit.messages.receivePage([fact], { account: where.account }, { countUnread: counts });
            const now = rowsOf(where).map((row) => row.body);
            expect(now.filter((body) => shown.includes(body))).toEqual(shown);
            expect(new Set(now).size).toBe(now.length);
            shown = now;
            const position = rowsOf(where)[readAfter]?.position;
            if (typeof position === 'number') kit.conversations.markRead(where.conversation, position);
            expect(kit.conversations.byId(where.conversation)?.unread).toBe(countUnread(kit.archive, where.conversation));
          }
          expect(shown).toHaveLength(new Set(events.map(({ name }) => name)).size);
        });
      }),
      runs(60),
    );
  });
});

describe('the archive in pages', () => {
  // What the server has: messages of two conversations in one order. Some were seen live, in that order, while pages were on their way.
  const history = fc.record({
    length: fc.integer({ min: 1, max: 40 }),
    pageSize: fc.integer({ min: 1, max: 9 }),
    knownBefore: fc.integer({ min: 0, max: 10 }),
    live: fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }),
    liveEvery: fc.integer({ min: 1, max: 4 }),
    backward: fc.boolean(),
    skew: fc.integer({ min: -172_800_000, max: 172_800_000 }),
  });

  it('ends in the order of the server, whatever came live in between and whatever the clocks say', () => {
    fc.assert(
      fc.property(history, ({ length, pageSize, knownBefore, live, liveEvery, backward, skew }) => {
        kit.archive.transaction(() => {
          const where = setting();
          const rooms = [where.conversation, kit.conversations.open(where.account, 'carol@example.org').id];
          const fact = (n: number, fromArchive: boolean): Fact => ({
            account: where.account,
            conversation: rooms[(n * 7) % 3 === 0 ? 0 : 1] ?? where.conversation,
            direction: 'in',
            sender: BOB,
            stanzaId: `s${n}`,
            archiveId: `i${String(n)}`,
            body: `m${n}`,
            // Stamps of the server tie within a second; live messages carry this machine's clock.
            sentAt: fromArchive ? NOW + Math.floor(n / 5) * 1000 : NOW + skew + n,
            live: !fromArchive,
          });
          const known = Math.min(knownBefore, length);
          for (let n = 0; n < known; n++) kit.messages.receive(fact(n, false));
          if (known > 0) kit.sync.setMark(where.account, '', `i${known - 1}`);
          const last = length - 1;
          // Live messages belong after the gap: the last few of the archive, in their order.
          const tail = Array.from({ length }, (_, n) => n).filter((n) => n >= known && n > length - 6 && live[n]);
          const takeLive = () => {
            const n = tail.shift();
            if (n !== undefined) kit.messages.receive(fact(n, false));
          };

          const ids = Array.from({ length }, (_, n) => n);
          takeLive();
          if (backward || known === 0) {
            while (tail.length > 0) takeLive();
            // A page asked for from the archive's end holds what just came live.
            const size = Math.max(pageSize, 6);
            for (let end = length; end > 0; end -= size) {
              const page = ids.slice(Math.max(0, end - size), end).map((n) => fact(n, true));
              kit.messages.receivePage(page, { account: where.account, ...(end <= last && { before: `i${end}` }) });
            }
          } else {
            for (let start = known, turn = 0; start < length; start += pageSize, turn++) {
              const page = ids.slice(start, start + pageSize).map((n) => fact(n, true));
              kit.messages.receivePage(page, { account: where.account, after: `i${start - 1}` });
              if (turn % liveEvery === 0) takeLive();
            }
          }
          for (const room of rooms) {
            const expected = ids.filter((n) => fact(n, true).conversation === room).map((n) => `m${n}`);
            expect(kit.messages.page(room, null, 100).messages.map((message) => message.body)).toEqual(expected);
            expect(kit.conversations.byId(room)?.unread).toBe(expected.length);
          }
        });
      }),
      runs(80),
    );
  });

  it('a full gap is widened: nothing changes its order, read marks move along, and the page says so', () => {
    kit.archive.transaction(() => {
      const where = setting();
      const fact = (name: string, more: Partial<Fact> = {}): Fact => ({ ...copyOf('archive', name, 'in', where), ...more });
      const a = kit.messages.receive(fact('a', { live: true }));
      const z = kit.messages.receive(fact('z', { live: true }));
      kit.conversations.markRead(where.conversation, z.message.position);
      kit.archive.prepare('UPDATE messages SET position = ? WHERE id = ?').run(a.message.position + 2, Number(z.message.id));
      kit.archive.prepare('UPDATE conversations SET read_up_to = ? WHERE id = ?').run(a.message.position + 2, Number(where.conversation));
      kit.conversations.keepPlace(where.conversation, { position: a.message.position + 2, above: 7.5 });
      const page = { account: where.account, after: 'archive-a' };
      expect(kit.messages.receivePage([fact('b')], page).moved).toBe(false);
      const { moved, stored } = kit.messages.receivePage([fact('c'), fact('d')], { ...page, after: 'archive-b' });
      expect(moved).toBe(true);
      const { messages } = kit.messages.page(where.conversation, null, 10);
      expect(messages.map((message) => message.body)).toEqual(['a', 'b', 'c', 'd', 'z'].map((name) => `text of ${name}`));
      expect(stored.map(({ message }) => message.position)).toEqual(messages.slice(2, 4).map((message) => message.position));
      expect(kit.conversations.byId(where.conversation)).toMatchObject({
        unread: 0,
        readUpTo: messages[4]?.position,
        place: { position: messages[4]?.position, above: 7.5 },
      });

      const squeezed = kit.messages.receivePage([fact('x'), fact('y')], { account: where.account, before: 'archive-z' });
      expect(squeezed.stored.map(({ message }) => message.body)).toEqual(['text of x', 'text of y']);
      expect(kit.messages.page(where.conversation, null, 3).messages.map((message) => message.body)).toEqual(
        ['x', 'y', 'z'].map((name) => `text of ${name}`),
      );
    });
  });

  it('widens backwards too', () => {
    kit.archive.transaction(() => {
      const where = setting();
      const fact = (name: string): Fact => copyOf('archive', name, 'in', where);
      const [a, z] = kit.messages.receivePage([fact('a'), fact('z')], { account: where.account }).stored;
      kit.archive.prepare('UPDATE messages SET position = ? WHERE id = ?').run((a?.message.position ?? 0) + 1, Number(z?.message.id));
      const { moved, stored, firstPosition, lastPosition } = kit.messages.receivePage(['b', 'c', 'd'].map(fact), {
        account: where.account,
        before: 'archive-z',
      });
      const { messages } = kit.messages.page(where.conversation, null, 10);
      expect(moved).toBe(true);
      expect(messages.map((message) => message.body)).toEqual(['a', 'b', 'c', 'd', 'z'].map((name) => `text of ${name}`));
      expect(stored.map(({ message }) => message)).toEqual(messages.slice(1, 4));
      expect([firstPosition, lastPosition]).toEqual([messages[1]?.position, messages[3]?.position]);
    });
  });

  it('a month of messages fits between two without moving anything', () => {
    kit.archive.transaction(() => {
      const where = setting();
      const fact = (name: string): Fact => copyOf('archive', name, 'in', where);
      kit.messages.receivePage([fact('a'), fact('z')], { account: where.account });
      let after = 'archive-a';
      for (let page = 0; page < 30; page++) {
        const names = Array.from({ length: 50 }, (_, n) => `p${page}-${n}`);
        expect(kit.messages.receivePage(names.map(fact), { account: where.account, after }).moved).toBe(false);
        after = `archive-${names.at(-1)}`;
      }
      expect(kit.messages.page(where.conversation, null, 1).messages[0]?.body).toBe('text of z');
    });
  });

  it('an own message still waiting keeps its place at the end', () => {
    const where = setting();
    kit.messages.receive(copyOf('live with archive id', 'a', 'in', where));
    kit.messages.send(where.conversation, 'written offline', { stanzaId: 'w', originId: 'w' });
    const page = ['b', 'c'].map((name) => copyOf('archive', name, 'in', where));
    kit.messages.receivePage(page, { account: where.account, after: 'archive-a' });
    expect(kit.messages.page(where.conversation, null, 10).messages.map((message) => message.body)).toEqual([
      'text of a',
      'text of b',
      'text of c',
      'written offline',
    ]);
  });
});

describe('own messages that stand elsewhere here than in the archive', () => {
  const bodies = ({ conversation }: Setting) =>
    kit.messages.page(conversation, null, 20).messages.map(({ body }) => body.split(' ').at(-1));
  const write = ({ conversation }: Setting, ...names: readonly string[]) => {
    for (const name of names) kit.messages.send(conversation, name, { stanzaId: name, originId: name });
  };
  /** As the account's archive has them; what begins with w is our own. */
  const archived = (where: Setting, ...names: readonly string[]) =>
    names.map((name) => copyOf('archive', name, name.startsWith('w') ? 'out' : 'in', where));
  function read(where: Setting, names: readonly string[], page: { after?: string; before?: string } = {}): void {
    const { account } = where;
    const place = kit.messages.receivePage(archived(where, ...names), { account, ...page });
    kit.sync.cover(account, '', { ids: names.map((name) => `archive-${name}`), ...page, ...place });
  }

  it('do not take what comes next in front of what came while they were on their way', () => {
    const where = setting();
    write(where, 'w1', 'w2');
    kit.messages.receive(copyOf('live with archive id', 'a', 'in', where));
    read(where, ['a', 'w1', 'w2']);
    read(where, ['b', 'c'], { after: 'archive-w2' });
    expect(bodies(where)).toEqual(['w1', 'w2', 'a', 'b', 'c']);
  });

  it('nor where the archive is followed live', () => {
    const where = setting();
    write(where, 'w1');
    kit.messages.receive(copyOf('live with archive id', 'a', 'in', where));
    kit.sync.setMark(where.account, '', 'archive-a');
    kit.messages.receive(copyOf('carbon', 'w1', 'out', where));
    kit.sync.setMark(where.account, '', 'archive-w1');
    write(where, 'w2');
    read(where, ['b'], { after: 'archive-w1' });
    expect(bodies(where)).toEqual(['w1', 'a', 'b', 'w2']);
  });

  it('nor where the mark is no message, and stood still while an own one was uncertain', () => {
    const where = setting();
    kit.messages.receive(copyOf('live with archive id', 'a', 'in', where));
    kit.sync.setMark(where.account, '', 'archive-a');
    write(where, 'w1');
    kit.messages.receive(copyOf('live with archive id', 'b', 'in', where));
    kit.sync.setMark(where.account, '', 'a receipt');
    read(where, ['c'], { after: 'a receipt' });
    expect(bodies(where)).toEqual(['a', 'w1', 'b', 'c']);
  });

  it.each([
    ['at once', [['w1', 'b', 'c']]],
    ['in pieces', [['c'], ['w1', 'b']]],
  ])('do not take what fills a gap behind what follows the gap: %s', (_, pages) => {
    const where = setting();
    kit.messages.receive(copyOf('live with archive id', 'a', 'in', where));
    kit.sync.setMark(where.account, '', 'archive-a');
    write(where, 'w1');
    read(where, ['y', 'z']);
    let before = 'archive-y';
    for (const [index, page] of pages.entries()) {
      read(where, page, { before, ...(index === pages.length - 1 ? { after: 'archive-a' } : {}) });
      before = `archive-${page[0]}`;
    }
    expect(bodies(where)).toEqual(['a', 'b', 'c', 'y', 'z', 'w1']);
  });

  it('leave both sides in their order, whenever they were written and however the archive is read', () => {
    const course = fc.record({
      // In the archive's order: true is our own, written so many messages before it reached the server.
      items: fc.array(fc.record({ own: fc.boolean(), lead: fc.integer({ min: 0, max: 6 }) }), { minLength: 1, maxLength: 24 }),
      followed: fc.nat(24),
      pageSize: fc.integer({ min: 1, max: 8 }),
    });
    fc.assert(
      fc.property(course, ({ items, followed, pageSize }) => {
        kit.archive.transaction(() => {
          const where = setting();
          const names = items.map(({ own }, index) => `${own ? 'w' : 'a'}${index}`);
          const ids = (from: number, to: number) => names.slice(from, to);
          let written = 0;
          /** What is ours and was written by the time the archive had so many. */
          const writeUpTo = (at: number) => {
            const last = items.findLastIndex(({ own, lead }, index) => own && index - lead <= at);
            for (; written <= last; written += 1) if (items[written]?.own) write(where, names[written] ?? '');
          };
          const until = Math.min(followed, items.length);
          for (let at = 0; at < until; at += 1) {
            writeUpTo(at);
            const name = names[at] ?? '';
            kit.messages.receive(copyOf('live with archive id', name, items[at]?.own ? 'out' : 'in', where));
            kit.sync.setMark(where.account, '', `archive-${name}`);
          }
          writeUpTo(items.length);
          for (let end = items.length; end > until; end -= pageSize) {
            const from = Math.max(until, end - pageSize);
            read(where, ids(from, end), {
              ...(end < items.length ? { before: `archive-${names[end]}` } : {}),
              ...(from === until && until > 0 ? { after: `archive-${names[until - 1]}` } : {}),
            });
          }
          const shown = kit.messages.page(where.conversation, null, 50).messages;
          for (const direction of ['in', 'out']) {
            const side = shown.filter((each) => each.direction === direction).map(({ body }) => body.split(' ').at(-1));
            expect(side).toEqual(names.filter((name) => name.startsWith('w') === (direction === 'out')));
          }
        });
      }),
      runs(200),
    );
  });

  it('do not take the beginning of a page behind what stands in front of them', () => {
    const where = setting();
    kit.messages.receive(copyOf('live', 'b', 'in', where));
    write(where, 'w1');
    read(where, ['a', 'w1', 'b']);
    expect(bodies(where)).toEqual(['a', 'b', 'w1']);
  });
});

describe('sync', () => {
  it('a mark that is no message still has its place', () => {
    const where = setting();
    const { account } = where;
    const archiveFact = (name: string) => copyOf('archive', name, 'in', where);
    const first = kit.messages.receivePage([archiveFact('a')], { account });
    kit.sync.cover(account, '', { ids: ['archive-a', 'marker'], fromStart: true, ...first });
    kit.messages.receive(copyOf('live with archive id', 'z', 'in', where));
    expect(kit.sync.getMark(account, '')).toBe('marker');
    kit.messages.receivePage([archiveFact('b')], { account, after: 'marker' });
    const shown = kit.messages.page(where.conversation, null, 10).messages.map((message) => message.body);
    expect(shown).toEqual(['text of a', 'text of b', 'text of z']);
  });

  it('a page without messages that nothing links is newer than the mark', () => {
    const { account } = setting();
    kit.sync.cover(account, '', { ids: ['1', '2'], firstPosition: 10, lastPosition: 20 });
    const { stored, moved, ...place } = kit.messages.receivePage([], { account });
    expect([stored, moved]).toEqual([[], false]);
    kit.sync.cover(account, '', { ids: ['7'], ...place });
    expect(kit.sync.getMark(account, '')).toBe('7');
    expect(kit.sync.gaps(account, '').at(-1)).toEqual({ after: '2', before: '7' });
  });

  it('stretches grow, leave gaps and join when the gap is filled', () => {
    const { account } = setting();
    const { sync } = makeStores(kit.archive);
    expect(sync.getMark(account, '')).toBeUndefined();
    expect(sync.gaps(account, '')).toEqual([]);
    sync.cover(account, '', { ids: ['1', '2'], firstPosition: 10, lastPosition: 20 });
    sync.cover(account, '', { ids: ['3'], after: '2', firstPosition: 30, lastPosition: 30 });
    sync.setMark(account, '', '4');
    expect(sync.stretches(account, '')).toEqual([{ firstId: '1', lastId: '4', fromStart: false }]);
    sync.cover(account, '', { ids: ['8', '9'], firstPosition: 80, lastPosition: 90 });
    expect(sync.getMark(account, '')).toBe('9');
    expect(sync.gaps(account, '')).toEqual([{ before: '1' }, { after: '4', before: '8' }]);
    sync.cover(account, '', { ids: ['0'], before: '1', fromStart: true });
    sync.cover(account, '', { ids: ['6', '7'], before: '8', firstPosition: 60, lastPosition: 70 });
    expect(sync.gaps(account, '')).toEqual([{ after: '4', before: '6' }]);
    sync.cover(account, '', { ids: ['4', '5', '6'], firstPosition: 40, lastPosition: 60 });
    expect(sync.stretches(account, '')).toEqual([{ firstId: '0', lastId: '9', fromStart: true }]);
    sync.cover(account, '', { ids: [], after: '9' });
    expect(sync.getMark(account, '')).toBe('9');
    expect(sync.getMark(account, 'room@example.org')).toBeUndefined();
    expect(sync.getMark('a', '')).toBeUndefined();
  });
});
