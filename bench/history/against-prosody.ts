// Catching up from a real Prosody, which has work of its own: the product without its window, and a script that asks for the same pages and forgets
// them. Both from before they connect.
import { startProsody } from '../../test/support/prosody.ts';
import { messages, type Sample } from '../corpus.ts';
import { contestant } from '../harness/contestant.ts';
import type { Bench } from '../harness/measure.ts';
import type { CatchUpInput } from './catch-up.ts';

const PASSWORD = 'a-password';
/** ms; on a machine that does other things as well. */
const PATIENCE = 900_000;

export const FROM_PROSODY = { id: 'history.prosody', what: 'Catching up from Prosody, against a script that keeps nothing' };

export async function fromProsody(bench: Bench): Promise<void> {
  if (!bench.wants(FROM_PROSODY.id)) return;
  const count = bench.size('stored');
  const users = Array.from({ length: bench.pairs }, (_, round) => `reader${round}`);
  // Pages as large as they are asked for, and a database as servers with long histories have one: how long it takes for a page is not the question.
  const server = await startProsody({
    accounts: Object.fromEntries(users.map((user) => [user, PASSWORD])),
    config: { max_archive_query_results: 250, storage: 'sql', sql: { driver: 'SQLite3', database: 'archive.sqlite' } },
  });
  const [first, ...rest] = [...messages(count)];
  if (first === undefined) throw new Error('there is nothing to read');
  const put = (user: string, samples: readonly Sample[]) =>
    server.archive(samples.map(({ peer, body, at }) => ({ from: peer, to: user, body, at })));
  const read = async (reader: CatchUpInput['reader'], user: string): Promise<number> => {
    const { host, port, domain, caFile } = server;
    let began = Number.NaN;
    let ended = Number.NaN;
    await contestant<void>(
      'history/catch-up.ts',
      { host, port, domain, user, password: PASSWORD, caFile, reader, messages: count } satisfies CatchUpInput,
      {
        patience: PATIENCE,
        async staged(stage) {
          if (stage === 'done') {
            ended = performance.now();
            return;
          }
          if (reader === 'kith') await put(user, rest);
          began = performance.now();
        },
      },
    );
    return (ended - began) / 1000;
  };
  try {
    let round = 0;
    // A reader of its own for every round, because the first part of its archive is read by the time the rest comes; the script reads what is there.
    for (const user of users) await put(user, [first]);
    await bench.measure([FROM_PROSODY.id], {
      ours: () => read('kith', users[round++] ?? ''),
      floor: () => read('script', users[0] ?? ''),
    });
  } finally {
    await server.stop();
  }
}
