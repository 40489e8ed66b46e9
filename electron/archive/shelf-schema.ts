// A step of the schema (migrations.ts): shelves, see shelves.ts.
import type Database from 'better-sqlite3-multiple-ciphers';

/** 2 ** BITS ids per shelf. */
export const BITS = 10;

/** What goes leaves its shelf as it was: the bound still holds. What moves, moves it: positions.ts. */
export function shelves(db: Database.Database): void {
  db.exec(`
    CREATE TABLE shelves (
      account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
      shelf INTEGER NOT NULL,
      newest INTEGER NOT NULL,
      PRIMARY KEY (account, shelf)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO shelves SELECT account, id >> ${BITS}, max(position) FROM messages GROUP BY 1, 2;
    CREATE TRIGGER messages_on_shelves AFTER INSERT ON messages BEGIN
      INSERT INTO shelves VALUES (new.account, new.id >> ${BITS}, new.position)
        ON CONFLICT DO UPDATE SET newest = max(newest, excluded.newest);
    END;
  `);
}
