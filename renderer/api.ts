// The only toucher of window.api: calls unwrap the Result envelope and throw AppFailure; events arrive typed.
import type { Result } from '../shared/errors.ts';
import { AppFailure } from '../shared/errors.ts';
import type { Bridge, Calls, Events } from '../shared/ipc.ts';

export interface Api {
  /** Rejects with an AppFailure, whatever went wrong. */
  call<C extends keyof Calls>(name: C, ...args: Parameters<Calls[C]>): Promise<ReturnType<Calls[C]>>;
  on(listener: <E extends keyof Events>(name: E, payload: Events[E]) => void): () => void;
}

/** `bridge` is asked at every use, so the module can be imported where there is no window. */
export function makeApi(bridge: () => Bridge): Api {
  return {
    async call<C extends keyof Calls>(name: C, ...args: Parameters<Calls[C]>) {
      const result = JSON.parse(await answer(bridge, name, args)) as Result<ReturnType<Calls[C]>>;
      if (result.ok) return result.value;
      const { kind, detail, certificate, tried } = result.error;
      throw new AppFailure(kind, detail, certificate, tried);
    },
    on(listener) {
      return bridge().on((frame) => {
        for (const [name, payload] of JSON.parse(frame) as [keyof Events, Events[keyof Events]][]) {
          try {
            listener(name, payload);
          } catch (error) {
            // It is heard of; what came with it is not lost.
            queueMicrotask(() => {
              throw error;
            });
          }
        }
      });
    },
  };
}

async function answer(bridge: () => Bridge, name: string, args: readonly unknown[]): Promise<string> {
  try {
    return await bridge().call(name, args);
  } catch (error) {
    throw new AppFailure('internal', error instanceof Error ? error.message : String(error));
  }
}

export const api: Api = makeApi(() => (globalThis as unknown as { readonly api: Bridge }).api);
