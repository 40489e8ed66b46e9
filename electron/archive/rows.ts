// A stored message as shared/message.ts has it: the body cut to its preview, numbers of the database as ids.
import { BODY_PREVIEW, type Message, type MessageState, type Quote, type Reaction } from '../../shared/message.ts';
import { byOrder } from './change-order.ts';
import { mentionsOf } from './mentions.ts';

export interface MessageRow {
  readonly id: number;
  readonly conversation: number;
  readonly account: string;
  readonly direction: 'in' | 'out';
  readonly sender: string;
  readonly position: number;
  readonly sent_at: number;
  readonly state: MessageState;
  readonly failure_condition: string | null;
  readonly failure_text: string | null;
  readonly length: number;
  readonly body: string;
  readonly delivered_at: number | null;
  readonly read_at: number | null;
  readonly corrected_at: number | null;
  readonly retracted_at: number | null;
  readonly unstyled: number;
  readonly reply_id: string | null;
  readonly reply_sender: string | null;
  readonly reply_quote: string | null;
  readonly mentions: string | null;
  /** [sender, [emoji, ...], id, position, sent_at, stamped] each: the newest of a sender counts. */
  readonly reactions: string;
  /** [id, position, sender, text, retracted, deleted here] of the message it answers, if it was ever here: of several the last before it. */
  readonly source: string | null;
}

/** What a new row says. */
export interface NewRow {
  readonly account: string;
  readonly conversation: number;
  readonly direction: 'in' | 'out';
  readonly sender: string;
  readonly occupant: string | null;
  readonly stanza: string | null;
  readonly origin: string | null;
  readonly archiveId: string | null;
  readonly archivedBy: string;
  readonly position: number;
  readonly sentAt: number;
  readonly stamped: number;
  readonly state: MessageState;
  readonly readAt: number | null;
  readonly unread: number;
  readonly markable: number;
  readonly unstyled: number;
  readonly replyId: string | null;
  readonly replySender: string | null;
  readonly replyQuote: string | null;
  readonly standIn: number;
  readonly body: string;
}

/** How much of the message that is answered a row carries, in code points. */
const QUOTE = 200;

/** substr counts code points, never fewer than the UTF-16 units asked for. The table is called messages. */
export const MESSAGE_COLUMNS = `id, conversation, account, direction, sender, position, sent_at, state, failure_condition, failure_text,
  length, substr(body, 1, ${BODY_PREVIEW}) AS body, delivered_at, read_at, corrected_at, retracted_at, unstyled,
  reply_id, reply_sender, reply_quote,
  (SELECT n.now FROM mentions n WHERE n.message = messages.id) AS mentions,
  (SELECT json_group_array(json_array(r.sender, json(r.content), r.id, r.position, r.sent_at, r.stamped)) FROM changes r
    WHERE r.message = messages.id AND r.kind = 'reactions') AS reactions,
  CASE WHEN reply_id IS NOT NULL THEN (
    SELECT json_array(s.id, s.position, s.sender, substr(s.body, 1, ${QUOTE}), s.retracted_at IS NOT NULL, s.kind <> 'text') FROM messages s
    WHERE s.conversation = messages.conversation AND s.position = (
      SELECT coalesce(max(o.position) FILTER (WHERE o.position < messages.position), max(o.position)) FROM messages o
      WHERE o.conversation = messages.conversation AND (o.stanza_id = messages.reply_id OR o.origin_id = messages.reply_id)
        AND (messages.reply_sender IS NULL OR o.sender = messages.reply_sender))
  ) END AS source`;

/** The newest message of the conversation @id that is to be seen. */
export const NEWEST = `FROM messages m WHERE m.conversation = @id AND m.kind = 'text' ORDER BY m.position DESC LIMIT 1`;

export function toMessage(row: MessageRow): Message {
  return {
    id: String(row.id),
    conversation: String(row.conversation),
    account: row.account,
    direction: row.direction,
    sender: row.sender,
    sentAt: row.sent_at,
    position: row.position,
    body: cut(row.body),
    length: row.length,
    state: row.state,
    ...(row.delivered_at !== null && { deliveredAt: row.delivered_at }),
    ...(row.read_at !== null && { readAt: row.read_at }),
    ...(row.corrected_at !== null && row.retracted_at === null && { editedAt: row.corrected_at }),
    ...(row.retracted_at !== null && { retractedAt: row.retracted_at }),
    ...(row.unstyled === 1 && { unstyled: true as const }),
    ...(row.retracted_at === null && row.reactions !== '[]' && reactionsOf(row.reactions)),
    ...(row.retracted_at === null && row.reply_id !== null && { replyTo: toQuote(row) }),
    ...(row.mentions !== null && { mentions: mentionsOf(row.mentions) }),
    ...(row.state === 'failed' && {
      failure: { condition: row.failure_condition ?? 'not-sent', ...(row.failure_text !== null && { text: row.failure_text }) },
    }),
  };
}

function reactionsOf(json: string): { readonly reactions?: readonly Reaction[] } {
  const rows = JSON.parse(json) as readonly (readonly [string, readonly string[], number, number, number, number])[];
  const all = rows.map(([sender, emoji, id, position, sent_at, stamped]) => ({ sender, emoji, id, position, sent_at, stamped }));
  const sets = new Map(all.sort(byOrder).map(({ sender, emoji }) => [sender, emoji]));
  const found = new Map<string, string[]>();
  for (const [sender, emoji] of sets) for (const each of emoji) found.set(each, [...(found.get(each) ?? []), sender]);
  return found.size === 0 ? {} : { reactions: [...found].map(([emoji, senders]) => ({ emoji, senders })) };
}

function toQuote(row: MessageRow): Quote {
  if (row.source === null) return { ...(row.reply_sender !== null && { sender: row.reply_sender }), text: row.reply_quote ?? '' };
  const [id, position, sender, text, retracted, deleted] = JSON.parse(row.source) as [number, number, string, string, number, number];
  if (deleted === 1) return { sender, text: '', retracted: true };
  return { message: String(id), position, sender, text, ...(retracted === 1 && { retracted: true as const }) };
}

/** What survives UTF-8 and SQLite's text functions, which end at NUL. */
export function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}

/** Never between the halves of a surrogate pair. */
function cut(body: string): string {
  if (body.length <= BODY_PREVIEW) return body;
  const beforeCut = body.charCodeAt(BODY_PREVIEW - 1);
  return body.slice(0, beforeCut >= 0xd800 && beforeCut <= 0xdbff ? BODY_PREVIEW - 1 : BODY_PREVIEW);
}
