// What the server sends is handled one element at a time, in order, in batches that are committed whole:
// one transaction per socket read (at most 250 elements or 10 ms, 20 when more than that wait for the disk), then one acknowledgement, then the loop runs on.
import type { Clock } from '../../../shared/clock.ts';
import { isStanza, NS as NS_SM } from './management.ts';
import type { Element } from './xml.ts';

const MOST = 250;
const LONGEST = 10;
/** For whoever is far behind: a commit takes the disk as long for few as for many. */
const LONGER = 20;

export interface InboxOptions {
  readonly clock: Clock;
  /** What was handled so far has to go to the disk. */
  readonly writing: () => boolean;
  /** Runs `work` as one transaction; throws when it could not be committed, and then nothing of it happened. */
  readonly commit: (work: () => void) => void;
  /** Handles one element; must not throw for what the server sent. */
  readonly handle: (element: Element) => void;
  /** So many stanzas are about to be committed, with whatever this does; `asked` as below. */
  readonly keep: (stanzas: number, asked: boolean) => void;
  /** So many stanzas are committed; `asked` when the server wants to hear how many. */
  readonly committed: (stanzas: number, asked: boolean) => void;
  /** The batch could not be committed: nothing more is handled until resume(). */
  readonly stalled: (error: unknown) => void;
}

export interface Inbox {
  push(elements: readonly Element[]): void;
  /** After stalled(): tries the same elements again. */
  resume(): void;
  /** The stream is gone: what was not handled will come again. */
  clear(): void;
  readonly waiting: number;
}

export function makeInbox(options: InboxOptions): Inbox {
  let queue: Element[] = [];
  let stuck = false;
  let scheduled = false;

  function drain(): void {
    scheduled = false;
    if (stuck || queue.length === 0) return;
    const batch = queue;
    const began = options.clock.now();
    const inTime = (): boolean => {
      const spent = options.clock.now() - began;
      return spent < LONGEST || (spent < LONGER && batch.length > MOST && options.writing());
    };
    let done = 0;
    let stanzas = 0;
    let asked = false;
    try {
      options.commit(() => {
        while (done < batch.length && done < MOST && (done === 0 || inTime())) {
          const element = batch[done++] as Element;
          if (isStanza(element)) stanzas++;
          if (element.is('r', NS_SM)) asked = true;
          else options.handle(element);
        }
        options.keep(stanzas, asked);
      });
    } catch (error) {
      stuck = true;
      options.stalled(error);
      return;
    }
    // clear() during the batch leaves another queue behind.
    if (queue === batch) queue = batch.slice(done);
    options.committed(stanzas, asked);
    schedule();
  }

  function schedule(): void {
    if (scheduled || stuck || queue.length === 0) return;
    scheduled = true;
    setImmediate(drain);
  }

  return {
    push(elements) {
      queue = [...queue, ...elements];
      if (!scheduled) drain();
    },
    resume() {
      stuck = false;
      drain();
    },
    clear() {
      queue = [];
      stuck = false;
    },
    get waiting() {
      return queue.length;
    },
  };
}
