// The pages of an archive find their places among what lies here already (I3), and how far they reach is known.
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { Fact } from '../../electron/archive/facts.ts';
import { runs } from '../support/runs.ts';
import { copyOf, startCopies } from './copying.ts';
import { BOB, makeStores, NOW } from './support.ts';

const { kit, setting } = startCopies();
afterAll(() => kit.end());

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
