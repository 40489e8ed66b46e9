// Steps of the schema (migrations.ts): what is said about messages, and how far they were read.
import type Database from 'better-sqlite3-multiple-ciphers';

export function messageLife(db: Database.Database): void {
  db.exec(`
    -- Never written: what they were for lies in changes.
    DROP TABLE revisions;
    DROP TABLE reactions;

    -- What was said about messages (changes.ts). message: NULL while the one it is about is not here. position: the same line of order as
    -- the messages'. content: the new text of a correction, the emoji of reactions as a JSON array. state: 'pending' until an own one left.
    CREATE TABLE changes (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
      conversation INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
      message INTEGER REFERENCES messages (id) ON DELETE CASCADE,
      kind TEXT NOT NULL CHECK (kind IN ('receipt', 'marker', 'correction', 'retraction', 'reactions')),
      direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
      sender TEXT NOT NULL,
      target TEXT NOT NULL,
      stanza_id TEXT,
      archive_id TEXT,
      position INTEGER NOT NULL,
      sent_at INTEGER NOT NULL,
      stamped INTEGER NOT NULL DEFAULT 0,
      state TEXT NOT NULL DEFAULT 'done' CHECK (state IN ('pending', 'done')),
      content TEXT NOT NULL DEFAULT ''
    ) STRICT;
    CREATE INDEX changes_by_order ON changes (account, position);
    CREATE INDEX changes_by_message ON changes (message, kind, position);
    CREATE INDEX changes_waiting ON changes (conversation, target, position) WHERE message IS NULL;
    CREATE INDEX changes_waiting_by_sender ON changes (conversation, sender) WHERE message IS NULL;
    CREATE INDEX changes_by_stanza_id ON changes (conversation, stanza_id) WHERE stanza_id IS NOT NULL;
    CREATE INDEX changes_outbox ON changes (account) WHERE state = 'pending';

    -- original: the text as it was first sent, once it was corrected. kind 'deleted': deleted on this device only, kept to recognise copies.
    ALTER TABLE messages ADD COLUMN original TEXT;
    ALTER TABLE messages ADD COLUMN markable INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE messages ADD COLUMN unstyled INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE messages ADD COLUMN reply_id TEXT;
    ALTER TABLE messages ADD COLUMN reply_sender TEXT;
    ALTER TABLE messages ADD COLUMN reply_quote TEXT;
    CREATE INDEX messages_by_reply ON messages (conversation, reply_id) WHERE reply_id IS NOT NULL;
    CREATE INDEX messages_unseen ON messages (conversation, position) WHERE direction = 'out' AND state IN ('sent', 'delivered');

    -- Positions like read_up_to. displayed: what the other side has seen, and when; told: what they were told is read here; synced: what the
    -- account's other devices were told.
    ALTER TABLE conversations ADD COLUMN displayed_up_to INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE conversations ADD COLUMN displayed_at INTEGER;
    ALTER TABLE conversations ADD COLUMN told_up_to INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE conversations ADD COLUMN synced_up_to INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE conversations ADD COLUMN draft_reply INTEGER;
    UPDATE conversations SET told_up_to = read_up_to, synced_up_to = read_up_to;
  `);
}

/** stand_in: a correction shown in place of a message that is not here; stanza_id is that message's (stand-ins.ts). */
export function standIns(db: Database.Database): void {
  db.exec(`
    ALTER TABLE messages ADD COLUMN stand_in INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX messages_standing_in ON messages (conversation, stanza_id) WHERE stand_in = 1;
  `);
}

/** See refusals.ts. */
export function refusals(db: Database.Database): void {
  db.exec(`
    CREATE TABLE refusals (
      conversation INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
      stanza_id TEXT NOT NULL,
      PRIMARY KEY (conversation, stanza_id)
    ) STRICT, WITHOUT ROWID;
  `);
}

/** Where the person left the log, above its newest message; NULL: at its end. */
export function places(db: Database.Database): void {
  db.exec(`
    ALTER TABLE conversations ADD COLUMN place INTEGER;
    ALTER TABLE conversations ADD COLUMN place_above REAL NOT NULL DEFAULT 0;
  `);
}

/**
 * See mentions.ts. first: in the text as it was first sent; now: in the one that counts. No column of messages, because a new one in a strict table
 * makes SQLite look through all of it: a dozen seconds for a million.
 */
export function mentions(db: Database.Database): void {
  db.exec(`
    CREATE TABLE mentions (
      message INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
      conversation INTEGER NOT NULL,
      first TEXT,
      now TEXT,
      me INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX mentions_of_me ON mentions (conversation) WHERE me = 1;
    ALTER TABLE changes ADD COLUMN mentions TEXT;
    ALTER TABLE conversations ADD COLUMN mentions INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE conversations ADD COLUMN draft_mentions TEXT;
  `);
}

/** So that how far somebody read can be told by what is no message of its own. */
export function archivedChanges(db: Database.Database): void {
  db.exec('CREATE INDEX changes_by_archive_id ON changes (conversation, archive_id) WHERE archive_id IS NOT NULL');
}

/** See forgotten.ts. archived: id is the archive's; else it is what the sender called it. */
export function forgotten(db: Database.Database): void {
  db.exec(`
    CREATE TABLE forgotten (
      account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
      address TEXT NOT NULL,
      archived INTEGER NOT NULL,
      id TEXT NOT NULL,
      PRIMARY KEY (account, address, archived, id)
    ) STRICT, WITHOUT ROWID;
  `);
}

/** When a chat was last deleted here: nothing is claimed of what it had before. */
export function deletions(db: Database.Database): void {
  db.exec(`
    CREATE TABLE deletions (
      account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
      address TEXT NOT NULL,
      at INTEGER NOT NULL,
      PRIMARY KEY (account, address)
    ) STRICT, WITHOUT ROWID;
  `);
}
