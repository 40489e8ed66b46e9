// A clock that only moves when it is told to.
import type { Clock } from '../../shared/clock.ts';

export interface HandClock extends Clock {
  /** Runs what is due on the way, in order. */
  advance(ms: number): void;
  readonly waiting: number;
}

export function makeHandClock(start = Date.UTC(2026, 4, 1, 12)): HandClock {
  let now = start;
  let timers: { readonly at: number; readonly run: () => void }[] = [];
  return {
    now: () => now,
    after(ms, run) {
      const timer = { at: now + ms, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((each) => each !== timer);
      };
    },
    advance(ms) {
      const end = now + ms;
      for (;;) {
        const [next] = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (next === undefined) break;
        timers = timers.filter((each) => each !== next);
        now = Math.max(now, next.at);
        next.run();
      }
      now = end;
    },
    get waiting() {
      return timers.length;
    },
  };
}
