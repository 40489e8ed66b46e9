// Waiting for a socket, or for anything else that cannot be cancelled itself.
import type { Socket } from 'node:net';
import { ConnectError } from './connect-error.ts';

export interface Readiness {
  readonly signal: AbortSignal | undefined;
  readonly timeout: number;
  explain(error: unknown): ConnectError;
  /** Looks at the socket in the moment it is ready; an error refuses it. */
  judge?(): ConnectError | undefined;
  discard(): void;
}

/** The socket once it has emitted `event`; discarded when it fails, ends, is refused or given up first. */
export function ready<T extends Socket>(socket: T, event: string, options: Readiness): Promise<T> {
  const { signal, timeout, explain, judge, discard } = options;
  return new Promise((resolve, reject) => {
    const settle = (error?: unknown) => {
      clearTimeout(timer);
      socket.off(event, succeed).off('close', end);
      signal?.removeEventListener('abort', abort);
      if (error === undefined) {
        socket.off('error', fail);
        resolve(socket);
      } else {
        // The listener for errors stays: a destroyed socket may still have something to say.
        discard();
        reject(error);
      }
    };
    const succeed = () => settle(judge?.());
    const fail = (error: unknown) => settle(explain(error));
    const end = () => settle(new ConnectError('lost', 'the connection was closed'));
    const abort = () => settle(signal?.reason);
    const timer = setTimeout(() => settle(new ConnectError('timeout', `no answer within ${timeout} ms`)), timeout);
    socket.on(event, succeed).on('close', end).on('error', fail);
    if (signal?.aborted) abort();
    else if (socket.destroyed) end();
    else signal?.addEventListener('abort', abort);
  });
}

/** Leaves a promise behind that cannot be cancelled. */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
