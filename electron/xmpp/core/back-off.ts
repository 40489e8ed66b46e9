// How long a lost stream waits before it tries again, unless somebody is in a hurry.
import type { Clock } from '../../../shared/clock.ts';

const LONGEST_WAIT = 60_000;

/**
 * Up to a ceiling that doubles and ends at 60 s, most of it by chance: with less the people of a server that died would come in waves, with
 * more some would soon wait for long (RFC 6120 3.3). `attempt` counts from 0.
 */
export function backOff(attempt: number, random: () => number): number {
  const ceiling = Math.min(LONGEST_WAIT, 1000 * 2 ** Math.min(attempt, 10));
  return Math.round(ceiling * (1 / 4 + (3 / 4) * random()));
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
