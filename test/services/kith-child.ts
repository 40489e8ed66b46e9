// Starts kith-process.ts and talks to it; whatever the test does, it ends with the test.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { KnownAccount } from '../../shared/account.ts';
import type { Calls } from './kith-process.ts';

const PROCESS = fileURLToPath(import.meta.resolve('./kith-process.ts'));
/** Starting takes half of the time with it. */
const COMPILED = fileURLToPath(import.meta.resolve('../../node_modules/.cache/kith-process'));

export interface KithChild {
  call<N extends keyof Calls>(name: N, ...values: Parameters<Calls[N]>): Promise<Awaited<ReturnType<Calls[N]>>>;
  /** Bodies it told of, as a notification would. */
  readonly incoming: readonly string[];
  /** How its streams began. */
  readonly sessions: readonly ('new' | 'resumed')[];
  /** It has ended, by whatever. */
  readonly gone: Promise<void>;
  /** Ends it at once; resolves when it is gone. */
  kill9(): Promise<void>;
  /** Says goodbye, then ends. */
  quit(): Promise<void>;
}

export interface KithChildOptions {
  readonly folder: string;
  readonly caFile: string;
  readonly password: string;
  readonly known?: readonly KnownAccount[];
}

interface Told {
  readonly ready?: true;
  readonly incoming?: string;
  readonly session?: 'new' | 'resumed';
  readonly id?: number;
  readonly value?: unknown;
  readonly error?: string;
}

export async function startKith({ folder, caFile, password, known = [] }: KithChildOptions): Promise<KithChild> {
  const child = fork(PROCESS, [folder, caFile, password, JSON.stringify(known)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, NODE_COMPILE_CACHE: COMPILED },
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const answers = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  const incoming: string[] = [];
  const sessions: ('new' | 'resumed')[] = [];
  let asked = 0;
  await new Promise<void>((resolve, reject) => {
    child.once('exit', () => {
      reject(new Error('Kith ended before it was ready'));
      for (const each of answers.values()) each.reject(new Error('Kith is gone'));
    });
    child.on('message', (told: Told) => {
      if (told.ready) resolve();
      if (told.incoming !== undefined) incoming.push(told.incoming);
      if (told.session !== undefined) sessions.push(told.session);
      if (told.id === undefined) return;
      if (told.error === undefined) answers.get(told.id)?.resolve(told.value);
      else answers.get(told.id)?.reject(new Error(told.error));
      answers.delete(told.id);
    });
  });

  const call: KithChild['call'] = (name, ...values) =>
    new Promise((resolve, reject) => {
      const id = ++asked;
      answers.set(id, { resolve: resolve as (value: unknown) => void, reject });
      child.send({ id, name, values });
    });
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    await gone;
  };
  return {
    call,
    incoming,
    sessions,
    gone,
    kill9: () => end('SIGKILL'),
    async quit() {
      await call('close');
      await end('SIGTERM');
    },
  };
}
