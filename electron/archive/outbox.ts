// Own messages on their way out. A message is 'sending' from before its first byte leaves until the server has it; after a crash such
// rows are uncertain: they stay 'sending' until the server's archive was asked, so that no crash can turn a sent message into a second one.
import type { ConversationId } from '../../shared/conversation.ts';
import type { Mention } from '../../shared/mention.ts';
import type { Message, MessageId } from '../../shared/message.ts';
import type { Archive } from './database.ts';
import { makeHiding } from './hiding.ts';
import { mentionsOf } from './mentions.ts';
import { MESSAGE_COLUMNS, type MessageRow, toMessage } from './rows.ts';

export interface OutboxRow {
  readonly id: MessageId;
  readonly account: string;
  readonly conversation: ConversationId;
  /** Bare JID to send to. */
  readonly address: string;
  readonly kind: 'direct' | 'room';
  readonly stanzaId: string;
  readonly originId: string;
  /** Whole. */
  readonly body: string;
  readonly sentAt: number;
  readonly replyId: string | null;
  readonly replySender: string | null;
  readonly replyQuote: string | null;
  readonly mentions: readonly Mention[];
  /** Nothing lies in its conversation from before it. */
  readonly first: boolean;
}

type Row = Omit<OutboxRow, 'id' | 'conversation' | 'first' | 'mentions'> & {
  readonly mentions: string | null;
  readonly id: number;
  readonly conversation: number;
  readonly first: number;
};

interface Changed {
  readonly id: number;
}

export function makeOutbox(archive: Archive) {
  const waiting = archive.prepare<[string, string, number], Row>(`
    SELECT m.id, m.account, m.conversation, c.address, c.kind, m.stanza_id AS stanzaId, m.origin_id AS originId, m.body, m.sent_at AS sentAt,
      m.reply_id AS replyId, m.reply_sender AS replySender, m.reply_quote AS replyQuote,
      (SELECT n.now FROM mentions n WHERE n.message = m.id) AS mentions,
      NOT EXISTS (SELECT 1 FROM messages o WHERE o.conversation = m.conversation AND o.id < m.id) AS first
    FROM messages m JOIN conversations c ON c.id = m.conversation
    WHERE m.account = ? AND m.state = ? AND m.state IN ('pending', 'sending') AND c.removed = 0 ORDER BY m.id LIMIT ?`);
  const leave = archive.prepare<[number], Changed>(`UPDATE messages SET state = 'sending' WHERE id = ? AND state = 'pending' RETURNING id`);
  const arrive = archive.prepare<[number], Changed>(
    `UPDATE messages SET state = 'sent' WHERE id = ? AND state IN ('pending', 'sending') RETURNING id`,
  );
  // What was taken back or deleted meanwhile has no text left to send. That it is taken back is said all the same: where no archive can be asked, it
  // may have arrived.
  const back = archive.prepare<[number], Changed>(`
    UPDATE messages SET state = CASE WHEN retracted_at IS NOT NULL THEN 'sent' WHEN kind = 'text' THEN 'pending' ELSE 'failed' END
    WHERE id = ? AND state = 'sending' RETURNING id`);
  const fail = archive.prepare<[string, string | null, number, 0 | 1], Changed>(`
    UPDATE messages SET state = 'failed', failure_condition = ?, failure_text = ?
    WHERE id = ? AND direction = 'out' AND state IN ('pending', 'sending', 'sent') AND (? = 0 OR failure_condition IS NULL) RETURNING id`);
  // That it failed is remembered: the account's archive may have the copy that came back, which proves nothing of the next one (identity.ts), and
  // the word that it did.
  const again = archive.prepare<[number], Changed>(`
    UPDATE messages SET state = 'pending', failure_text = NULL
    WHERE id = ? AND state = 'failed' AND kind = 'text' AND retracted_at IS NULL RETURNING id`);
  const one = archive.prepare<[number], MessageRow>(`SELECT ${MESSAGE_COLUMNS} FROM messages WHERE id = ?`);
  const failed = archive.prepare<[number], unknown>(`SELECT 1 FROM messages WHERE id = ? AND state = 'failed'`);
  const hide = makeHiding(archive);
  const bounced = archive.prepare<[string, string, string], Changed>(`
    SELECT id FROM messages
    WHERE conversation = (SELECT c.id FROM conversations c WHERE c.account = ? AND c.address = ?)
      AND stanza_id = ? AND direction = 'out' ORDER BY id DESC LIMIT 1`);

  const rows = (account: string, state: 'pending' | 'sending', limit: number): readonly OutboxRow[] =>
    waiting.all(account, state, limit).map((row) => ({
      ...row,
      id: String(row.id),
      conversation: String(row.conversation),
      first: row.first === 1,
      mentions: mentionsOf(row.mentions),
    }));
  const changed = (found: Changed | undefined): Message | undefined => {
    const row = found && one.get(found.id);
    return row && toMessage(row);
  };
  const each = (ids: readonly MessageId[], statement: typeof arrive): readonly Message[] =>
    archive.transaction(() => ids.flatMap((id) => changed(statement.get(Number(id))) ?? []));

  return {
    /** In the order they were written; sending only from the front keeps that order. */
    pending: (account: string, limit = 100): readonly OutboxRow[] => rows(account, 'pending', limit),

    /** Left a stream that is gone without an acknowledgement: to be looked up in the server's archive, then markSent or markPending. */
    uncertain: (account: string, limit = 1000): readonly OutboxRow[] => rows(account, 'sending', limit),

    /** To be called, and so committed, before the first byte is written. */
    markSending: (id: MessageId): Message | undefined => changed(leave.get(Number(id))),

    /** The server has them; returns those that changed. */
    markSent: (ids: readonly MessageId[]): readonly Message[] => each(ids, arrive),

    /** The server does not have them: they may leave again, with the same ids. */
    markPending: (ids: readonly MessageId[]): readonly Message[] => each(ids, back),

    /** `condition`: RFC 6120 8.3.3, or 'not-sent'. `first`: only if it never failed before, because this may be what is known of that. */
    markFailed: (id: MessageId, condition: string, text?: string, first = false): Message | undefined =>
      changed(fail.get(condition, text ?? null, Number(id), first ? 1 : 0)),

    /** Try again: back to waiting, with the same ids. */
    retry: (id: MessageId): Message | undefined => changed(again.get(Number(id))),

    /** Deletes a failed message from this device; undefined when it is not a failed one. The account's archive may have it, as if it had arrived. */
    discard(id: MessageId): { readonly id: MessageId; readonly conversation: ConversationId } | undefined {
      return archive.transaction(() => {
        const conversation = failed.get(Number(id)) === undefined ? undefined : hide(Number(id));
        return conversation === undefined ? undefined : { id, conversation };
      });
    },

    /** The own message an error from `address` (bare JID) speaks of. */
    findByStanzaId: (account: string, address: string, stanzaId: string): Message | undefined =>
      changed(bounced.get(account, address, stanzaId)),
  };
}

export type OutboxStore = ReturnType<typeof makeOutbox>;
