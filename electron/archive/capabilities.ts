// What devices can do, by the hash they tell it with (XEP-0115, XEP-0390): verified, so the same for everybody, whoever said it.
import type { Discovery } from '../../shared/discovery.ts';
import type { Archive } from './database.ts';

/** Characters of an answer worth keeping, and answers kept. */
const LONGEST = 64_000;
const MOST = 500;

export function makeCapabilities(archive: Archive) {
  const find = archive.prepare<[string], { answer: string }>('SELECT answer FROM capabilities WHERE hash = ?');
  const put = archive.prepare<[string, string, number]>('INSERT OR REPLACE INTO capabilities (hash, answer, at) VALUES (?, ?, ?)');
  const prune = archive.prepare<[number]>(
    'DELETE FROM capabilities WHERE hash IN (SELECT hash FROM capabilities ORDER BY at DESC, rowid DESC LIMIT -1 OFFSET ?)',
  );

  return {
    find(hash: string): Discovery | undefined {
      const row = find.get(hash);
      return row === undefined ? undefined : (JSON.parse(row.answer) as Discovery);
    },
    keep(hash: string, info: Discovery): void {
      const answer = JSON.stringify(info);
      if (answer.length > LONGEST) return;
      archive.transaction(() => {
        put.run(hash, answer, archive.now());
        prune.run(MOST);
      });
    },
  };
}
