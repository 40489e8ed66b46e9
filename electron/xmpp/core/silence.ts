// Notices that nobody is there any more: nothing was heard for a while, somebody asked, and no answer came (XEP-0198 4, XEP-0199).
import type { Clock } from '../../../shared/clock.ts';

export interface Silence {
  /** Something came: nobody owes an answer. Begins the watch. */
  heard(): void;
  /** An answer is due within `patience` ms, or earlier if an earlier question still waits. */
  asked(patience: number): void;
  stop(): void;
  /** Somebody owes an answer. */
  readonly waiting: boolean;
}

/** Silence after which we ask whether anybody is there, and how long the answer may take: half a minute together. */
const IDLE = 20_000;
const ANSWER = 10_000;

export function makeSilence(options: { readonly clock: Clock; readonly ask: () => void; readonly dead: () => void }): Silence {
  const { clock } = options;
  let watching = false;
  let due: number | undefined;
  let cancel: () => void = () => undefined;

  function asked(patience: number): void {
    const at = clock.now() + patience;
    if (!watching || (due !== undefined && due <= at)) return;
    due = at;
    cancel();
    cancel = clock.after(patience, options.dead);
  }

  return {
    asked,
    get waiting() {
      return due !== undefined;
    },
    heard() {
      watching = true;
      due = undefined;
      cancel();
      cancel = clock.after(IDLE, () => {
        options.ask();
        asked(ANSWER);
      });
    },
    stop() {
      watching = false;
      due = undefined;
      cancel();
    },
  };
}
