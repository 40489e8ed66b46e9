// What an own message says of the one it answers (XEP-0461): its id, its author, and enough of its text to know which one is meant.
import type { ConversationId } from '../../shared/conversation.ts';
import type { MessageId } from '../../shared/message.ts';
import type { Archive } from './database.ts';

/** Characters and lines of it that travel with the answer. */
const QUOTATION = 300;
const LINES = 4;

export function makeAnswers(archive: Archive) {
  const source = archive.prepare<[number, number], { origin_id: string | null; stanza_id: string | null; sender: string; body: string }>(`
    SELECT origin_id, stanza_id, sender, substr(body, 1, ${QUOTATION}) AS body FROM messages
    WHERE id = ? AND conversation = ? AND kind = 'text' AND retracted_at IS NULL AND coalesce(origin_id, stanza_id) IS NOT NULL`);

  return {
    /** The columns of an answer to this message; all NULL when there is none, or none that can be named. */
    to(conversation: ConversationId, message: MessageId | undefined) {
      const row = message === undefined ? undefined : source.get(Number(message), Number(conversation));
      return {
        // 3.1: the author's origin-id before the id attribute.
        replyId: row?.origin_id ?? row?.stanza_id ?? null,
        replySender: row?.sender ?? null,
        replyQuote: row === undefined ? null : row.body.split('\n').slice(0, LINES).join('\n').trim(),
      };
    },
  };
}
