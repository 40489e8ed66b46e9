// What people tell of themselves, and their pictures by hash: the same picture is kept once, whoever has it.
import type Database from 'better-sqlite3-multiple-ciphers';

/** told_by: who said which picture, '' for nobody yet; refused: what lies there is none that can be shown. card is JSON. */
export function profiles(db: Database.Database): void {
  db.exec(`
    CREATE TABLE profiles (
      account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
      address TEXT NOT NULL,
      picture TEXT,
      told_by TEXT NOT NULL DEFAULT '' CHECK (told_by IN ('', 'pep', 'vcard')),
      refused INTEGER NOT NULL DEFAULT 0,
      nickname TEXT NOT NULL DEFAULT '',
      full_name TEXT NOT NULL DEFAULT '',
      card TEXT,
      PRIMARY KEY (account, address)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE pictures (
      hash TEXT NOT NULL UNIQUE,
      type TEXT NOT NULL,
      at INTEGER NOT NULL,
      bytes BLOB NOT NULL
    ) STRICT;
  `);
}
