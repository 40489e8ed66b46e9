// Catching up from a server that costs nothing: the product, its floor and slixmpp in turns.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Authority } from '../../test/support/certificates.ts';
import { PASSWORD } from '../answering-server.ts';
import { ACCOUNT } from '../corpus.ts';
import { contestant } from '../harness/contestant.ts';
import type { Bench } from '../harness/measure.ts';
import type { CatchUpInput } from './catch-up.ts';
import { type ReplayServer, startReplayServer } from './replay-server.ts';

export const PYTHON = '/usr/bin/python3';
const PAGE = 250;
/** ms; on a machine that does other things as well. */
const PATIENCE = 900_000;

export async function catchUp(bench: Bench, authority: Authority): Promise<void> {
  const rows = ['history.catch-up', 'history.catch-up-slixmpp'];
  if (!bench.wants(...rows)) return;
  const messages = bench.size('messages');
  const replay = await startReplay(messages, authority);
  try {
    await bench.measure(rows, {
      ours: () => replay.read('kith'),
      floor: () => replay.read('floor'),
      peer: () => slixmpp(replay.server, authority.caFile, messages),
    });
  } finally {
    await replay.server.close();
  }
}

export interface Replay {
  readonly server: ReplayServer;
  /** Seconds to catch up with all of it. */
  read(reader: CatchUpInput['reader']): Promise<number>;
}

export async function startReplay(messages: number, authority: Authority): Promise<Replay> {
  const server = await startReplayServer(messages, authority);
  const { host, port, domain } = server;
  const place = { host, port, domain, user: 'alice', password: PASSWORD, caFile: authority.caFile };
  return {
    server,
    read(reader) {
      server.show(reader === 'kith' ? 1 : messages);
      return timed(server, (done) =>
        contestant<void>('history/catch-up.ts', { ...place, reader, messages } satisfies CatchUpInput, {
          patience: PATIENCE,
          async staged(stage) {
            if (stage === 'done') return done();
            server.show(messages);
            done.from(server.asked());
          },
        }),
      );
    },
  };
}

interface Done {
  (): void;
  /** Time runs from here. */
  from(began: Promise<number>): void;
}

/** Seconds between the two moments that `work` tells. */
async function timed(server: ReplayServer, work: (done: Done) => Promise<void>): Promise<number> {
  let began = server.asked();
  let ended = Number.NaN;
  const done = () => {
    ended = performance.now();
  };
  await work(
    Object.assign(done, {
      from(moment: Promise<number>) {
        began = moment;
      },
    }),
  );
  if (Number.isNaN(ended)) throw new Error('the archive was not read to its end');
  return (ended - (await began)) / 1000;
}

function slixmpp(server: ReplayServer, caFile: string, messages: number): Promise<number> {
  server.show(messages);
  return timed(server, async (done) => {
    const script = join(import.meta.dirname, '..', 'peers', 'slixmpp_history.py');
    const words = [script, server.host, String(server.port), ACCOUNT, PASSWORD, caFile, String(PAGE)];
    const child = spawn(PYTHON, words, { stdio: ['ignore', 'pipe', 'inherit'] });
    const exited = once(child, 'exit');
    for await (const line of createInterface(child.stdout)) {
      if (line === `done ${messages}`) done();
    }
    await exited;
  });
}
