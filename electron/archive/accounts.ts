// The accounts of this archive. Removing one removes everything that was stored for it.
import type { Archive } from './database.ts';
import { FACELESS } from './profiles.ts';

export interface AccountRow {
  readonly id: string;
  /** Bare JID. */
  readonly address: string;
  readonly createdAt: number;
}

export function makeAccounts(archive: Archive) {
  const all = archive.prepare<[], AccountRow>(
    'SELECT id, address, created_at AS createdAt FROM accounts WHERE removed = 0 ORDER BY created_at, id',
  );
  const insert = archive.prepare<[string, string, number, number]>(
    'INSERT INTO accounts (id, address, created_at, guest) VALUES (?, ?, ?, ?)',
  );
  const rename = archive.prepare<[string, string]>('UPDATE accounts SET address = ? WHERE id = ?');
  const guests = archive.prepare<[], { id: string }>('SELECT id FROM accounts WHERE guest = 1');
  const remove = archive.prepare<[string]>('DELETE FROM accounts WHERE id = ?');
  const faceless = archive.prepare(FACELESS);
  const messages = archive.prepare<[string], { id: number }>('SELECT id FROM messages WHERE account = ?');

  return {
    list: (): readonly AccountRow[] => all.all(),

    /** Throws SqliteError (constraint) when the id or the address is there already. */
    add(id: string, address: string, guest = false): AccountRow {
      const createdAt = archive.now();
      insert.run(id, address, createdAt, Number(guest));
      return { id, address, createdAt };
    },

    /** Throws SqliteError (constraint) when the address is another's. */
    rename: (id: string, address: string): void => void rename.run(address, id),

    /** Ids of accounts that must not outlive Kith, removed or not. */
    guests: (): readonly string[] => guests.all().map(({ id }) => id),

    /** For an account with little in it; removal.ts takes its time for the others. */
    remove(id: string): void {
      archive.transaction(() => {
        for (const message of messages.all(id)) archive.index.remove(message.id);
        remove.run(id);
        faceless.run();
      });
    },
  };
}

export type AccountStore = ReturnType<typeof makeAccounts>;
