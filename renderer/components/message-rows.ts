// Messages as rows to draw: where a day begins, where the unread divider stands, which bubbles belong together.
import type { Conversation } from '../../shared/conversation.ts';
import type { Message } from '../../shared/message.ts';
import { dayOf } from './dates.ts';

const TOGETHER_MS = 5 * 60_000;

export interface MessageRow {
  readonly message: Message;
  readonly startsDay: boolean;
  /** Unread messages from here on, as counted when the conversation was opened; 0 = no divider here. */
  readonly divider: number;
  /** Messages are missing before this one: the end of that gap; 0 = nothing is missing here. */
  readonly missing: number;
  /** First and last of the bubbles one person wrote within five minutes. */
  readonly first: boolean;
  readonly last: boolean;
}

export interface Divider {
  /** Position of the last message that was read when the conversation was opened. */
  readonly after: number;
  readonly count: number;
}

/** Where a conversation opens, what is unread first: `count` messages behind the position `after`, or else at `start`. */
export function opening({ unread, readUpTo, unreadFrom = 0, place }: Conversation) {
  if (unread === 0) return { divider: null, start: place ?? null, count: 0, after: readUpTo };
  const divider: Divider = { after: Math.max(readUpTo, unreadFrom - 1), count: unread };
  return { divider, start: null, ...divider };
}

/** `gaps`: where messages are missing, as ends of stretches of positions, ascending. */
export function messageRows(messages: readonly Message[], divider: Divider | null, gaps: readonly number[] = []): readonly MessageRow[] {
  const dividerAt = divider === null ? -1 : messages.findIndex((message) => message.direction === 'in' && message.position > divider.after);
  return messages.map((message, index) => {
    const before = messages[index - 1];
    const missing = gaps.findLast((gap) => gap <= message.position && (before === undefined || gap > before.position)) ?? 0;
    const after = messages[index + 1];
    return {
      message,
      startsDay: before === undefined || dayOf(before.sentAt) !== dayOf(message.sentAt),
      divider: index === dividerAt ? (divider?.count ?? 0) : 0,
      missing,
      first: before === undefined || missing > 0 || index === dividerAt || !together(before, message),
      last: after === undefined || index + 1 === dividerAt || !together(message, after),
    };
  });
}

/** Rows came or went at the start only, so that the log is to be held by its end. */
export function startsElsewhere(before: readonly Message[], now: readonly Message[]): boolean {
  const [old] = before;
  const [first] = now;
  if (old === undefined || first === undefined || old.id === first.id) return false;
  return now.some((message) => message.id === old.id) || before.some((message) => message.id === first.id);
}

export function dividerIndex(rows: readonly MessageRow[]): number {
  return rows.findIndex((row) => row.divider > 0);
}

/** The same row, so that a memoised one need not be drawn again. */
export function sameRow(a: MessageRow, b: MessageRow): boolean {
  return (
    a.message === b.message &&
    a.startsDay === b.startsDay &&
    a.divider === b.divider &&
    a.missing === b.missing &&
    a.first === b.first &&
    a.last === b.last
  );
}

function together(a: Message, b: Message): boolean {
  return (
    a.sender === b.sender &&
    a.direction === b.direction &&
    Math.abs(b.sentAt - a.sentAt) <= TOGETHER_MS &&
    dayOf(a.sentAt) === dayOf(b.sentAt)
  );
}
