// The page may crash or hang; stream and archive live in this process and go on. The page is loaded again, but not for ever.
import type { Clock } from '../../shared/clock.ts';

export interface PageWatchOptions {
  readonly clock: Clock;
  /** Ends the page's process, which a hanging page would not do by itself. */
  readonly end: () => void;
  readonly reload: () => void;
  /** It failed too often: said to the person, who may try again. */
  readonly giveUp: () => void;
}

/** On top of the time in which the system calls a page one that does not answer (Chromium: 15 s). */
const PATIENCE = 5_000;
const WITHIN = 60_000;
const FAILURES = 3;

export function watchPage({ clock, end, reload, giveUp }: PageWatchOptions) {
  let failures: readonly number[] = [];
  let givenUp = false;
  let calm: () => void = () => undefined;

  return {
    /** The page's process ended without being told to. */
    failed(): void {
      calm();
      const now = clock.now();
      failures = [...failures.filter((at) => now - at < WITHIN), now];
      givenUp = failures.length >= FAILURES;
      if (givenUp) giveUp();
      else reload();
    },
    /** It does not answer; a page that only had much to do comes back in time. */
    hangs(): void {
      calm();
      calm = clock.after(PATIENCE, end);
    },
    answers: (): void => calm(),
    /** The person wants to see the window: one more chance. */
    wanted(): void {
      if (!givenUp) return;
      givenUp = false;
      failures = [];
      reload();
    },
  };
}
