// Notices that nobody is there any more: nothing was heard for a while, somebody asked, and no answer came (XEP-0198 4, XEP-0199).
import type { Clock } from '../../../shared/clock.ts';

export interface Silence {
  /** Something came. Begins the watch; where an answer of its own is still owed, the wait for it. */
  heard(): void;
  /** An answer is due within 5 s, or earlier if an earlier question still waits. `own`: not all that comes is one, see answered(). */
  asked(own: boolean): void;
  /** The answer came that was owed. */
  answered(): void;
  stop(): void;
  /** Somebody owes an answer. */
  readonly waiting: boolean;
}

/** Silence after which we ask whether anybody is there, and how long the answer may take: half a minute together. */
const IDLE = 20_000;
const ANSWER = 10_000;
/** How long it may take where something was sent. */
const SOON = 5_000;

export function makeSilence(options: { readonly clock: Clock; readonly ask: () => void; readonly dead: () => void }): Silence {
  const { clock } = options;
  let watching = false;
  let due: number | undefined;
  /** What came since may have left before the line broke: only its own answer says that the question arrived. */
  let owed = false;
  let cancel: () => void = () => undefined;

  function wait(patience: number): void {
    const at = clock.now() + patience;
    if (!watching || (due !== undefined && due <= at)) return;
    due = at;
    cancel();
    cancel = clock.after(patience, options.dead);
  }

  function heard(): void {
    watching = true;
    due = undefined;
    cancel();
    if (owed) wait(SOON);
    else
      cancel = clock.after(IDLE, () => {
        options.ask();
        wait(ANSWER);
      });
  }

  return {
    asked(own) {
      owed ||= own && watching;
      wait(SOON);
    },
    get waiting() {
      return due !== undefined;
    },
    heard,
    answered() {
      owed = false;
      if (watching) heard();
    },
    stop() {
      watching = false;
      due = undefined;
      owed = false;
      cancel();
    },
  };
}
