// Two whole Kiths talk over lines that break, with processes and a server that die, and in the end everything must be there: once, in order.
// What happens when is decided by a seed alone; how the machine schedules it is not.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KnownAccount } from '../../shared/account.ts';
import { breakingLine, type Line } from '../support/breaking-line.ts';
import { connectPeer } from '../support/peer.ts';
import { type ProsodyServer, startProsody } from '../support/prosody.ts';
import { type KithChild, startKith } from './kith-child.ts';

export interface SoakOptions {
  readonly seed: number;
  /** Faults in a row. */
  readonly rounds: number;
  /** ms after which no new fault is begun. */
  readonly limit: number;
  readonly log?: (line: string) => void;
}

export interface SoakReport {
  readonly faults: Readonly<Record<string, number>>;
  readonly messages: number;
  /** The server died between the archives of the two: nobody can tell, neither side by asking. */
  readonly lost: number;
  readonly resumed: number;
  readonly anew: number;
}

const NAMES = ['alice', 'bob'] as const;
/** For everything to arrive once nothing breaks any more, in ms. */
const HEALING = 60_000;

interface Side {
  readonly name: string;
  readonly other: string;
  readonly folder: string;
  readonly line: Line;
  readonly said: string[];
  kith: KithChild;
  account: KnownAccount;
  conversation: string;
  ended: ('new' | 'resumed')[];
}

/** Throws when a message is missing, doubled, out of order or not known to have arrived. */
export async function soak({ seed, rounds, limit, log = () => undefined }: SoakOptions): Promise<SoakReport> {
  const random = generator(seed);
  const upTo = (count: number): number => Math.floor(random() * count);
  const server = await startProsody({ accounts: { alice: 'password', bob: 'password' }, rosters: [['alice', 'bob']] });
  const sides: Side[] = [];
  const faults: Record<string, number> = {};
  try {
    for (const [index, name] of NAMES.entries()) sides.push(await settle(server, name, NAMES[1 - index] ?? name));
    const began = Date.now();
    for (let round = 0; round < rounds && Date.now() - began < limit; round += 1) {
      const side = sides[upTo(2)] as Side;
      const [fault, act] = deeds(server, side, upTo)[upTo(DEEDS)] as [string, () => Promise<void>];
      faults[fault] = (faults[fault] ?? 0) + 1;
      log(`${round}: ${fault} (${side.name})`);
      await Promise.all(sides.map((each) => speak(each, 1 + upTo(3))));
      await act();
      await Promise.all(sides.map((each) => speak(each, upTo(2))));
      await sleep(upTo(400));
      hurry(sides);
    }
    for (const { line } of sides) heal(line);
    const end = Date.now() + HEALING;
    let verdict = await judge(sides);
    while (verdict !== undefined && Date.now() < end) {
      hurry(sides);
      await sleep(250);
      verdict = await judge(sides);
    }
    const lost = verdict === undefined ? [] : await lostByServer(server, sides);
    // It does one thing at a time, so that dying once costs one message at most.
    if (lost.length > 0 && lost.length <= (faults['server killed'] ?? 0)) verdict = await judge(sides, lost);
    if (verdict !== undefined) throw new Error(`seed ${seed}: ${verdict}`);
    const sessions = sides.flatMap(({ kith, ended }) => [...ended, ...kith.sessions]);
    return {
      faults,
      messages: sides.reduce((sum, { said }) => sum + said.length, 0),
      lost: lost.length,
      resumed: sessions.filter((each) => each === 'resumed').length,
      anew: sessions.filter((each) => each === 'new').length,
    };
  } finally {
    for (const { kith, line, folder } of sides) {
      await kith.kill9();
      line.close();
      rmSync(folder, { recursive: true, force: true });
    }
    await server.stop();
  }
}

async function settle(server: ProsodyServer, name: string, peer: string): Promise<Side> {
  const folder = mkdtempSync(join(tmpdir(), `kith-soak-${process.pid}-`));
  const line = await breakingLine(server);
  const kith = await startKith({ folder, caFile: server.caFile, password: 'password' });
  const account = await kith.call('signIn', `${name}@${server.domain}`, server.host, line.port);
  const other = `${peer}@${server.domain}`;
  return { name, other, folder, line, said: [], kith, account, conversation: await kith.call('open', other), ended: [] };
}

const DEEDS = 9;

function deeds(server: ProsodyServer, side: Side, upTo: (count: number) => number): readonly [string, () => Promise<void>][] {
  const { line } = side;
  return [
    ['cut after bytes', async () => line.cutAfter(1 + upTo(6000))],
    ['reset', async () => line.cut()],
    ['half-close', async () => line.halfClose()],
    ['one byte per write', async () => line.pieces(1)],
    ['delay', async () => line.delay(5 + upTo(60))],
    ['whole again', async () => heal(line)],
    ['Kith killed', () => revive(server, side)],
    [
      'blackhole',
      async () => {
        line.blackhole(true);
        await sleep(50 + upTo(200));
        line.blackhole(false);
      },
    ],
    [
      'server killed',
      async () => {
        await server.kill9();
        await server.restart();
      },
    ],
  ];
}

function heal(line: Line): void {
  line.cutAfter(Number.POSITIVE_INFINITY);
  line.pieces(0);
  line.delay(0);
  line.blackhole(false);
}

async function revive(server: ProsodyServer, side: Side): Promise<void> {
  side.ended.push(...side.kith.sessions);
  await side.kith.kill9();
  side.kith = await startKith({ folder: side.folder, caFile: server.caFile, password: 'password', known: [side.account] });
  await side.kith.call('start');
}

async function speak(side: Side, count: number): Promise<void> {
  for (let number = 0; number < count; number += 1) {
    const text = `${side.name} ${side.said.length}`;
    await side.kith.call('send', side.conversation, text);
    side.said.push(text);
  }
}

/** Nobody here waits for the back-off. */
function hurry(sides: readonly Side[]): void {
  for (const { kith } of sides) void kith.call('reconnect').catch(() => undefined); // killed meanwhile
}

/** Undefined when both archives hold what the reference model says. */
async function judge(sides: readonly Side[], lost: readonly string[] = []): Promise<string | undefined> {
  for (const [index, side] of sides.entries()) {
    const rows = await side.kith.call('rows', side.conversation);
    const own = rows.filter(({ direction }) => direction === 'out');
    const heard = rows.filter(({ direction }) => direction === 'in').map(({ body }) => body);
    const unsent = own.filter(({ state }) => state !== 'sent' && state !== 'delivered' && state !== 'read');
    if (unsent.length > 0) return `${side.name}: ${unsent.map(({ body, state }) => `${body} is ${state}`).join(', ')}`;
    const wrong =
      difference(
        own.map(({ body }) => body),
        side.said,
      ) ?? difference(heard, sides[1 - index]?.said.filter((text) => !lost.includes(text)) ?? []);
    if (wrong !== undefined) return `${side.name}: ${wrong}`;
  }
  return undefined;
}

/** What the server has in the archive of whoever wrote it, where it is looked for, but not in that of the other. */
async function lostByServer(server: ProsodyServer, sides: readonly Side[]): Promise<readonly string[]> {
  const archived = await Promise.all(
    sides.map(async ({ name }) => {
      const peer = await connectPeer({ ...server, address: `${name}@${server.domain}`, password: 'password', available: false });
      const bodies = new Set((await peer.archive()).map(({ body }) => body));
      await peer.close();
      return bodies;
    }),
  );
  return sides.flatMap(({ said }, index) => said.filter((text) => archived[index]?.has(text) && !archived[1 - index]?.has(text)));
}

export function difference(got: readonly (string | undefined)[], wanted: readonly string[]): string | undefined {
  const at = Array.from({ length: Math.max(got.length, wanted.length) }, (_, index) => index).find((index) => got[index] !== wanted[index]);
  return at === undefined
    ? undefined
    : `at ${at} of ${wanted.length}: ${got[at] ?? 'nothing'} instead of ${wanted[at] ?? 'nothing'} (${got.length} there)`;
}

/** Mulberry32. */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
