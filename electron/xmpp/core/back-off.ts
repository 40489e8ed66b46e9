// How long a lost stream waits before it tries again, unless somebody is in a hurry.
import type { Clock } from '../../../shared/clock.ts';

const LONGEST_WAIT = 60_000;

/** Exponential, half of it jitter, capped at 60 s (RFC 6120 3.3 asks for randomness). `attempt` counts from 0. */
export function backOff(attempt: number, random: () => number): number {
  const ceiling = Math.min(LONGEST_WAIT, 1000 * 2 ** Math.min(attempt, 10));
  return Math.round(ceiling / 2 + (ceiling / 2) * random());
}

/** Everybody the same server sent away comes back at another time, within a minute (RFC 6120 3.3). */
export function spread(random: () => number): number {
  return Math.round(1000 + (LONGEST_WAIT - 1000) * random());
}

export function makePause(clock: Clock) {
  let hurry: () => void = () => undefined;
  return {
    /** Resolves with whether somebody did not want to wait; `stop` ends it, too. */
    wait(ms: number, stop: AbortSignal): Promise<boolean> {
      return new Promise((resolve) => {
        const done = (early: boolean) => () => {
          hurry = () => undefined;
          cancel();
          stop.removeEventListener('abort', leave);
          resolve(early);
        };
        const cancel = clock.after(ms, done(false));
        const leave = done(false);
        hurry = done(true);
        if (stop.aborted) leave();
        else stop.addEventListener('abort', leave);
      });
    },
    hurry: () => hurry(),
  };
}
