// A thread of its own: reads the archive through its own connection, writes the file, says how far it is. A program of its own in the build.
import { parentPort, workerData } from 'node:worker_threads';
import type { ExportFormat, ExportTrouble } from '../../../shared/export.ts';
import type { ArchivePlace } from '../../archive/connection.ts';
import { openWhole } from '../../archive/whole.ts';
import type { ExportedChat } from './format.ts';
import { exportTrouble, intoPlace, writeExport } from './write.ts';

export interface ExportJob {
  readonly place: ArchivePlace;
  readonly path: string;
  readonly format: ExportFormat;
  readonly version: string;
  readonly at: number;
  readonly chats: readonly Omit<ExportedChat, 'messages'>[];
  /** Anything but 0 in its first place ends the work. */
  readonly cancelled: Int32Array;
}

export type ExportWord =
  | { readonly kind: 'progress'; readonly written: number; readonly total: number }
  | { readonly kind: 'done' | 'cancelled' }
  | { readonly kind: 'failed'; readonly trouble: ExportTrouble; readonly detail: string };

/** ms between two words. */
const TELL = 100;

function run(job: ExportJob, tell: (word: ExportWord) => void): void {
  const whole = openWhole(job.place);
  try {
    const chats = job.chats.map((chat) => ({ ...chat, messages: whole.count(chat.id) }));
    const total = chats.reduce((sum, { messages }) => sum + messages, 0);
    let told = 0;
    const goOn = (written: number): boolean => {
      const now = performance.now();
      if (now - told >= TELL || written === total) tell({ kind: 'progress', written, total });
      if (now - told >= TELL) told = now;
      return Atomics.load(job.cancelled, 0) === 0;
    };
    const header = { version: job.version, at: job.at, chats };
    const done = goOn(0) && intoPlace(job.path, (file) => writeExport(file, whole, header, job.format, { goOn }));
    tell({ kind: done ? 'done' : 'cancelled' });
  } finally {
    whole.close();
  }
}

const tell = (word: ExportWord): void => parentPort?.postMessage(word);
try {
  run(workerData as ExportJob, tell);
} catch (error) {
  tell({ kind: 'failed', ...exportTrouble(error) });
}
