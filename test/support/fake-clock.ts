// Time that passes only when a test says so.
import type { Clock } from '../../shared/clock.ts';

export interface FakeClock extends Clock {
  /** Lets so many ms pass; everything that falls due runs in its order, also what is only begun meanwhile. */
  advance(ms: number): void;
  /** How many are waiting. */
  readonly waiting: number;
  /** When the next falls due; Infinity when nothing is waiting. */
  readonly due: number;
}

/** Begins on 1 June 2026, or at `start` (ms since the epoch). */
export function fakeClock(start = Date.UTC(2026, 5, 1)): FakeClock {
  const timers = new Map<object, { readonly at: number; readonly run: () => void }>();
  let time = start;

  function first() {
    return [...timers].reduce<[object, { at: number; run: () => void }] | undefined>(
      (earliest, each) => (earliest === undefined || each[1].at < earliest[1].at ? each : earliest),
      undefined,
    );
  }

  function advance(ms: number): void {
    const end = time + ms;
    for (let due = first(); due !== undefined && due[1].at <= end; due = first()) {
      const [key, { at, run }] = due;
      timers.delete(key);
      time = at;
      run();
    }
    time = end;
  }

  return {
    now: () => time,
    after(ms, run) {
      const key = {};
      timers.set(key, { at: time + ms, run });
      return () => void timers.delete(key);
    },
    advance,
    get waiting() {
      return timers.size;
    },
    get due() {
      return first()?.[1].at ?? Number.POSITIVE_INFINITY;
    },
  };
}
