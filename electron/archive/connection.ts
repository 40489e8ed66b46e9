// A connection to the archive's file: SQLCipher 4 format, raw 32-byte key, nothing unencrypted on disk.
import { join } from 'node:path';
import Database from 'better-sqlite3-multiple-ciphers';
import { tighten } from './files.ts';
import { type Driver, schemaVersion } from './migrations.ts';

/** How long a statement waits for another thread's connection, in ms. */
export const BUSY = 500;

export const FILE = 'archive.db';

/** What another thread needs for a connection of its own. */
export interface ArchivePlace {
  readonly folder: string;
  readonly key: Uint8Array;
}

export function unlocked(path: string, key: Uint8Array, options: { readonly readonly?: boolean } = {}): Driver {
  const db = new Database(path, { timeout: BUSY, fileMustExist: true, readonly: options.readonly ?? false });
  try {
    db.pragma("cipher = 'sqlcipher'");
    db.pragma('legacy = 4');
    db.pragma(`key = "x'${Buffer.from(key).toString('hex')}'"`);
    db.pragma('synchronous = FULL');
    db.pragma('foreign_keys = ON');
    db.pragma('secure_delete = ON');
    db.pragma('cell_size_check = ON');
    db.pragma('trusted_schema = OFF');
    // Sorting and statement journals would otherwise lie unencrypted in the system's temporary folder.
    db.pragma('temp_store = MEMORY');
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Beside the thread that writes: moves what lies in the log into the file (PASSIVE: nobody waits for it). */
export function openForCheckpoints({ folder, key }: ArchivePlace): { checkpoint(): void; close(): void } {
  const db = unlocked(join(folder, FILE), key);
  return { checkpoint: () => void db.pragma('wal_checkpoint(PASSIVE)'), close: () => void db.close() };
}

/** For reading only, beside the thread that writes. */
export const openForReading = ({ folder, key }: ArchivePlace): Driver => unlocked(join(folder, FILE), key, { readonly: true });

/** For the one thread that writes. */
export function openForWriting({ folder, key }: ArchivePlace): Driver {
  const path = join(folder, FILE);
  tighten(path, 0o600);
  const db = unlocked(path, key);
  try {
    // A file that SQLite could only open for reading shows it here, not at the first message.
    db.exec(`BEGIN IMMEDIATE; PRAGMA user_version = ${schemaVersion(db)}; ROLLBACK`);
    db.pragma('journal_mode = WAL');
    db.pragma('journal_size_limit = 16777216');
    // As much, should the thread that does this otherwise (services/checkpoints.ts) not keep up.
    db.pragma('wal_autocheckpoint = 4096');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}
