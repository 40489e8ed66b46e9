// What a corrected message said before (XEP-0308).
import type { MessageId, Revision } from '../../shared/message.ts';
import { byOrder, type OrderedChange } from './change-order.ts';
import type { Archive } from './database.ts';

/** Oldest first. */
export function makeRevisions(archive: Pick<Archive, 'prepare'>): (message: MessageId) => readonly Revision[] {
  const wordings = archive.prepare<[number], Revision & { readonly standIn: number }>(`
    SELECT coalesce(original, body) AS body, sent_at AS at, stand_in AS standIn FROM messages
    WHERE id = ? AND corrected_at IS NOT NULL AND retracted_at IS NULL`);
  const corrections = archive.prepare<[number], OrderedChange & { readonly content: string }>(
    `SELECT id, position, sent_at, stamped, content FROM changes WHERE message = ? AND kind = 'correction'`,
  );
  return (message) => {
    const first = wordings.get(Number(message));
    if (first === undefined) return [];
    const { body, at, standIn } = first;
    const later = corrections.all(Number(message)).sort(byOrder);
    // Of a message that is not here nobody knows what it said first.
    return [...(standIn === 1 ? [] : [{ body, at }]), ...later.map(({ content, sent_at }) => ({ body: content, at: sent_at }))].slice(
      0,
      -1,
    );
  };
}
