// How much more memory Kith takes with a long history than with a short one, all of its processes together, as a share of what an empty window takes.
import { readdirSync, readFileSync } from 'node:fs';
import type { ElectronApplication, Page } from '@playwright/test';
import { startApp } from '../../test/support/app.ts';
import { median } from '../harness/judge.ts';
import type { Bench } from '../harness/measure.ts';
import type { Newest } from './chats.ts';
import { openChat, startBare } from './window.ts';

/** Looks at the memory, in ms between them. */
const LOOKS = 7;
const BETWEEN = 300;

export const MEMORY = { id: 'history.memory', what: 'Memory for a long history beyond a short one, as a share of an empty window' };

export interface Filled {
  /** With an archive in it. */
  readonly profile: string;
  readonly newest: Newest;
}

export async function memory(bench: Bench, long: Filled, short: Filled): Promise<void> {
  if (!bench.wants(MEMORY.id)) return;
  await bench.measure([MEMORY.id], {
    ours: async () => (await withHistory(long)) - (await withHistory(short)),
    floor: async () => {
      const bare = await startBare();
      const taken = await settled(bare.electron, bare.page);
      await bare.end();
      return taken;
    },
  });
}

/** The chats opened one after the other, the largest last. */
async function withHistory({ profile, newest }: Filled): Promise<number> {
  const app = await startApp({ profile });
  try {
    await app.chat('large').waitFor();
    for (const chat of ['warm', 'small', 'large'] as const) await openChat(app.page, chat, newest[chat]);
    return await settled(app.electron, app.page);
  } finally {
    await app.quit();
  }
}

/** MB, the median of some looks at a window in which nothing happens. */
async function settled(electron: ElectronApplication, page: Page): Promise<number> {
  const looks: number[] = [];
  for (let look = 0; look < LOOKS; look++) {
    await page.evaluate((pause) => new Promise((resolve) => setTimeout(resolve, pause)), BETWEEN);
    looks.push(treeOf(electron.process().pid ?? 0).reduce((sum, pid) => sum + proportional(pid), 0) / 1024);
  }
  return median(looks);
}

/** A process and all below it. */
function treeOf(root: number): readonly number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => [Number(name), Number(/^PPid:\s*(\d+)/m.exec(read(`/proc/${name}/status`))?.[1])] as const);
  const below = (pid: number): readonly number[] => [pid, ...parents.flatMap(([child, parent]) => (parent === pid ? below(child) : []))];
  return below(root);
}

/** What it has for itself, and its share of what it has together with others (PSS), in kB. */
function proportional(pid: number): number {
  return Number(/^Pss:\s*(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0);
}

/** Nothing of a process that has just ended. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH' || error.code === 'EACCES'))
      return '';
    throw error;
  }
}
