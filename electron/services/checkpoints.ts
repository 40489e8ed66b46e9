// Moves the write-ahead log into the archive's file while much is written, in a thread: what each commit adds to the log is on the disk already, and
// nothing else has to wait for it to get there a second time.
import { Worker } from 'node:worker_threads';
import type { Clock } from '../../shared/clock.ts';
import type { Archive } from '../archive/database.ts';

export type CheckpointAsk = 'checkpoint' | 'end';

export interface CheckpointsOptions {
  readonly archive: Pick<Archive, 'place' | 'committed'>;
  /** The program of the thread. */
  readonly program: URL;
  readonly clock: Clock;
  readonly warn: (what: string, error: unknown) => void;
}

/** Changed rows, those of the text index included, that fill about 6 MB of log. */
const WORTH = 8_000;
/** How long a thread waits for more, in ms. */
const IDLE = 10_000;

interface Thread {
  busy: boolean;
  readonly ask: (what: CheckpointAsk) => void;
  readonly ended: Promise<void>;
}

export function makeCheckpoints({ archive, program, clock, warn }: CheckpointsOptions): { stop(): Promise<void> } {
  let rows = 0;
  let thread: Thread | undefined;
  let cancel: () => void = () => undefined;

  /** The connection that writes does it by itself, only later. */
  function unable(error: unknown): void {
    off();
    warn('the log of the archive was not moved in a thread', error);
  }

  function begin(): Thread {
    const worker = new Worker(program, { workerData: archive.place, execArgv: [] });
    // Whether Kith goes on is not for it to say.
    worker.unref();
    const ended = new Promise<void>((resolve) =>
      worker.once('exit', () => {
        if (thread === mine) thread = undefined;
        resolve();
      }),
    );
    const mine: Thread = { busy: false, ask: (what) => worker.postMessage(what), ended };
    worker.on('message', () => {
      mine.busy = false;
    });
    worker.on('error', unable);
    return mine;
  }

  async function end(): Promise<void> {
    cancel();
    const mine = thread;
    thread = undefined;
    mine?.ask('end');
    await mine?.ended;
  }

  function work(): void {
    thread ??= begin();
    thread.busy = true;
    thread.ask('checkpoint');
    cancel();
    cancel = clock.after(IDLE, () => void end());
  }

  const off = archive.committed.on((changed) => {
    rows += changed;
    if (rows < WORTH || thread?.busy === true) return;
    rows = 0;
    try {
      work();
    } catch (error) {
      unable(error);
    }
  });

  return {
    /** Resolves when its connection is closed. */
    stop() {
      off();
      return end();
    },
  };
}
