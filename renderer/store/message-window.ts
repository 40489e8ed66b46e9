// The window of a conversation that is in memory: contiguous rows by position, and whether there is more at either end. Pure.
import type { Message, MessageId, MessagePage } from '../../shared/message.ts';

/** Rows asked for at a time. */
export const PAGE = 80;
/** Rows a window holds; what is over is let go at the far end. */
const MOST = 560;

export interface LoadedMessages {
  readonly messages: readonly Message[];
  readonly earlier: boolean;
  readonly later: boolean;
  /** 'first' until there is a page at all; 'earlier' and 'later' while one of these is on its way. */
  readonly loading: 'first' | 'earlier' | 'later' | null;
  /** Grows whenever the window was put somewhere else: nothing on the screen can stay where it is. */
  readonly generation: number;
  /** Rows newer than the window that came as events while its last page was on its way. */
  readonly ahead: readonly Message[];
}

export const NOTHING_LOADED: LoadedMessages = { messages: [], earlier: false, later: false, loading: 'first', generation: 0, ahead: [] };

/** Rows that came as events win over the page: they are never older than it. */
export function withPage(before: LoadedMessages, page: MessagePage, end: 'earlier' | 'later' | 'whole'): LoadedMessages {
  const earlier = end === 'later' ? before.earlier : page.earlier;
  const later = end === 'earlier' ? before.later : page.later;
  const first = page.messages[0];
  const last = page.messages.at(-1);
  const events = end === 'later' && !later ? [...before.messages, ...before.ahead] : before.messages;
  const fitting =
    end === 'whole'
      ? events.filter(
          (row) =>
            (!earlier || (first !== undefined && row.position > first.position)) &&
            (!later || (last !== undefined && row.position < last.position)),
        )
      : events;
  return { ...before, messages: merge(page.messages, fitting), earlier, later, loading: null, ahead: [] };
}

/** Another place of the conversation in place of the present one. */
export function jump(before: LoadedMessages, page: MessagePage): LoadedMessages {
  return withPage({ ...before, generation: before.generation + 1 }, page, 'whole');
}

/** A row beyond an end with more behind it is left for its page to bring, so that no gap can open. */
export function withChanges(before: LoadedMessages, rows: readonly Message[]): LoadedMessages {
  const first = before.messages[0];
  const last = before.messages.at(-1);
  const known = new Set(before.messages.map((message) => message.id));
  const tooEarly = (row: Message) => before.earlier && first !== undefined && row.position < first.position;
  const tooLate = (row: Message) => before.later && last !== undefined && row.position > last.position;
  const wanted = rows.filter((row) => known.has(row.id) || (!tooEarly(row) && !tooLate(row)));
  const ahead = before.loading === 'later' ? rows.filter((row) => !known.has(row.id) && tooLate(row)) : [];
  if (wanted.length === 0 && ahead.length === 0) return before;
  return {
    ...before,
    messages: wanted.length === 0 ? before.messages : merge(before.messages, wanted),
    ahead: ahead.length === 0 ? before.ahead : merge(before.ahead, ahead),
  };
}

/** How many rows a window holds too many; 0 while it is not worth letting go of any. */
export function excessOf(messages: readonly Message[]): number {
  return messages.length > MOST ? messages.length - (MOST - PAGE) : 0;
}

export function trimmed(before: LoadedMessages, end: 'earliest' | 'latest', count: number): LoadedMessages {
  // A page on its way continues the end it was asked for.
  if (before.loading === (end === 'earliest' ? 'earlier' : 'later')) return before;
  if (count <= 0 || count >= before.messages.length) return before;
  return end === 'earliest'
    ? { ...before, messages: before.messages.slice(count), earlier: true }
    : { ...before, messages: before.messages.slice(0, -count), later: true };
}

/** The same rows where they stand now. */
export function placed(before: LoadedMessages, places: ReadonlyMap<MessageId, number>): LoadedMessages {
  const move = (rows: readonly Message[]) =>
    rows.map((row) => ({ ...row, position: places.get(row.id) ?? row.position })).sort((a, b) => a.position - b.position);
  return { ...before, messages: move(before.messages), ahead: move(before.ahead) };
}

export function without(before: LoadedMessages, ids: ReadonlySet<MessageId>): LoadedMessages {
  const rest = (rows: readonly Message[]) => rows.filter((message) => !ids.has(message.id));
  return { ...before, messages: rest(before.messages), ahead: rest(before.ahead) };
}

function merge(older: readonly Message[], newer: readonly Message[]): readonly Message[] {
  const rows = new Map<MessageId, Message>();
  for (const row of older) rows.set(row.id, row);
  for (const row of newer) rows.set(row.id, row);
  return [...rows.values()].sort((a, b) => a.position - b.position);
}
