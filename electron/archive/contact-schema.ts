// Steps of the schema (migrations.ts): what the person has on the contact list beside what the server tells of it.
import type Database from 'better-sqlite3-multiple-ciphers';

/** See blocking.ts. */
export function blockedAddresses(db: Database.Database): void {
  db.exec(`
    CREATE TABLE blocked (
      account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
      address TEXT NOT NULL,
      PRIMARY KEY (account, address)
    ) STRICT, WITHOUT ROWID;
  `);
}

export function approvedContacts(db: Database.Database): void {
  db.exec('ALTER TABLE contacts ADD COLUMN approved INTEGER NOT NULL DEFAULT 0');
}

/** See notes.ts. */
export function contactNotes(db: Database.Database): void {
  db.exec(`
    CREATE TABLE notes (
      account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
      address TEXT NOT NULL,
      text TEXT NOT NULL,
      PRIMARY KEY (account, address)
    ) STRICT, WITHOUT ROWID;
  `);
}

/** What somebody calls themselves who asks for something; see Contact.claims. */
export function claimedNames(db: Database.Database): void {
  db.exec("ALTER TABLE contacts ADD COLUMN claims TEXT NOT NULL DEFAULT ''");
}

/** The same of somebody who writes first; see Conversation.claims. */
export function claimedInWriting(db: Database.Database): void {
  db.exec("ALTER TABLE conversations ADD COLUMN claims TEXT NOT NULL DEFAULT ''");
}
