// What a change does to the message it is about. Every effect can be repeated and leaves the same row, in whatever order the effects come.
import type { MessageState } from '../../shared/message.ts';
import { byOrder, type OrderedChange } from './change-order.ts';
import { makeConversations } from './conversations.ts';
import type { Archive } from './database.ts';
import type { ChangeKind } from './facts.ts';
import { makeMentions } from './mentions.ts';
import { makeQuotes } from './quotes.ts';

/** Corrections kept of one message, and sets of reactions kept of one sender; of more the oldest go. */
const REVISIONS = 100;
const REACTIONS = 2;
/** Own messages that one marker marks at once; older ones keep two ticks, which is no lie. */
const MARKED = 1000;

/** The message a change is about. */
export interface Subject {
  readonly id: number;
  readonly conversation: number;
  readonly direction: 'in' | 'out';
  readonly sender: string;
  readonly stanza_id: string | null;
  readonly origin_id: string | null;
  readonly position: number;
  readonly sent_at: number;
  readonly state: MessageState;
  /** 'deleted': on this device. */
  readonly kind: string;
  readonly stand_in: number;
}

export const SUBJECT_COLUMNS = 'id, conversation, direction, sender, stanza_id, origin_id, position, sent_at, state, kind, stand_in';

export interface ChangeRow {
  readonly id: number;
  readonly message: number | null;
  readonly kind: ChangeKind;
  readonly direction: 'in' | 'out';
  readonly sender: string;
  readonly target: string;
  readonly stanza_id: string | null;
  readonly archive_id: string | null;
  readonly position: number;
  readonly sent_at: number;
  readonly stamped: number;
  readonly state: 'pending' | 'done';
  readonly content: string;
  /** JSON, of a correction. */
  readonly mentions: string | null;
}

/** As in ChangeRow. */
export const CHANGE_COLUMNS =
  'id, message, kind, direction, sender, target, stanza_id, archive_id, position, sent_at, stamped, state, content, mentions';

export function makeEffects(archive: Archive) {
  const { markRead, tell } = makeConversations(archive);
  const mentions = makeMentions(archive);
  const link = archive.prepare<[number, number]>('UPDATE changes SET message = ? WHERE id = ?');
  const remove = archive.prepare<[number]>("DELETE FROM changes WHERE id = ? AND state = 'done'");
  const delivered = archive.prepare<[{ id: number; at: number }]>(`
    UPDATE messages SET state = CASE state WHEN 'read' THEN state ELSE 'delivered' END, failure_condition = NULL, failure_text = NULL,
      delivered_at = min(coalesce(delivered_at, @at), @at)
    WHERE id = @id AND (delivered_at IS NULL OR delivered_at > @at OR state NOT IN ('delivered', 'read'))`);
  const marks = archive.prepare<[number], { displayed: number; read: number }>(
    'SELECT displayed_up_to AS displayed, read_up_to AS read FROM conversations WHERE id = ?',
  );
  const seen = archive.prepare<[{ id: number; at: number }]>(`
    UPDATE messages SET state = 'read', read_at = min(coalesce(read_at, @at), @at), failure_condition = NULL, failure_text = NULL
    WHERE id = @id AND (state <> 'read' OR read_at > @at)`);
  const seenBefore = archive.prepare<[{ conversation: number; position: number; at: number }], { id: number }>(`
    UPDATE messages SET state = 'read', read_at = @at WHERE id IN (SELECT id FROM messages
      WHERE conversation = @conversation AND kind = 'text' AND direction = 'out' AND state IN ('sent', 'delivered')
        AND position < @position
      ORDER BY position DESC LIMIT ${MARKED})
    RETURNING id`);
  const display = archive.prepare<[number, number, number]>('UPDATE conversations SET displayed_up_to = ?, displayed_at = ? WHERE id = ?');
  const corrections = archive.prepare<[number], OrderedChange & Pick<ChangeRow, 'content' | 'mentions'>>(
    `SELECT id, position, sent_at, stamped, content, mentions FROM changes WHERE message = ? AND kind = 'correction'`,
  );
  // What stands in for a message never had its text.
  const revise = archive.prepare<[{ id: number; body: string; length: number; at: number }], { body: string }>(`
    UPDATE messages SET original = CASE stand_in WHEN 0 THEN coalesce(original, body) END, body = @body, length = @length, corrected_at = @at
    WHERE id = @id AND retracted_at IS NULL AND (body <> @body OR corrected_at IS NOT @at) RETURNING body`);
  const date = archive.prepare<[{ id: number; at: number }]>('UPDATE messages SET sent_at = @at WHERE id = @id AND sent_at <> @at');
  const restore = archive.prepare<[number], { body: string }>(`
    UPDATE messages SET body = original, length = length(original), original = NULL, corrected_at = NULL
    WHERE id = ? AND original IS NOT NULL RETURNING body`);
  const size = archive.prepare<[number, number]>('UPDATE messages SET length = ? WHERE id = ?');
  const erase = archive.prepare<[{ id: number; at: number }], { unread: number }>(`
    UPDATE messages SET retracted_at = min(coalesce(retracted_at, @at), @at), body = '', length = 0, original = NULL, reply_quote = NULL,
      state = CASE state WHEN 'pending' THEN 'failed' ELSE state END
    WHERE id = @id AND (retracted_at IS NULL OR retracted_at > @at) RETURNING unread`);
  const drop = archive.prepare<[number]>(
    `DELETE FROM changes WHERE message = ? AND kind IN ('correction', 'reactions') AND state = 'pending'`,
  );
  const forget = archive.prepare<[number]>(`UPDATE changes SET content = '', mentions = NULL WHERE message = ? AND kind = 'correction'
    AND EXISTS (SELECT 1 FROM messages m WHERE m.id = changes.message AND m.retracted_at IS NOT NULL)`);
  const unmark = archive.prepare<[number]>('UPDATE messages SET unread = 0 WHERE id = ?');
  const uncount = archive.prepare<[number, number]>('UPDATE conversations SET unread = unread - 1, mentions = mentions - ? WHERE id = ?');
  const reactions = archive.prepare<[number, string], OrderedChange>(
    `SELECT id, position, sent_at, stamped FROM changes WHERE message = ? AND kind = 'reactions' AND sender = ?`,
  );
  const { quoting, unquote } = makeQuotes(archive);

  /** `position`: of what was seen, which may be something that was said about the message. */
  function mark(row: ChangeRow, message: Subject, position: number): readonly number[] {
    const { conversation } = message;
    const known = marks.get(conversation);
    if (known === undefined) return [];
    if (row.direction === 'out') {
      // Read on another device of the account, which has told them.
      if (position > known.read) {
        markRead(String(conversation), position);
        tell(String(conversation));
      }
      return [message.id];
    }
    const at = row.sent_at;
    const own = message.direction === 'out' && seen.run({ id: message.id, at }).changes > 0 ? [message.id] : [];
    // XEP-0333 4: markers only move forward.
    if (position <= known.displayed) return own;
    display.run(position, at, conversation);
    return [...own, ...seenBefore.all({ conversation, position, at }).map(({ id }) => id)];
  }

  /** The newest correction is the text; without any it is as it was first sent. */
  function settleText(message: Subject): readonly number[] {
    const all = corrections.all(message.id).sort(byOrder);
    for (const { id } of all.slice(0, -REVISIONS)) remove.run(id);
    const newest = all.at(-1);
    // What stands in for a message is as old as the first that is known of it.
    const dated = message.stand_in === 1 && date.run({ id: message.id, at: all[0]?.sent_at ?? message.sent_at }).changes > 0;
    const changed =
      newest === undefined
        ? restore.get(message.id)
        : revise.get({
            id: message.id,
            body: newest.content,
            length: newest.content.length,
            at: newest.sent_at,
          });
    if (changed === undefined) {
      // Of what was taken back no later wording is kept either.
      forget.run(message.id);
      return dated ? [message.id] : [];
    }
    if (newest === undefined) size.run(changed.body.length, message.id);
    if (newest === undefined) mentions.restore(message);
    else mentions.settle(message, newest.mentions);
    archive.index.put(message.id, changed.body);
    return [message.id, ...quoting(message)];
  }

  function retract(message: Subject, at: number): readonly number[] {
    const erased = erase.get({ id: message.id, at });
    if (erased === undefined) return [];
    const mentioned = mentions.forget(message.id);
    drop.run(message.id);
    forget.run(message.id);
    archive.index.remove(message.id);
    if (erased.unread === 1) {
      unmark.run(message.id);
      uncount.run(mentioned, message.conversation);
    }
    return [message.id, ...unquote(message)];
  }

  return {
    /** Ids of the messages that are different now. `named`: where what it names stands. */
    apply(row: ChangeRow, message: Subject, named = message.position): readonly number[] {
      link.run(message.id, row.id);
      switch (row.kind) {
        case 'receipt':
          remove.run(row.id);
          return delivered.run({ id: message.id, at: row.sent_at }).changes > 0 ? [message.id] : [];
        case 'marker':
          remove.run(row.id);
          return mark(row, message, named);
        case 'correction':
          return settleText(message);
        case 'retraction':
          return retract(message, row.sent_at);
        case 'reactions':
          for (const { id } of reactions.all(message.id, row.sender).sort(byOrder).slice(0, -REACTIONS)) remove.run(id);
          return [message.id];
      }
    },
    settleText,
    retract,
  };
}
