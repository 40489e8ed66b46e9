// The archive's file: encrypted SQLite (connection.ts), write-ahead log, every commit on disk before it returns.
// Opening looks first and writes afterwards: whatever is wrong, the files stay as they were.
import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import type Database from 'better-sqlite3-multiple-ciphers';
import type { StorageTroubleKind } from '../../shared/storage.ts';
import { type ArchivePlace, FILE, unlocked } from './connection.ts';
import { takeGuard } from './guard.ts';
import { checkKey, writeKeyCheck } from './key-check.ts';
import { type Driver, type Migration, migrate, migrations, schemaVersion } from './migrations.ts';
import { makeTextIndex, type TextIndex } from './text-index.ts';
import { ArchiveTrouble, troubleOf } from './trouble.ts';

const KEY_BYTES = 32;

export interface Archive {
  readonly folder: string;
  /** For a worker. */
  readonly place: ArchivePlace;
  /** ms since the epoch. */
  now(): number;
  prepare<P extends unknown[], R = unknown>(sql: string): Database.Statement<P, R>;
  pragma(source: string): unknown;
  /**
   * Commits when `work` returns, rolls back when it throws. Inside another one it stands or falls with that: who catches its error does
   * not keep half of it, the error comes again at the end of the transaction or attempt around it.
   */
  transaction<T>(work: () => T): T;
  /**
   * Inside a transaction: takes back only what `work` did when that throws. It doubles what storing costs (SQLite keeps every page as it was).
   * An error with a troubleOf() must be let through to the outermost one, because SQLite may have rolled back everything.
   */
  attempt<T>(work: () => T): T;
  /** The open transaction has changed something. */
  writing(): boolean;
  readonly index: TextIndex;
  /** It was not closed the last time: worth looking through (looking-through.ts). */
  readonly unclean: boolean;
  /** Moves the log into the file and gives the folder free. */
  close(): void;
}

export interface ArchiveOptions {
  readonly now?: () => number;
  readonly migrations?: readonly Migration[];
}

export function archiveExists(folder: string): boolean {
  return existsSync(join(folder, FILE));
}

/** Opens the archive in `folder` or makes an empty one. Throws ArchiveTrouble. */
export function openArchive(folder: string, key: Uint8Array, options: ArchiveOptions = {}): Archive {
  const now = options.now ?? Date.now;
  const steps = options.migrations ?? migrations;
  return explained(folder, () => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    tighten(folder, 0o700);
    const guard = takeGuard(folder);
    try {
      if (key.length !== KEY_BYTES) throw trouble(folder, 'key-missing', `the key has ${key.length} bytes`);
      const unclean = sizeOf(`${join(folder, FILE)}-wal`) > 0;
      if (archiveExists(folder)) inspect(folder, key, steps.length);
      else create(folder, key, steps);
      const db = connect(folder, key, steps);
      return handle({ folder, key }, db, unclean, now, () => guard.release());
    } catch (error) {
      guard.release();
      throw error;
    }
  });
}

function handle(place: ArchivePlace, db: Driver, unclean: boolean, now: () => number, release: () => void): Archive {
  const index = makeTextIndex(db);
  /** A savepoint inside of a transaction. */
  const run = db.transaction((work: () => unknown) => work());
  const changes = db.prepare<[], number>('SELECT total_changes()').pluck();
  let before: number | undefined;
  /** What failed inside and was not taken back. */
  let failure: { readonly error: unknown } | undefined;

  function joined<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      failure ??= { error };
      throw error;
    }
  }

  function bounded<T>(work: () => T, finish: () => void): T {
    const mark = index.mark();
    const earlier = failure;
    let result: { readonly value: T } | undefined;
    try {
      run.immediate(() => {
        const value = work();
        if (!db.inTransaction) throw new Error('the transaction was rolled back while its work went on');
        if (failure !== earlier) throw failure?.error;
        finish();
        result = { value };
      });
    } catch (error) {
      index.reset(mark);
      throw error;
    } finally {
      failure = earlier;
    }
    if (result === undefined) throw new Error('the transaction did not run');
    return result.value;
  }

  function transaction<T>(work: () => T): T {
    if (db.inTransaction) return joined(work);
    before = changes.get();
    return bounded(work, () => index.flush());
  }

  return {
    folder: place.folder,
    place,
    now,
    prepare: <P extends unknown[], R>(sql: string) => db.prepare<P, R>(sql) as Database.Statement<P, R>,
    pragma: (source) => db.pragma(source),
    transaction,
    attempt: (work) => (db.inTransaction ? bounded(work, () => undefined) : transaction(work)),
    writing: () => db.inTransaction && changes.get() !== before,
    index,
    unclean,
    close() {
      if (!db.open) return;
      try {
        db.pragma('wal_checkpoint(TRUNCATE)');
      } finally {
        db.close();
        release();
      }
    },
  };
}

/** Looks through a connection that cannot write, so that a damaged or newer archive keeps every byte, its log included. */
function inspect(folder: string, key: Uint8Array, version: number): void {
  const path = join(folder, FILE);
  accessSync(path, constants.R_OK | constants.W_OK);
  const check = checkKey(folder, key);
  if (check === 'different') throw trouble(folder, 'key-missing', 'the key does not belong to this archive');
  if (statSync(path).size === 0) throw trouble(folder, 'corrupt', 'the file is empty');
  const db = unlocked(path, key, { readonly: true });
  try {
    const found = schemaVersion(db);
    if (found > version) throw trouble(folder, 'newer', `schema ${found}, this version knows ${version}`);
    if (found === 0) throw trouble(folder, 'corrupt', 'no schema');
  } finally {
    db.close();
  }
  if (check === 'absent') writeKeyCheck(folder, key);
}

/** Built under another name, so that an archive.db is always a whole one. */
function create(folder: string, key: Uint8Array, steps: readonly Migration[]): void {
  const path = join(folder, FILE);
  if (sizeOf(`${path}-wal`) > 0) throw trouble(folder, 'corrupt', `${FILE} is missing, its log is there`);
  const fresh = `${path}.new`;
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(fresh + suffix, { force: true });
  closeSync(openSync(fresh, 'wx', 0o600));
  const db = unlocked(fresh, key);
  try {
    db.pragma('journal_mode = WAL');
    migrate(db, steps);
  } finally {
    db.close();
  }
  writeKeyCheck(folder, key);
  renameSync(fresh, path);
  syncFolder(folder);
}

function connect(folder: string, key: Uint8Array, steps: readonly Migration[]): Driver {
  const path = join(folder, FILE);
  tighten(path, 0o600);
  const db = unlocked(path, key);
  try {
    const found = schemaVersion(db);
    // A file that SQLite could only open for reading shows it here, not at the first message.
    db.exec(`BEGIN IMMEDIATE; PRAGMA user_version = ${found}; ROLLBACK`);
    db.pragma('journal_mode = WAL');
    db.pragma('journal_size_limit = 16777216');
    if (found < steps.length) {
      const backup = keepCopy(folder, db, found);
      migrate(db, steps);
      forgetOlderCopies(folder, found, backup);
    }
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** A copy under the same key before the schema changes: archive.v<version>.backup.db. */
function keepCopy(folder: string, db: Driver, version: number): string {
  const path = join(folder, copyName(version));
  const partial = `${path}.partial`;
  rmSync(partial, { force: true });
  closeSync(openSync(partial, 'wx', 0o600));
  try {
    db.prepare('VACUUM INTO ?').run(partial);
    const file = openSync(partial, 'r+');
    fsyncSync(file);
    closeSync(file);
    renameSync(partial, path);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
  syncFolder(folder);
  return path;
}

function forgetOlderCopies(folder: string, version: number, kept: string): void {
  for (let older = 1; older < version; older++) {
    const path = join(folder, copyName(older));
    if (path !== kept) rmSync(path, { force: true });
  }
}

function copyName(version: number): string {
  return `archive.v${version}.backup.db`;
}

/** Runs `work`; whatever the file system or SQLite refuses comes out as ArchiveTrouble. */
export function explained<T>(folder: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof ArchiveTrouble) throw error;
    const kind = troubleOf(error);
    if (kind === undefined) throw error;
    throw trouble(folder, kind === 'unreadable' ? (refusal(folder) ?? kind) : kind, error instanceof Error ? error.message : undefined);
  }
}

/** SQLite says "cannot open" for most things; the folder itself may say why. */
function refusal(folder: string): StorageTroubleKind | undefined {
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    return troubleOf(error);
  }
}

function trouble(folder: string, kind: StorageTroubleKind, detail?: string): ArchiveTrouble {
  return new ArchiveTrouble(detail === undefined ? { kind, folder } : { kind, folder, detail });
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** Nobody but the owner; the log and its index inherit the mode of the file. */
function tighten(path: string, mode: number): void {
  if ((statSync(path).mode & 0o077) !== 0 && process.platform !== 'win32') chmodSync(path, mode);
}

function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
