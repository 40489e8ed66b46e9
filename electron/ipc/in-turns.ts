// What comes by the thousand, done in turns that stay short: so many at once, and no turn begins before `next` lets it. What is asked for again
// while it waits is done once.
import type { Clock } from '../../shared/clock.ts';

/** Turns that lie at least `apart` ms from each other; the first after a pause comes at once. */
export function spaced(clock: Clock, apart: number): (run: () => void) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (run) => {
    // A clock that was set back does not make it longer.
    clock.after(Math.min(apart, Math.max(0, last + apart - clock.now())), () => {
      last = clock.now();
      run();
    });
  };
}

export function inTurns<T>(
  atOnce: number,
  next: (run: () => void) => void,
  work: (items: readonly T[]) => void,
): (items: Iterable<T>) => void {
  const waiting = new Set<T>();

  function turn(): void {
    const now = [...waiting.values().take(atOnce)];
    for (const each of now) waiting.delete(each);
    if (waiting.size > 0) next(turn);
    work(now);
  }

  return (items) => {
    const idle = waiting.size === 0;
    for (const each of items) waiting.add(each);
    if (idle && waiting.size > 0) next(turn);
  };
}
