// Makes room for a new archive without losing the one that cannot be opened: its files get a dated name and stay.
import { existsSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { explained } from './database.ts';
import { takeGuard } from './guard.ts';

/** Renames archive.* to archive-<date>.* and returns that beginning of the name, or undefined when there was nothing. Throws ArchiveTrouble. */
export function setAside(folder: string, now: () => number = Date.now): string | undefined {
  return explained(folder, () => {
    const guard = takeGuard(folder);
    try {
      const files = readdirSync(folder).filter((name) => name.startsWith('archive.') && !name.startsWith('archive.lock'));
      if (files.length === 0) return undefined;
      const prefix = freePrefix(folder, new Date(now()).toISOString().slice(0, 19).replaceAll(':', '-'));
      // The file before its log: killed in between, the log without a file is noticed, a file without its log would not be.
      files.sort((a, b) => Number(b === 'archive.db') - Number(a === 'archive.db'));
      for (const name of files) renameSync(join(folder, name), join(folder, name.replace('archive', prefix)));
      return prefix;
    } finally {
      guard.release();
    }
  });
}

function freePrefix(folder: string, date: string): string {
  const taken = (prefix: string) => existsSync(folder) && readdirSync(folder).some((name) => name.startsWith(`${prefix}.`));
  let prefix = `archive-${date}`;
  for (let number = 2; taken(prefix); number++) prefix = `archive-${date}-${number}`;
  return prefix;
}
