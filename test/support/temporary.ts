// Folders in the system's temporary folder, named after the process they belong to; what a killed process left is removed by the next one.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new folder; whoever made it removes it. */
export function temporaryFolder(prefix: string): string {
  removeAbandoned(prefix);
  return mkdtempSync(join(tmpdir(), `${prefix}-${process.pid}-`));
}

/** Removes what earlier runs could not because they were killed: folders named prefix-PID-... whose process is gone. */
function removeAbandoned(prefix: string): void {
  for (const name of readdirSync(tmpdir())) {
    const owner = name.startsWith(`${prefix}-`) ? /^(\d+)-/.exec(name.slice(prefix.length + 1))?.[1] : undefined;
    if (owner === undefined || alive(Number(owner))) continue;
    try {
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
    } catch {
      // Another process sweeps the same folder at the same time; the next start takes what is left.
    }
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
