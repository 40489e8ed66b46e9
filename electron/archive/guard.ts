// One writer per archive folder: an exclusive transaction on an empty SQLite file beside the archive.
// The operating system drops such a lock with its process, also after kill -9; the archive itself stays free for the worker's connections.
import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3-multiple-ciphers';

export interface Guard {
  release(): void;
}

/** Throws SqliteError SQLITE_BUSY when another process, or another opener in this one, holds the folder. */
export function takeGuard(folder: string): Guard {
  const path = join(folder, 'archive.lock');
  // Never open an existing lock file with anything but SQLite: closing any descriptor of it would drop this process's POSIX locks.
  if (!existsSync(path)) closeSync(openSync(path, 'wx', 0o600));
  const lock = new Database(path, { timeout: 0 });
  try {
    lock.pragma('journal_mode = MEMORY');
    lock.exec('BEGIN EXCLUSIVE');
    // On a file it may not write, SQLite begins a reading transaction instead, which excludes nobody; this begins to write, and never commits.
    lock.pragma('user_version = 1');
  } catch (error) {
    lock.close();
    throw error;
  }
  return {
    release() {
      lock.close();
    },
  };
}
