// Deleting much takes long, so what is to go is hidden at once, in one short transaction, and then leaves the file in slices.
// The marks go last: killed in between, the next start goes on where this one was.
import type { ConversationId } from '../../shared/conversation.ts';
import type { Archive } from './database.ts';
import { makeForgotten } from './forgotten.ts';
import { FACELESS } from './profiles.ts';

/** Messages per slice: a few ms, and a commit. */
const SLICE = 250;
/** Tables of an account that are emptied at once. */
const SMALL = [
  'contacts',
  'coverage',
  'quarantine',
  'discoveries',
  'sessions',
  'session_notes',
  'presences',
  'blocked',
  'notes',
  'profiles',
  'forgotten',
  'deletions',
];

export function makeRemoval(archive: Archive) {
  const forgotten = makeForgotten(archive);
  // An address nobody can have, so that the real one is free.
  const hide = archive.prepare<[number]>("UPDATE conversations SET removed = 1, address = 'removed ' || id WHERE id = ?");
  const date = archive.prepare<[number, number]>(
    'INSERT OR REPLACE INTO deletions (account, address, at) SELECT account, address, ? FROM conversations WHERE id = ?',
  );
  const hideAll = archive.prepare<[string]>("UPDATE conversations SET removed = 1, address = 'removed ' || id WHERE account = ?");
  const hideAccount = archive.prepare<[string]>(
    "UPDATE accounts SET removed = 1, address = 'removed ' || id, roster_version = NULL WHERE id = ?",
  );
  const small = SMALL.map((table) => archive.prepare<[string]>(`DELETE FROM ${table} WHERE account = ?`));
  const faceless = archive.prepare(FACELESS);
  const hidden = archive.prepare<[], { id: number }>('SELECT id FROM conversations WHERE removed = 1');
  const hiddenAccounts = archive.prepare<[], { id: string }>('SELECT id FROM accounts WHERE removed = 1');
  const some = archive.prepare<[number, number], { id: number }>('SELECT id FROM messages WHERE conversation = ? LIMIT ?');
  const message = archive.prepare<[number]>('DELETE FROM messages WHERE id = ?');
  const conversation = archive.prepare<[number]>('DELETE FROM conversations WHERE id = ?');
  const account = archive.prepare<[string]>('DELETE FROM accounts WHERE id = ?');

  return {
    conversation(id: ConversationId): void {
      archive.transaction(() => {
        forgotten.remember(Number(id));
        date.run(archive.now(), Number(id));
        hide.run(Number(id));
      });
    },

    account(id: string): void {
      archive.transaction(() => {
        hideAll.run(id);
        for (const each of small) each.run(id);
        faceless.run();
        hideAccount.run(id);
      });
    },

    /** Something is hidden and not gone yet. */
    waiting: (): boolean => hidden.get() !== undefined || hiddenAccounts.get() !== undefined,

    /** Deletes a slice of messages; false when there are none left. */
    slice(): boolean {
      return archive.transaction(() => {
        for (const { id } of hidden.all()) {
          const rows = some.all(id, SLICE);
          for (const row of rows) {
            archive.index.remove(row.id);
            message.run(row.id);
          }
          if (rows.length > 0) return true;
        }
        return false;
      });
    },

    /** The marks themselves, once all slices are gone and the index is clean. */
    finish(): void {
      archive.transaction(() => {
        for (const { id } of hidden.all()) conversation.run(id);
        for (const { id } of hiddenAccounts.all()) account.run(id);
      });
    },
  };
}

export type Removal = ReturnType<typeof makeRemoval>;
