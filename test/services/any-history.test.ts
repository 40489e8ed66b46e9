// Invariants of the whole: whatever was missed, purged or cut off in whatever order, in the end every message lies here once, in order.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StanzaError } from '../../electron/xmpp/core/xml.ts';
import { runs, TIMES } from '../support/runs.ts';
import { archivedHistories, PEERS } from './archived.ts';

const { make } = archivedHistories();

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
