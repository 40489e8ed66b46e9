// The schema as an append-only list: step n makes version n (PRAGMA user_version). A published step is never edited.
// Text is UTF-8, times are ms since the epoch, groups are a JSON array, yes/no is 1/0.
import type Database from 'better-sqlite3-multiple-ciphers';
import { approvedContacts, blockedAddresses, claimedInWriting, claimedNames, contactNotes } from './contact-schema.ts';
import { readAnew } from './index-schema.ts';
import { archivedChanges, deletions, forgotten, mentions, messageLife, places, refusals, standIns } from './life-schema.ts';
import { profiles } from './profile-schema.ts';
import { shelves } from './shelf-schema.ts';

export type Driver = Database.Database;
export type Migration = (db: Driver) => void;

export const migrations: readonly Migration[] = [
  firstSchema,
  discoveries,
  conversationCoverage,
  keptSessions,
  capabilities,
  blockedAddresses,
  approvedContacts,
  messageLife,
  firstMessages,
  contactNotes,
  idlePresences,
  guests,
  profiles,
  changesOfConversation,
  standIns,
  claimedNames,
  refusals,
  places,
  archivedChanges,
  shelves,
  claimedInWriting,
  forgotten,
  mentions,
  readAnew,
  deletions,
];

export function schemaVersion(db: Driver): number {
  return Number(db.pragma('user_version', { simple: true }));
}

/** Brings the schema up, one transaction per step: killed anywhere, the next start goes on from the last whole step. */
export function migrate(db: Driver, steps: readonly Migration[]): void {
  for (const [index, step] of steps.entries()) {
    if (index < schemaVersion(db)) continue;
    db.transaction(() => {
      step(db);
      db.pragma(`user_version = ${index + 1}`);
    }).immediate();
  }
}

function firstSchema(db: Driver): void {
  db.exec(`
    -- removed, here and below: gone for everybody but removal.ts, which deletes it piece by piece.
    CREATE TABLE accounts (
      id TEXT PRIMARY KEY,
      address TEXT NOT NULL UNIQUE,
      created_at INTEGER NOT NULL,
      roster_version TEXT,
      removed INTEGER NOT NULL DEFAULT 0
    ) STRICT;

    CREATE TABLE contacts (
      account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
      address TEXT NOT NULL,
      name TEXT NOT NULL DEFAULT '',
      subscription TEXT NOT NULL DEFAULT 'none' CHECK (subscription IN ('none', 'to', 'from', 'both')),
      asked INTEGER NOT NULL DEFAULT 0,
      groups TEXT NOT NULL DEFAULT '[]',
      listed INTEGER NOT NULL DEFAULT 0,
      request INTEGER NOT NULL DEFAULT 0,
      last_seen INTEGER,
      PRIMARY KEY (account, address)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE conversations (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
      kind TEXT NOT NULL DEFAULT 'direct' CHECK (kind IN ('direct', 'room')),
      address TEXT NOT NULL,
      draft TEXT NOT NULL DEFAULT '',
      draft_at INTEGER,
      unread INTEGER NOT NULL DEFAULT 0,
      read_up_to INTEGER NOT NULL DEFAULT 0,
      last_message INTEGER,
      active_at INTEGER NOT NULL,
      created_at INTEGER NOT NULL,
      pinned INTEGER NOT NULL DEFAULT 0,
      muted_until INTEGER,
      archived INTEGER NOT NULL DEFAULT 0,
      marked_unread INTEGER NOT NULL DEFAULT 0,
      removed INTEGER NOT NULL DEFAULT 0,
      UNIQUE (account, address)
    ) STRICT;

    -- position: the order key, one line for all messages of an account, with gaps (positions.ts).
    -- archived_by: whose archive gave archive_id; '' is the account's own.
    -- stamped: sent_at is the archive's stamp, not a clock of this machine or of the sender.
    -- unread: counts until read; conversations.unread is the number of these rows.
    CREATE TABLE messages (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
      conversation INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
      direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
      sender TEXT NOT NULL,
      occupant_id TEXT,
      stanza_id TEXT,
      origin_id TEXT,
      archive_id TEXT,
      archived_by TEXT NOT NULL DEFAULT '',
      position INTEGER NOT NULL,
      sent_at INTEGER NOT NULL,
      stamped INTEGER NOT NULL DEFAULT 0,
      stored_at INTEGER NOT NULL,
      kind TEXT NOT NULL DEFAULT 'text',
      state TEXT NOT NULL CHECK (state IN ('pending', 'sending', 'sent', 'delivered', 'read', 'failed', 'received')),
      unread INTEGER NOT NULL DEFAULT 0,
      failure_condition TEXT,
      failure_text TEXT,
      encryption TEXT,
      delivered_at INTEGER,
      read_at INTEGER,
      corrected_at INTEGER,
      retracted_at INTEGER,
      length INTEGER NOT NULL,
      body TEXT NOT NULL
    ) STRICT;
    CREATE INDEX messages_by_position ON messages (conversation, position);
    CREATE INDEX messages_by_order ON messages (account, position);
    CREATE UNIQUE INDEX messages_by_archive_id ON messages (account, archived_by, archive_id) WHERE archive_id IS NOT NULL;
    CREATE INDEX messages_by_stanza_id ON messages (conversation, stanza_id) WHERE stanza_id IS NOT NULL;
    CREATE INDEX messages_by_origin_id ON messages (conversation, origin_id) WHERE origin_id IS NOT NULL;
    CREATE INDEX messages_unread ON messages (conversation, position) WHERE unread = 1;
    CREATE INDEX messages_own ON messages (conversation) WHERE direction = 'out';
    CREATE INDEX messages_outbox ON messages (account, state) WHERE state IN ('pending', 'sending');

    -- Earlier wordings of corrected messages, oldest first (XEP-0308).
    CREATE TABLE revisions (
      message INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
      number INTEGER NOT NULL,
      body TEXT NOT NULL,
      sent_at INTEGER NOT NULL,
      stanza_id TEXT,
      origin_id TEXT,
      archive_id TEXT,
      PRIMARY KEY (message, number)
    ) STRICT, WITHOUT ROWID;

    -- XEP-0444.
    CREATE TABLE reactions (
      message INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
      sender TEXT NOT NULL,
      emoji TEXT NOT NULL,
      occupant_id TEXT,
      archive_id TEXT,
      sent_at INTEGER NOT NULL,
      PRIMARY KEY (message, sender, emoji)
    ) STRICT, WITHOUT ROWID;

    -- What of a server archive lies here without a hole: stretches of archive ids, both ends included (XEP-0313).
    CREATE TABLE coverage (
      id INTEGER PRIMARY KEY,
      account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
      archive TEXT NOT NULL,
      first_id TEXT NOT NULL,
      last_id TEXT NOT NULL,
      first_position INTEGER,
      last_position INTEGER,
      from_start INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX coverage_by_archive ON coverage (account, archive);

    -- Stanzas whose handler failed: kept as they came, counted as handled.
    CREATE TABLE quarantine (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
      xml TEXT NOT NULL,
      reason TEXT NOT NULL,
      at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX quarantine_by_account ON quarantine (account);

    CREATE VIRTUAL TABLE messages_text USING fts5 (
      body, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
    );
  `);
}

/** See discoveries.ts; answer is JSON. */
function discoveries(db: Driver): void {
  db.exec(`
    CREATE TABLE discoveries (
      account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
      entity TEXT NOT NULL,
      question TEXT NOT NULL,
      answer TEXT NOT NULL,
      at INTEGER NOT NULL,
      PRIMARY KEY (account, entity, question)
    ) STRICT, WITHOUT ROWID;
  `);
}

// A stretch of an archive may be known for one conversation alone: `peer` is its address, '' for everything in the archive.
function conversationCoverage(db: Driver): void {
  db.exec(`
    ALTER TABLE coverage ADD COLUMN peer TEXT NOT NULL DEFAULT '';
    DROP INDEX coverage_by_archive;
    CREATE INDEX coverage_by_archive ON coverage (account, archive, peer);
  `);
}

function keptSessions(db: Driver): void {
  db.exec(`
    -- XEP-0198: what the next start needs to resume the session; queue is a JSON array of [sequence number, message].
    CREATE TABLE sessions (
      account TEXT PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
      jid TEXT NOT NULL,
      id TEXT NOT NULL,
      inbound INTEGER NOT NULL,
      acked INTEGER NOT NULL,
      sent INTEGER NOT NULL,
      queue TEXT NOT NULL,
      max INTEGER,
      location TEXT,
      at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    -- What the server said or was told once in the session: it will not be said again when that is resumed.
    CREATE TABLE session_notes (
      account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
      name TEXT NOT NULL,
      value TEXT NOT NULL,
      PRIMARY KEY (account, name)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE presences (
      account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
      address TEXT NOT NULL,
      resource TEXT NOT NULL,
      show TEXT NOT NULL,
      status TEXT,
      priority INTEGER NOT NULL,
      PRIMARY KEY (account, address, resource)
    ) STRICT, WITHOUT ROWID;
  `);
}

/** See capabilities.ts; answer is JSON. */
function capabilities(db: Driver): void {
  db.exec('CREATE TABLE capabilities (hash TEXT NOT NULL UNIQUE, answer TEXT NOT NULL, at INTEGER NOT NULL) STRICT');
}

// accepted: 1, the person opened it; 2, they accepted what a stranger wrote. declined: the newest message when they did not want it.
function firstMessages(db: Driver): void {
  db.exec(`
    ALTER TABLE conversations ADD COLUMN accepted INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE conversations ADD COLUMN declined INTEGER;
    UPDATE conversations SET accepted = 1 WHERE pinned = 1 OR archived = 1 OR muted_until IS NOT NULL OR draft <> '';
  `);
}

function idlePresences(db: Driver): void {
  db.exec('ALTER TABLE presences ADD COLUMN idle_since INTEGER');
}

/** 1: nothing of it outlives Kith. */
function guests(db: Driver): void {
  db.exec('ALTER TABLE accounts ADD COLUMN guest INTEGER NOT NULL DEFAULT 0');
}

/** So that a conversation that goes takes its changes with it without reading everybody's. */
function changesOfConversation(db: Driver): void {
  db.exec('CREATE INDEX changes_of_conversation ON changes (conversation)');
}
