// How a script that started other processes comes to its end: once, in reverse order, whatever the reason.

export interface Ending {
  /** What to do at the end; the last one added goes first. After the end has begun it is done at once. */
  add(step: () => Promise<void> | void): void;
  /** Does every step, prints the sentence and ends this process. Later calls change nothing. */
  end(code: number, sentence?: string): void;
  begun(): boolean;
}

/** Ends on Ctrl+C, SIGTERM and SIGHUP; a second Ctrl+C does not wait for the steps. */
export function endOnInterrupt(): Ending {
  const steps: (() => Promise<void> | void)[] = [];
  const state = { begun: false };

  const finish = async (code: number): Promise<void> => {
    for (const step of steps.reverse()) await guarded(step);
    process.exit(code);
  };
  const ending: Ending = {
    add(step) {
      if (state.begun) void guarded(step);
      else steps.push(step);
    },
    end(code, sentence) {
      if (state.begun) return;
      state.begun = true;
      if (sentence !== undefined) console.log(sentence);
      void finish(code);
    },
    begun: () => state.begun,
  };
  process.on('SIGINT', () => {
    if (state.begun) process.exit(130);
    console.log();
    ending.end(130);
  });
  process.on('SIGTERM', () => ending.end(143));
  process.on('SIGHUP', () => ending.end(129));
  return ending;
}

async function guarded(step: () => Promise<void> | void): Promise<void> {
  try {
    await step();
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
  }
}
