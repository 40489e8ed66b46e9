// What the person said about a message and the other side's server refused. The account's own archive keeps it all the same, as if it had
// arrived, and would bring it back.
import type { Archive } from './database.ts';

export function makeRefusals(archive: Archive) {
  const insert = archive.prepare<[number, string]>('INSERT OR IGNORE INTO refusals (conversation, stanza_id) VALUES (?, ?)');
  const known = archive.prepare<[number, string], unknown>('SELECT 1 FROM refusals WHERE conversation = ? AND stanza_id = ?');
  return {
    add: (conversation: number, stanzaId: string): void => void insert.run(conversation, stanzaId),
    has: (conversation: number, stanzaId: string): boolean => known.get(conversation, stanzaId) !== undefined,
  };
}
