// One measurement in a process of its own, so that neither the other's garbage nor its compiled code is in the way.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '..');

export interface ContestantOptions {
  readonly execArgv?: readonly string[];
  /** ms; a process that has not reported by then is ended. */
  readonly patience?: number;
  /** The process waits in stage() until this resolves. */
  readonly staged?: (stage: string) => Promise<void>;
}

/** Runs bench/FILE with `input`; resolves with what it gave to report(), rejects with what it printed when it ends without a word. */
export function contestant<T>(file: string, input: unknown, options: ContestantOptions = {}): Promise<T> {
  const child = fork(join(FOLDER, file), { execArgv: [...(options.execArgv ?? [])], serialization: 'advanced', silent: true });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (text: Buffer) => {
      said = `${said}${text.toString()}`.slice(-4000);
    });
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), options.patience ?? 300_000);
    let failure = `bench/${file} ended without a result`;
    const fail = (error: unknown): void => {
      failure = `bench/${file}: ${error instanceof Error ? error.message : String(error)}`;
      child.kill('SIGKILL');
    };
    child.on('message', (message: { readonly value: T } | { readonly error: string } | { readonly stage: string }) => {
      if ('stage' in message)
        (options.staged?.(message.stage) ?? Promise.resolve()).then(() => child.connected && child.send('on')).catch(fail);
      else if ('error' in message) failure = `bench/${file}: ${message.error}`;
      else resolve(message.value);
    });
    child.once('close', () => {
      clearTimeout(timer);
      reject(new Error(`${failure}\n${said}`));
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

/** In the process of a contestant: it has come this far, and goes on when whoever started it wants it to. */
export async function stage(name: string): Promise<void> {
  const answered = once(process, 'message');
  process.send?.({ stage: name });
  await answered;
}
