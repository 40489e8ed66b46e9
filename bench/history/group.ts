// npm run bench -- history: how fast a long absence is made up for, and how fast what lies here is found.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { KEY } from '../../test/services/support.ts';
import { makeProfile } from '../../test/support/app.ts';
import { makeAuthority } from '../../test/support/certificates.ts';
import { furnish } from '../../test/support/seed-profile.ts';
import { contestant } from '../harness/contestant.ts';
import type { Group } from '../harness/group.ts';
import { type Bench, currentLoad } from '../harness/measure.ts';
import { versionOf } from '../harness/results.ts';
import { findShell, shellName } from '../harness/shell.ts';
import { ACROSS, across } from './across.ts';
import { FROM_PROSODY, fromProsody } from './against-prosody.ts';
import { catchUp, PYTHON } from './against-replay.ts';
import { BUSY, busy } from './busy.ts';
import { ACCOUNT_ID, type Newest, type Sizes } from './chats.ts';
import { flood } from './flooding.ts';
import type { LargeArchiveInput } from './large-archive.ts';
import { type Filled, MEMORY, memory } from './memory.ts';
import { OPENING, opening } from './opening.ts';
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
    'From Prosody: the same from a real server, against a script that asks for the same pages and keeps nothing, both with signing in. ' +
    'The flood: so many seconds of it into one chat, all of them stored, its floor the rate at which Kith itself catches up with as many. ' +
    'Reading: what the product does in its main process, without a window, over one archive of three chats (small, middle, large); the floor is a plain ' +
    'query of the same rows over the same connection, the newest by id where the product finds the newest by their place. What the targets allow besides ' +
    'the query (the way to the window and back, painting) is in neither. The window: a chat is opened to its last screen painted, against a bare window in ' +
    'the same shell that asks for the same rows and lists them as they are; keys and messages are written while the account makes up for an absence, ' +
    'against an empty page and against the same window afterwards; a message goes from one window to the other over a real Prosody, against two scripts; ' +
    'the memory of all processes (PSS) with a long history beyond that with a short one is a share of what the bare window takes. Each figure of a round ' +
    "is the median of several repetitions. The shell is whichever the tests run on: without Electron's binary the stand-in.",
  needs: ['openssl', 'slixmpp', 'prosody', 'prosody-database', 'chromium'],
  versions: () => ({
    slixmpp: versionOf(PYTHON, '-c', 'import slixmpp; print(slixmpp.__version__)'),
    Prosody: versionOf('prosodyctl', 'about'),
    Chromium: versionOf('chromium', '--version'),
    shell: shellName(),
  }),
  rows: [
    { id: 'history.catch-up', what: 'Catching up, against the floor', unit: 's' },
    { id: 'history.catch-up-slixmpp', what: 'Catching up, against slixmpp', unit: 's' },
    { ...FROM_PROSODY, unit: 's' },
    { id: 'history.flood', what: 'Ten thousand messages a second, stored per second', unit: '/s' },
    ...READING,
    ...[...Object.values(OPENING), ...Object.values(BUSY), ACROSS].map((row) => ({ ...row, unit: 'ms' })),
    { ...MEMORY, unit: 'MB' },
  ],
  sizes: {
    messages: 100_000,
    seconds: 2,
    missed: 20_000,
    stored: 20_000,
    small: 1000,
    middle: 100_000,
    large: 1_000_000,
    short: 10_000,
    repetitions: 15,
  },
  async run(bench) {
    await findShell();
    const profiles = { long: makeProfile(), short: makeProfile(), authority: makeProfile() };
    try {
      const authority = await makeAuthority(profiles.authority);
      await catchUp(bench, authority);
      await flood(bench, authority);
      await busy(bench, authority);
      await across(bench);
      await fromProsody(bench);
      const read = READING.map(({ id }) => id);
      const shown = Object.values(OPENING).map(({ id }) => id);
      if (!bench.wants(...read, ...shown, MEMORY.id)) return;
      const small = bench.size('small');
      const long = await fill(profiles.long, { warm: small, small, middle: bench.size('middle'), large: bench.size('large') });
      await reading(bench, join(profiles.long, 'archive'));
      await opening(bench, long.profile, long.newest);
      if (bench.wants(MEMORY.id))
        await memory(bench, long, await fill(profiles.short, { warm: small, small, middle: small, large: bench.size('short') }));
    } finally {
      for (const profile of Object.values(profiles)) rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    }
  },
};

/** ms; making the archive takes minutes. */
const PATIENCE = 1_800_000;

async function fill(profile: string, sizes: Sizes): Promise<Filled> {
  furnish(profile, KEY, ACCOUNT_ID);
  const input: LargeArchiveInput = { folder: join(profile, 'archive'), sizes };
  return { profile, newest: await contestant<Newest>('history/large-archive.ts', input, { patience: PATIENCE }) };
}

async function reading(bench: Bench, folder: string): Promise<void> {
  const rows = READING.map(({ id }) => id);
  if (!bench.wants(...rows)) return;
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
