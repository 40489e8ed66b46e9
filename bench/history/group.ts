// npm run bench -- history: how fast a long absence is made up for, and how fast what lies here is found.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeAuthority } from '../../test/support/certificates.ts';
import { contestant } from '../harness/contestant.ts';
import type { Group } from '../harness/group.ts';
import { type Bench, currentLoad } from '../harness/measure.ts';
import { versionOf } from '../harness/results.ts';
import { catchUp, PYTHON } from './against-replay.ts';
import { flood } from './flooding.ts';
import type { LargeArchiveInput } from './large-archive.ts';
import type { ReadingInput, Readings } from './reading.ts';
import { SEARCHES } from './searches.ts';

const READING = [
  { id: 'history.open', what: "Opening the largest chat, the main process's part", unit: 'ms' },
  { id: 'history.open-flat', what: 'Opening the largest chat, against the smallest', unit: 'ms' },
  { id: 'history.open-flat-middle', what: 'Opening the middle chat, against the smallest', unit: 'ms' },
  { id: 'history.jump', what: 'Jumping to a date in the largest chat', unit: 'ms' },
  ...Object.entries(SEARCHES).map(([name, { what }]) => ({
    id: `history.search-${name}`,
    what: `Searching everything, ${what}`,
    unit: 'ms',
  })),
];

export const history: Group = {
  name: 'history',
  about:
    'Catching up: from the first question to the archive to every message durable and searchable, from a server in another process that has its answers ' +
    'ready. The floor is saxes and SQLite with the same cipher, tables and tokenizer, one transaction per page; the peer is slixmpp, which keeps nothing. ' +
    'The flood: so many seconds of it into one chat, all of them stored, its floor the rate at which Kith itself catches up with as many. ' +
    'Reading: what the product does in its main process, without a window, over one archive of three chats (small, middle, large); the floor is a plain ' +
    'query of the same rows over the same connection, the newest by id where the product finds the newest by their place. What the targets allow besides ' +
    'the query (the way to the window and back, painting) is in neither. Each figure of a round is the median of several repetitions.',
  needs: ['openssl', 'slixmpp'],
  versions: () => ({ slixmpp: versionOf(PYTHON, '-c', 'import slixmpp; print(slixmpp.__version__)') }),
  rows: [
    { id: 'history.catch-up', what: 'Catching up, against the floor', unit: 's' },
    { id: 'history.catch-up-slixmpp', what: 'Catching up, against slixmpp', unit: 's' },
    { id: 'history.flood', what: 'Ten thousand messages a second, stored per second', unit: '/s' },
    ...READING,
  ],
  sizes: { messages: 50_000, seconds: 2, small: 1000, middle: 100_000, large: 1_000_000, repetitions: 15 },
  async run(bench) {
    const folder = mkdtempSync(join(tmpdir(), 'kith-history-'));
    try {
      const authority = await makeAuthority(folder);
      await catchUp(bench, authority);
      await flood(bench, authority);
      await reading(bench, join(folder, 'large'));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** ms; making the archive takes minutes. */
const PATIENCE = 1_800_000;

async function reading(bench: Bench, folder: string): Promise<void> {
  const rows = READING.map(({ id }) => id);
  if (!bench.wants(...rows)) return;
  const sizes = { small: bench.size('small'), middle: bench.size('middle'), large: bench.size('large') };
  await contestant<void>('history/large-archive.ts', { folder, sizes } satisfies LargeArchiveInput, { patience: PATIENCE });
  const before = currentLoad();
  const all: Readings[] = [];
  for (let round = 0; round < bench.pairs; round++) {
    const input: ReadingInput = { folder, repetitions: bench.size('repetitions') };
    all.push(await contestant<Readings>('history/reading.ts', input, { patience: PATIENCE }));
  }
  for (const row of rows) {
    const pairs = all.flatMap((readings) => readings[row] ?? []);
    bench.judge([row], pairs, before);
  }
}
