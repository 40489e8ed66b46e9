// A stored message as shared/message.ts has it: the body cut to its preview, numbers of the database as ids.
import { BODY_PREVIEW, type Message, type MessageState } from '../../shared/message.ts';

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
}

/** substr counts code points, never fewer than the UTF-16 units asked for. */
export const MESSAGE_COLUMNS = `id, conversation, account, direction, sender, position, sent_at, state, failure_condition, failure_text,
  length, substr(body, 1, ${BODY_PREVIEW}) AS body`;

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
    ...(row.state === 'failed' && {
      failure: { condition: row.failure_condition ?? 'not-sent', ...(row.failure_text !== null && { text: row.failure_text }) },
    }),
  };
}

/** Never between the halves of a surrogate pair. */
function cut(body: string): string {
  if (body.length <= BODY_PREVIEW) return body;
  const beforeCut = body.charCodeAt(BODY_PREVIEW - 1);
  return body.slice(0, beforeCut >= 0xd800 && beforeCut <= 0xdbff ? BODY_PREVIEW - 1 : BODY_PREVIEW);
}
