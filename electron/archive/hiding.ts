// A message deleted on this device only: nothing of its text is left, but copies of it are still recognised.
import type { ConversationId } from '../../shared/conversation.ts';
import type { Archive } from './database.ts';
import { makeMentions } from './mentions.ts';
import { makeQuotes } from './quotes.ts';
import { NEWEST } from './rows.ts';

interface Hidden {
  readonly conversation: number;
  readonly unread: number;
  readonly sender: string;
  readonly stanza_id: string | null;
  readonly origin_id: string | null;
}

/** Returns its conversation; undefined when there is no such message. */
export function makeHiding(archive: Archive): (id: number) => ConversationId | undefined {
  const { unquote } = makeQuotes(archive);
  const mentions = makeMentions(archive);
  const hide = archive.prepare<[number], Hidden>(`
    UPDATE messages SET kind = 'deleted', body = '', length = 0, original = NULL, reply_quote = NULL,
      state = CASE state WHEN 'pending' THEN 'failed' ELSE state END
    WHERE id = ? AND kind = 'text' RETURNING conversation, unread, sender, stanza_id, origin_id`);
  const read = archive.prepare<[number]>('UPDATE messages SET unread = 0 WHERE id = ?');
  // Taking it back is not undone by not wanting to see it.
  const forget = archive.prepare<[number]>(`DELETE FROM changes WHERE message = ? AND NOT (kind = 'retraction' AND state = 'pending')`);
  const recount = archive.prepare<[{ id: number; unread: number; mentions: number }]>(`
    UPDATE conversations SET unread = unread - @unread, mentions = mentions - @mentions, last_message = (SELECT m.id ${NEWEST}),
      active_at = coalesce((SELECT min(m.sent_at, m.stored_at) ${NEWEST}), created_at)
    WHERE id = @id`);
  return (id) => {
    const row = hide.get(id);
    if (row === undefined) return undefined;
    read.run(id);
    const mentioned = mentions.forget(id);
    forget.run(id);
    archive.index.remove(id);
    unquote(row);
    recount.run({ id: row.conversation, unread: row.unread, mentions: row.unread * mentioned });
    return String(row.conversation);
  };
}
