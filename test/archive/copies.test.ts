// Invariants I2 and I3: every interleaving of the copies of a message ends in one row with all they say, and what was shown keeps its order.
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { runs } from '../support/runs.ts';
import { COPIES, type Copy, copyOf, startCopies } from './copying.ts';
import { countMentions, countUnread, NOW } from './support.ts';

const { kit, setting, storeCopy, rowsOf } = startCopies();
afterAll(() => kit.end());

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
        expect(kit.conversations.byId(where.conversation)).toMatchObject(direction === 'in' ? { unread: 1, mentions: 1 } : { unread: 0 });
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

  it('in any interleaving: one row each, the order once shown stays, the counters are what is there', () => {
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
            const { unread, mentions = 0 } = kit.conversations.byId(where.conversation) ?? {};
            expect(unread).toBe(countUnread(kit.archive, where.conversation));
            expect(mentions).toBe(countMentions(kit.archive, where.conversation));
            expect(mentions).toBeLessThanOrEqual(unread ?? 0);
          }
          expect(shown).toHaveLength(new Set(events.map(({ name }) => name)).size);
        });
      }),
      runs(60),
    );
  });
});
