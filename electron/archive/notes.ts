// What the person noted about somebody: on this device only, nobody else can read it.
import type { Archive } from './database.ts';

export function makeNotes(archive: Archive) {
  const one = archive.prepare<[string, string], { text: string }>('SELECT text FROM notes WHERE account = ? AND address = ?');
  const put = archive.prepare<[string, string, string]>(
    'INSERT INTO notes (account, address, text) VALUES (?, ?, ?) ON CONFLICT (account, address) DO UPDATE SET text = excluded.text',
  );
  const drop = archive.prepare<[string, string]>('DELETE FROM notes WHERE account = ? AND address = ?');

  return {
    /** '' for none. */
    get: (account: string, address: string): string => one.get(account, address)?.text ?? '',
    set(account: string, address: string, text: string): void {
      if (text.trim() === '') drop.run(account, address);
      else put.run(account, address, text);
    },
  };
}
