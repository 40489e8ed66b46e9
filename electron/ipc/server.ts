// The plumbing of the contract: who may call, what a call may carry, how an error travels, events at most once a frame.
import { type BrowserWindow, type IpcMainInvokeEvent, ipcMain } from 'electron';
import { systemClock } from '../../shared/clock.ts';
import { type AppError, AppFailure, type Result } from '../../shared/errors.ts';
import type { Calls, Events } from '../../shared/ipc.ts';
import type { Signal } from '../../shared/signal.ts';
import { type Frame, makeCoalescer } from './coalesce.ts';
import { spaced } from './in-turns.ts';
import { schemas } from './schemas.ts';

export type CallTable = {
  readonly [C in keyof Calls]: (...args: Parameters<Calls[C]>) => ReturnType<Calls[C]> | Promise<ReturnType<Calls[C]>>;
};
export type EventTable = { readonly [E in keyof Events]: Signal<Events[E]> };

/** Events lie at least this far apart, in ms; what happens after a pause is told at once. */
const FRAME = 16;

export interface ServerOptions {
  readonly calls: CallTable;
  readonly events: EventTable;
  readonly window: () => BrowserWindow | undefined;
  /** Only pages of this origin may call. */
  readonly origin: string;
  readonly storageTrouble: (error: unknown) => AppError | undefined;
  readonly warn: (what: string, error: unknown) => void;
}

export function serve(options: ServerOptions): void {
  ipcMain.handle('call', async (event, name: unknown, args: unknown): Promise<string> => {
    const answer = async (): Promise<Result<unknown>> => {
      try {
        if (!trusted(event, options.origin)) throw new AppFailure('invalid-call', 'sender');
        return { ok: true, value: await dispatch(options.calls, name, args) };
      } catch (error) {
        return { ok: false, error: readable(error, options) };
      }
    };
    return JSON.stringify(await answer());
  });

  const send = (frame: Frame): void => {
    const window = options.window();
    if (window !== undefined && !window.isDestroyed()) window.webContents.send('events', JSON.stringify(frame));
  };
  const add = makeCoalescer({ send, atFrame: spaced(systemClock, FRAME) });
  for (const [name, source] of Object.entries(options.events) as unknown as [string, Signal<readonly { readonly id: string }[]>][]) {
    source.on((rows) => add(name, rows));
  }
}

function trusted(event: IpcMainInvokeEvent, origin: string): boolean {
  const frame = event.senderFrame;
  return frame !== null && frame === event.sender.mainFrame && (frame.url === origin || frame.url.startsWith(`${origin}/`));
}

function dispatch(calls: CallTable, name: unknown, args: unknown): unknown {
  if (typeof name !== 'string' || !Object.hasOwn(schemas, name)) throw new AppFailure('invalid-call', 'name');
  const call = name as keyof Calls;
  const checked = schemas[call].safeParse(args);
  if (!checked.success) throw new AppFailure('invalid-call', call);
  const handler = calls[call] as (...args: readonly unknown[]) => unknown;
  return handler(...checked.data);
}

function readable(error: unknown, options: ServerOptions): AppError {
  if (error instanceof AppFailure) return error.error;
  const storage = options.storageTrouble(error);
  if (storage !== undefined) return storage;
  options.warn('a call failed', error);
  return { kind: 'internal' };
}
