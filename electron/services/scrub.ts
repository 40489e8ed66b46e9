// After a deletion: what was deleted leaves the file, the text index, the write-ahead log and the copy of an earlier version too, in short steps
// beside everything else.
import type { Clock } from '../../shared/clock.ts';
import type { Archive } from '../archive/database.ts';
import type { Removal } from '../archive/removal.ts';
import { dropCopies } from '../archive/updating.ts';

export interface Scrub {
  start(): void;
  /** The rest is done at the next start. */
  stop(): void;
}

export interface ScrubOptions {
  readonly archive: Archive;
  readonly removal: Removal;
  readonly clock: Clock;
  readonly warn: (what: string, error: unknown) => void;
}

/** Between two steps, in ms. */
const PAUSE = 20;
/** Until a log that somebody reads is looked at again, in ms. */
const LATER = 1_000;

export function makeScrub({ archive, removal, clock, warn }: ScrubOptions): Scrub {
  let cancel: (() => void) | undefined;

  function step(): void {
    cancel = undefined;
    try {
      if (removal.slice() || archive.index.clean()) cancel = clock.after(PAUSE, step);
      else {
        dropCopies(archive.place.folder);
        removal.finish();
        // An export, or the look through the archive, may still read what the log holds.
        if (!archive.emptyLog()) cancel = clock.after(LATER, step);
      }
    } catch (error) {
      warn('what was deleted is hidden, but not gone yet', error);
    }
  }

  const start = (): void => {
    cancel ??= clock.after(PAUSE, step);
  };

  if (removal.waiting()) start();
  return {
    start,
    stop: () => cancel?.(),
  };
}
