// The archive's file: encrypted SQLite (connection.ts), write-ahead log, every commit on disk before it returns.
// Opening looks first and writes afterwards: whatever is wrong, the files stay as they were.
import { accessSync, closeSync, constants, existsSync, mkdirSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type Database from 'better-sqlite3-multiple-ciphers';
import { type Signal, signal } from '../../shared/signal.ts';
import type { StorageTroubleKind } from '../../shared/storage.ts';
import { type ArchivePlace, BUSY, FILE, openForWriting, unlocked } from './connection.ts';
import { sizeOf, syncFolder, tighten } from './files.ts';
import { takeGuard } from './guard.ts';
import { checkKey, writeKeyCheck } from './key-check.ts';
import { type Driver, type Migration, migrate, migrations, schemaVersion } from './migrations.ts';
import { makeTextIndex, type TextIndex } from './text-index.ts';
import { ArchiveTrouble, troubleOf } from './trouble.ts';
import { update } from './updating.ts';

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
  /** So many rows were changed by what was committed. */
  readonly committed: Signal<number>;
  /** The open transaction has changed something. */
  writing(): boolean;
  readonly index: TextIndex;
  /** It was not closed the last time: worth looking through (looking-through.ts). */
  readonly unclean: boolean;
  /** Moves the log into the file and empties it, so that nothing deleted lies there; false while another thread reads it. Waits for nobody. */
  emptyLog(): boolean;
  /** Moves the log into the file and gives the folder free. */
  close(): void;
}

export interface ArchiveOptions {
  readonly now?: () => number;
  /** An outdated archive of more bytes is left as it is, with ArchiveOutdated. */
  readonly updateUpTo?: number;
  readonly migrations?: readonly Migration[];
}

/** Thrown by openArchive: bringing this one up to date takes longer than whoever opens it wants to wait. */
export class ArchiveOutdated extends Error {}

export function archiveExists(folder: string): boolean {
  return existsSync(join(folder, FILE));
}

/** Opens the archive in `folder` or makes an empty one. Throws ArchiveTrouble and ArchiveOutdated. */
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
      if (!archiveExists(folder)) create(folder, key, steps);
      else {
        const found = inspect(folder, key, steps.length);
        if (found < steps.length) {
          if (sizeOf(join(folder, FILE)) > (options.updateUpTo ?? Number.POSITIVE_INFINITY)) throw new ArchiveOutdated();
          update({ folder, key }, steps, found);
        }
      }
      const db = openForWriting({ folder, key });
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
  const committed = signal<number>();
  let before = 0;
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
    before = changes.get() ?? 0;
    const value = bounded(work, () => index.flush());
    committed.emit((changes.get() ?? 0) - before);
    return value;
  }

  return {
    folder: place.folder,
    place,
    now,
    prepare: <P extends unknown[], R>(sql: string) => db.prepare<P, R>(sql) as Database.Statement<P, R>,
    pragma: (source) => db.pragma(source),
    transaction,
    committed,
    attempt: (work) => (db.inTransaction ? bounded(work, () => undefined) : transaction(work)),
    writing: () => db.inTransaction && changes.get() !== before,
    index,
    unclean,
    emptyLog() {
      db.pragma('busy_timeout = 0');
      try {
        return db.pragma('wal_checkpoint(TRUNCATE)', { simple: true }) === 0;
      } finally {
        db.pragma(`busy_timeout = ${BUSY}`);
      }
    },
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

/** Looks through a connection that cannot write, so that a damaged or newer archive keeps every byte, its log included. The version found. */
function inspect(folder: string, key: Uint8Array, version: number): number {
  const path = join(folder, FILE);
  accessSync(path, constants.R_OK | constants.W_OK);
  const check = checkKey(folder, key);
  if (check === 'different') throw trouble(folder, 'key-missing', 'the key does not belong to this archive');
  if (statSync(path).size === 0) throw trouble(folder, 'corrupt', 'the file is empty');
  const db = unlocked(path, key, { readonly: true });
  let found: number;
  try {
    found = schemaVersion(db);
    if (found > version) throw trouble(folder, 'newer', `schema ${found}, this version knows ${version}`);
    if (found === 0) throw trouble(folder, 'corrupt', 'no schema');
  } finally {
    db.close();
  }
  if (check === 'absent') writeKeyCheck(folder, key);
  return found;
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
