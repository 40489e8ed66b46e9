// One measurement in a process of its own, so that neither the other's garbage nor its compiled code is in the way.
import { fork } from 'node:child_process';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '..');

export interface ContestantOptions {
  readonly execArgv?: readonly string[];
  /** ms; a process that has not reported by then is ended. */
  readonly patience?: number;
}

/** Runs bench/FILE with `input`; resolves with what it gave to report(), rejects when it ends without a word. */
export function contestant<T>(file: string, input: unknown, options: ContestantOptions = {}): Promise<T> {
  const child = fork(join(FOLDER, file), { execArgv: [...(options.execArgv ?? [])], serialization: 'advanced' });
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), options.patience ?? 300_000);
    let failure = `bench/${file} ended without a result`;
    child.on('message', (message: { readonly value: T } | { readonly error: string }) => {
      if ('error' in message) failure = `bench/${file}: ${message.error}`;
      else resolve(message.value);
    });
    child.once('exit', () => {
      clearTimeout(timer);
      reject(new Error(failure));
    });
    child.send(input as object);
  });
}

/** The other end, called once by the module that contestant() runs: measures, tells, and ends the process. */
export function report<I, T>(measure: (input: I) => Promise<T>): void {
  process.once('disconnect', () => process.exit(1));
  process.once('message', (input) => {
    measure(input as I)
      .then(
        (value) => ({ value }),
        (error: unknown) => ({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
      )
      .then((message) => process.send?.(message, () => process.exit('error' in message ? 1 : 0)))
      .catch((error: unknown) => {
        console.error(error);
        process.exit(1);
      });
  });
}
