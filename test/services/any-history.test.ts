// Invariants of the whole: whatever was missed, purged, cut off or deleted here in whatever order, in the end every message lies here once, in
// order, but for what was deleted, which stays away.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StanzaError } from '../../electron/xmpp/core/xml.ts';
import { runs, TIMES } from '../support/runs.ts';
import { archivedHistories, PEERS } from './archived.ts';

const { make } = archivedHistories();

function cutOff(error: unknown): void {
  if (!(error instanceof StanzaError)) throw error;
}

const missed = (peer: number, count: number) => ({ what: 'missed' as const, peer, count });
const session = (answers: number, live: number) => ({ what: 'session' as const, answers, live });
const gone = { what: 'delete' as const, peer: 0 };
type Event = ReturnType<typeof missed> | ReturnType<typeof session> | { readonly what: 'load' | 'delete'; readonly peer: number };
/** Archives that cannot be asked for what follows an id, and what they bring again of a chat that was deleted, or leave out. */
const DELETED: [Event[], boolean, boolean, number][] = [
  [[missed(0, 1), session(1, 0), gone], false, false, 1],
  [[missed(0, 1), missed(1, 8), missed(0, 1), missed(0, 10), session(7, 2), gone], false, false, 2],
  [[missed(0, 2), session(1, 0), gone, missed(0, 1), { what: 'load', peer: 0 }], false, false, 1],
];

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
    { weight: 1, arbitrary: fc.record({ what: fc.constant('delete' as const), peer: fc.integer({ min: 0, max: 1 }) }) },
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
            const deleted = new Set<string>();
            for (const each of events) {
              if (each.what === 'missed') for (let left = each.count; left > 0; left--) run.server.add(PEERS[each.peer] as string);
              else if (each.what === 'session') {
                run.server.answers = each.answers;
                await run.session({ live: each.live }).catch(cutOff);
              } else if (each.what === 'load') {
                run.server.answers = 2;
                const address = PEERS[each.peer] as string;
                const { id } = run.conversations.open(run.me, address);
                const gap = run.gaps(address).at(-1);
                if (gap !== undefined) await run.history.load(run.me, run.client, { id, address }, gap.before).catch(cutOff);
              } else if (each.what === 'delete') {
                const address = PEERS[each.peer] as string;
                for (const body of run.bodies(address)) deleted.add(body);
                run.removal.conversation(run.conversations.open(run.me, address).id);
                while (run.removal.slice());
                run.removal.finish();
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
              expect(all.filter((body) => !got.includes(body) && !deleted.has(body))).toEqual([]);
              expect(got.filter((body) => deleted.has(body))).toEqual([]);
              expect(run.gaps(address)).toEqual([]);
            }
          },
        ),
        { ...runs(200), examples: DELETED },
      );
    },
    60_000 * TIMES,
  );
});
