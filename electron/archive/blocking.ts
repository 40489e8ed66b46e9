// Whom the servers of the accounts keep away (XEP-0191), as they said it last, so that it is known without a connection too.
import type { Archive } from './database.ts';

export function makeBlocked(archive: Archive) {
  const list = archive.prepare<[string], { address: string }>('SELECT address FROM blocked WHERE account = ? ORDER BY address');
  const add = archive.prepare<[string, string]>('INSERT OR IGNORE INTO blocked (account, address) VALUES (?, ?)');
  const remove = archive.prepare<[string, string]>('DELETE FROM blocked WHERE account = ? AND address = ?');
  const clear = archive.prepare<[string]>('DELETE FROM blocked WHERE account = ?');
  const newest = archive.prepare<[string, string, number], { id: string }>(`
    SELECT m.archive_id AS id FROM messages m JOIN conversations c ON c.id = m.conversation
    WHERE c.account = ? AND c.address = ? AND m.direction = 'in' AND m.archived_by = '' AND m.archive_id IS NOT NULL
    ORDER BY m.position DESC LIMIT ?`);

  return {
    list: (account: string): readonly string[] => list.all(account).map((row) => row.address),
    add: (account: string, addresses: readonly string[]): void => addresses.forEach((each) => void add.run(account, each)),
    remove: (account: string, addresses: readonly string[]): void => addresses.forEach((each) => void remove.run(account, each)),
    replace: (account: string, addresses: readonly string[]): void =>
      archive.transaction(() => {
        clear.run(account);
        for (const each of addresses) add.run(account, each);
      }),
    /** The newest messages of an address, by the ids the account's archive on the server gave them. */
    newestFrom: (account: string, address: string, limit: number): readonly string[] =>
      newest.all(account, address, limit).map((row) => row.id),
  };
}

export type BlockedStore = ReturnType<typeof makeBlocked>;
