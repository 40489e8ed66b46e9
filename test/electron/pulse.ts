// Whether the page answers. Electron notices by the person's input, which a test driver sends past it; here the page itself is asked, every second.

const EVERY = 1_000;
const PATIENCE = 2_000;

export interface PulseOptions {
  /** Whether there is a page that should answer. */
  readonly expected: () => boolean;
  /** Resolves when the page has answered; rejects when it has gone. */
  readonly ask: () => Promise<unknown>;
  readonly changed: (answers: boolean) => void;
}

/** Returns the way to stop. */
export function watchPulse({ expected, ask, changed }: PulseOptions): () => void {
  let asked = false;
  const timer = setInterval(() => {
    if (asked || !expected()) return;
    asked = true;
    let late = false;
    const patience = setTimeout(() => {
      late = true;
      changed(false);
    }, PATIENCE);
    ask()
      .then(
        () => late && changed(true),
        () => undefined, // crashed or closed, which is told in another way
      )
      .finally(() => {
        clearTimeout(patience);
        asked = false;
      });
  }, EVERY);
  timer.unref();
  return () => clearInterval(timer);
}
