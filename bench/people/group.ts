// npm run bench -- people: how fast a long contact list is there, live, and how much of it can change at once.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeProfile } from '../../test/support/app.ts';
import { type Authority, makeAuthority } from '../../test/support/certificates.ts';
import { seedProfile } from '../../test/support/seed-profile.ts';
import { type Answers, PASSWORD, startAnsweringServer } from '../answering-server.ts';
import { contestant } from '../harness/contestant.ts';
import type { Group } from '../harness/group.ts';
import { type Bench, currentLoad } from '../harness/measure.ts';
import { versionOf } from '../harness/results.ts';
import { findShell, shellName } from '../harness/shell.ts';
import { crowd, presences, rosterXml } from './crowd.ts';
import type { LiveInput } from './live.ts';
import { converseVersion, findConverse, PYTHON, slixmpp, startConverse } from './peers.ts';
import { start } from './start.ts';
import { type Busy, startStorms } from './storm.ts';

export const people: Group = {
  name: 'people',
  about:
    'A long contact list. Starting: from the launch of the app on a profile with so many contacts until they are drawn because somebody asked for them; ' +
    'the floor is an empty window in the same shell that draws one row. Signing in: on a new device, from the accepted connection until it is known of ' +
    'everybody that they are there, the product without its window against slixmpp and against Converse.js without its interface in headless Chromium ' +
    '(given up after 60 s, then "at least"), neither of which keeps anything but Converse.js its session. A storm: that many presences in 2 s, in the ' +
    'window with the contact list open; the longest time that the main process, and the page, had for nothing else. The shell is whichever the tests ' +
    "run on: without Electron's binary the stand-in.",
  needs: ['openssl', 'slixmpp', 'chromium'],
  versions: () => ({
    slixmpp: versionOf(PYTHON, '-c', 'import slixmpp; print(slixmpp.__version__)'),
    Chromium: versionOf('chromium', '--version'),
    'Converse.js': converseVersion,
    shell: shellName(),
  }),
  rows: [
    { id: 'people.start-few', what: 'Starting with 5,000 contacts, against an empty window', unit: 's' },
    { id: 'people.start-many', what: 'Starting with 20,000 contacts, against an empty window', unit: 's' },
    { id: 'people.live-slixmpp', what: 'Signing in with 5,000 contacts, against slixmpp', unit: 's' },
    { id: 'people.live-converse', what: 'Signing in with 5,000 contacts, against Converse.js', unit: 's' },
    { id: 'people.storm-main', what: '5,000 presences in 2 s: longest task of the main process', unit: 'ms' },
    { id: 'people.storm-renderer', what: '5,000 presences in 2 s: longest task of the page', unit: 'ms' },
  ],
  sizes: { few: 5000, many: 20_000, patience: 60 },
  async run(bench) {
    await findShell();
    const folder = mkdtempSync(join(tmpdir(), 'kith-people-'));
    try {
      const authority = await makeAuthority(folder);
      await starts(bench, 'few');
      await starts(bench, 'many');
      await live(bench, authority);
      await storms(bench, authority);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function starts(bench: Bench, size: 'few' | 'many'): Promise<void> {
  const row = `people.start-${size}`;
  if (!bench.wants(row)) return;
  const profiles = { kith: makeProfile(), empty: makeProfile() };
  try {
    seedProfile(profiles.kith, [], crowd(bench.size(size)));
    // What a first start leaves behind is part of a profile in use.
    for (const window of ['empty', 'kith'] as const) await start(window, profiles[window]);
    await bench.measure([row], { ours: () => start('kith', profiles.kith), floor: () => start('empty', profiles.empty) });
  } finally {
    for (const profile of Object.values(profiles)) rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function live(bench: Bench, authority: Authority): Promise<void> {
  const rows = { slixmpp: 'people.live-slixmpp', converse: 'people.live-converse' };
  if (!bench.wants(...Object.values(rows))) return;
  const members = crowd(bench.size('few'));
  const roster = rosterXml(members);
  const there = presences(members);
  const answers: Answers = {
    answer: (iq, result) => (iq.includes('jabber:iq:roster') ? result(roster) : undefined),
    presences: () => there,
  };
  const server = await startAnsweringServer(authority, answers);
  /** Seconds from the accepted connection to done(). */
  const timed = async (work: (done: () => void) => Promise<void>): Promise<number> => {
    const accepted = server.accepted();
    let ended = Number.NaN;
    await work(() => {
      ended = performance.now();
    });
    if (Number.isNaN(ended)) throw new Error('not everybody was there');
    return (ended - (await accepted).at) / 1000;
  };
  const { caFile } = authority;
  const input: LiveInput = { host: server.host, port: server.port, password: PASSWORD, caFile, people: members.length };
  const ours = () => timed((done) => contestant<void>('people/live.ts', input, { staged: async () => done() }));
  try {
    await bench.measure([rows.slixmpp], { ours, peer: () => timed((done) => slixmpp(server, caFile, members.length, done)) });
    if (!bench.wants(rows.converse)) return;
    const dist = findConverse();
    if (dist === undefined) return console.log('  people.live-converse: left out, Converse.js could not be fetched');
    const run = await startConverse(dist, authority, members.length, answers, bench.size('patience'));
    try {
      await bench.measure([rows.converse], { ours, peer: run.measure });
    } finally {
      await run.end();
    }
  } finally {
    await server.close();
  }
}

async function storms(bench: Bench, authority: Authority): Promise<void> {
  const rows = { main: 'people.storm-main', renderer: 'people.storm-renderer' };
  if (!bench.wants(...Object.values(rows))) return;
  const run = await startStorms(bench.size('few'), authority);
  try {
    const before = currentLoad();
    const all: Busy[] = [];
    for (let round = 0; round < bench.pairs; round++) all.push(await run.next());
    for (const thread of ['main', 'renderer'] as const)
      bench.judge(
        [rows[thread]],
        all.map((busy) => ({ ours: busy[thread] })),
        before,
      );
  } finally {
    await run.end();
  }
}
