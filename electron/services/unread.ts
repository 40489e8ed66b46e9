// How much is unread in all, for the badge and the tray: what is muted or put away, and what strangers want, does not count.
import type { Clock } from '../../shared/clock.ts';
import { MUTED_ALWAYS } from '../../shared/conversation.ts';
import { type Signal, signal } from '../../shared/signal.ts';
import type { CounterRow } from '../archive/conversations.ts';
import type { Announcer } from './announce.ts';
import { type Conversations, isMuted } from './conversations.ts';

export interface Unread {
  /** Emitted only when it is another number. */
  readonly changed: Signal<number>;
  total(): number;
  stop(): void;
}

/** Timers cannot be set further ahead than this, in ms. */
const FARTHEST = 2 ** 31 - 1;

/** A conversation the person marked counts as one message. Pure. */
export function sumUnread(conversations: readonly CounterRow[], now: number): number {
  const counting = conversations.filter(({ archived, mutedUntil, request }) => !archived && !request && !isMuted(mutedUntil, now));
  return counting.reduce((sum, { unread, markedUnread }) => sum + (unread > 0 ? unread : markedUnread ? 1 : 0), 0);
}

export function makeUnread(options: { conversations: Conversations; announcer: Announcer; clock: Clock }): Unread {
  const { conversations, announcer, clock } = options;
  const changed = signal<number>();
  let total = 0;
  let cancel: () => void = () => undefined;

  function count(): void {
    const now = clock.now();
    const list = conversations.counters();
    const before = total;
    total = sumUnread(list, now);
    cancel();
    const ends = list.map(({ mutedUntil }) => mutedUntil).filter((until) => until !== MUTED_ALWAYS && isMuted(until, now));
    if (ends.length > 0) cancel = clock.after(Math.min(Math.min(...ends) - now, FARTHEST), unmuted);
    if (total !== before) changed.emit(total);
  }

  /** Some conversation may be loud again: whoever shows it hears of it. */
  function unmuted(): void {
    const now = clock.now();
    const over = conversations.counters().filter(({ mutedUntil }) => mutedUntil !== 0 && !isMuted(mutedUntil, now));
    announcer.batch(() => {
      for (const { id } of over) conversations.mute(id, 0);
    });
    count();
  }

  announcer.changed.on((changes) => {
    if (changes.conversations.size > 0) count();
  });
  count();

  return { changed, total: () => total, stop: () => cancel() };
}
