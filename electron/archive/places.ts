// Looking messages up by where they stand, for whoever compares what lies here with a server's archive.
import type { ConversationId } from '../../shared/conversation.ts';
import type { MessageId } from '../../shared/message.ts';
import type { Archive } from './database.ts';

export function makePlaces(archive: Archive) {
  const archived = archive.prepare<[number, number], { archive_id: string }>(`
    SELECT archive_id FROM messages WHERE conversation = ? AND position >= ? AND archive_id IS NOT NULL AND archived_by = ''
    ORDER BY position LIMIT 1`);
  const sent = archive.prepare<[string, number], { sent_at: number }>(
    'SELECT sent_at FROM messages WHERE account = ? AND position >= ? ORDER BY position LIMIT 1',
  );
  const byArchiveId = archive.prepare<[string, string], { sent_at: number }>(
    `SELECT sent_at FROM messages WHERE account = ? AND archived_by = '' AND archive_id = ?`,
  );
  const known = archive.prepare<[string, number, number], unknown>(`
    SELECT 1 FROM messages WHERE account = ? AND position >= ? AND id < ? AND archive_id IS NOT NULL AND archived_by = '' LIMIT 1`);
  const place = archive.prepare<[number], { position: number }>('SELECT position FROM messages WHERE id = ?');

  return {
    /** Archive id of the conversation's first message from this position on that has one in the account's archive. */
    archiveIdFrom: (conversation: ConversationId, position: number): string | undefined =>
      archived.get(Number(conversation), position)?.archive_id,

    /** When the account's first message from this position on was sent, ms since the epoch. */
    sentFrom: (account: string, position: number): number | undefined => sent.get(account, position)?.sent_at,

    /** When the message with this id in the account's archive was sent, ms since the epoch. */
    sentAs: (account: string, archiveId: string): number | undefined => byArchiveId.get(account, archiveId)?.sent_at,

    /** Whether the account's archive told us, from this position on, of a message that lay here before this one. */
    knownBefore: (account: string, id: MessageId, position: number): boolean => known.get(account, position, Number(id)) !== undefined,

    /** Where these stand now; of rows that are gone nothing. */
    positions: (ids: readonly MessageId[]): readonly { readonly id: MessageId; readonly position: number }[] =>
      ids.flatMap((id) => {
        const row = place.get(Number(id));
        return row === undefined ? [] : [{ id, position: row.position }];
      }),
  };
}
