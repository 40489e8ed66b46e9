// Writes chats into a file the person chose, one export at a time, in a thread of its own.
import { basename } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Clock } from '../../../shared/clock.ts';
import { AppFailure } from '../../../shared/errors.ts';
import type { ExportFormat, ExportState } from '../../../shared/export.ts';
import { type Signal, signal } from '../../../shared/signal.ts';
import type { Archive } from '../../archive/database.ts';
import type { Conversations } from '../conversations.ts';
import type { ExportJob, ExportWord } from './worker.ts';

export interface Exports {
  readonly changed: Signal<ExportState>;
  /** The last one; null when there was none. */
  state(): ExportState | null;
  /** What the file may be called after; null: every chat. Throws AppFailure. */
  subject(conversation: string | null): string | null;
  /** Throws AppFailure. */
  start(conversation: string | null, format: ExportFormat, path: string): void;
  cancel(): void;
  /** Where the last one lies; undefined unless it is done. */
  path(): string | undefined;
  /** Ends what runs; resolves when its connection is closed. */
  stop(): Promise<void>;
}

export interface ExportsOptions {
  readonly archive: Pick<Archive, 'place'>;
  /** The program of the thread. */
  readonly worker: URL;
  readonly version: string;
  readonly clock: Clock;
  readonly conversations: Pick<Conversations, 'list' | 'byId'>;
  readonly addressOf: (account: string) => string;
}

export function makeExports({ archive, worker: program, version, clock, conversations, addressOf }: ExportsOptions): Exports {
  const changed = signal<ExportState>();
  let last: { readonly state: ExportState; readonly path: string } | undefined;
  let running: { readonly cancelled: Int32Array; readonly ended: Promise<void> } | undefined;

  const need = (id: string) => conversations.byId(id) ?? fail('not-found');

  function say(change: Partial<ExportState>): void {
    if (last === undefined) return;
    last = { ...last, state: { ...last.state, ...change } };
    changed.emit(last.state);
  }

  return {
    changed,
    state: () => last?.state ?? null,
    subject: (id) => (id === null ? null : need(id).title),
    start(conversation, format, path) {
      if (running !== undefined) throw new AppFailure('invalid-call', 'an export is running');
      const chats = (conversation === null ? conversations.list() : [need(conversation)]).map(({ id, title, address, account }) => ({
        id,
        title,
        address,
        account: addressOf(account),
      }));
      const cancelled = new Int32Array(new SharedArrayBuffer(4));
      const workerData: ExportJob = { place: archive.place, path, format, version, at: clock.now(), chats, cancelled };
      last = { path, state: { id: 'export', conversation, format, file: basename(path), state: 'running', written: 0, total: 0 } };
      const worker = new Worker(program, { workerData, execArgv: [] });
      // Told only once the thread is gone: then the file is closed, and another export may begin.
      let end: Partial<ExportState> = { state: 'failed', trouble: 'other' };
      worker.on('message', (word: ExportWord) => {
        if (word.kind === 'progress') say({ written: word.written, total: word.total });
        else end = word.kind === 'failed' ? { state: 'failed', trouble: word.trouble, detail: word.detail } : { state: word.kind };
      });
      worker.on('error', (error) => {
        end = { ...end, detail: error.message };
      });
      const ended = new Promise<void>((resolve) =>
        worker.on('exit', () => {
          running = undefined;
          say(end);
          resolve();
        }),
      );
      running = { cancelled, ended };
      changed.emit(last.state);
    },
    cancel: () => void (running && Atomics.store(running.cancelled, 0, 1)),
    path: () => (last?.state.state === 'done' ? last.path : undefined),
    async stop() {
      if (running === undefined) return;
      Atomics.store(running.cancelled, 0, 1);
      await running.ended;
    },
  };
}

function fail(kind: 'not-found'): never {
  throw new AppFailure(kind);
}
