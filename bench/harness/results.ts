// What is kept of a run: every pair, the machine, the load and the versions, in bench/results/NAME.json.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import type { Row } from './row.ts';

export interface Machine {
  readonly system: string;
  readonly processor: string;
  readonly cores: number;
  readonly memoryGb: number;
}

export interface Result {
  readonly group: string;
  readonly about: string;
  /** ISO 8601. */
  readonly measuredAt: string;
  readonly machine: Machine;
  readonly versions: Readonly<Record<string, string>>;
  readonly sizes: Readonly<Record<string, number>>;
  readonly rows: readonly Row[];
}

export function machine(): Machine {
  const all = cpus();
  return {
    system: `${type()} ${release()} ${arch()}`,
    processor: all[0]?.model.trim() ?? 'unknown',
    cores: all.length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
  };
}

export function writeResult(folder: string, result: Result): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${result.group}.json`), `${JSON.stringify(result, null, 2)}\n`);
}

/** All that is kept, by name. */
export function readResults(folder: string): readonly Result[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return files.sort().map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Result);
}

/** What a program says about itself, cut down to its version; 'unknown' when it does not say. */
export function versionOf(program: string, ...words: readonly string[]): string {
  const { stdout } = spawnSync(program, words, { encoding: 'utf8', timeout: 20_000 });
  return /\d+\.\d+[\w.-]*/.exec(stdout ?? '')?.[0] ?? 'unknown';
}
