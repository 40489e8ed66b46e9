// Staggered attempts (RFC 8305 5): each starts when the one before has failed or has had its head start; the first success wins.

export interface RaceOptions<T> {
  /** Head start of each attempt over the next, in ms, and how much more one gets that has reached somebody. */
  readonly stagger: number;
  readonly patience: number;
  readonly signal: AbortSignal;
  /** For what still succeeds after the race is decided. */
  discard(late: T): void;
}

/** `reached`: somebody is there, it only takes a while. */
export type Attempt<T> = (signal: AbortSignal, reached: () => void) => Promise<T>;

/** Rejects with every attempt's error as an AggregateError, or with the signal's reason. The losers' signal is aborted. */
export function race<T>(attempts: readonly Attempt<T>[], { stagger, patience, signal, discard }: RaceOptions<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const controller = new AbortController();
    const errors: unknown[] = [];
    let started = 0;
    let decided = false;
    let timer: NodeJS.Timeout | undefined;

    function decide(outcome: () => void): void {
      decided = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      outcome();
      controller.abort(new Error('another attempt was faster'));
    }

    function abort(): void {
      decide(() => reject(signal.reason));
      controller.abort(signal.reason);
    }

    function wait(ms: number): void {
      clearTimeout(timer);
      if (!decided) timer = setTimeout(start, ms);
    }

    function start(): void {
      clearTimeout(timer);
      const attempt = attempts[started++];
      if (attempt === undefined) return;
      wait(stagger);
      attempt(controller.signal, () => wait(patience)).then(
        (value) => (decided ? discard(value) : decide(() => resolve(value))),
        (error: unknown) => {
          if (decided) return;
          errors.push(error);
          if (errors.length === attempts.length) decide(() => reject(new AggregateError(errors)));
          else start();
        },
      );
    }

    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort);
    if (attempts.length === 0) decide(() => reject(new AggregateError([])));
    else start();
  });
}
