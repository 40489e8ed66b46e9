// Chromium hears from the operating system, without polling, when this machine's way to others may be another; Node hears nothing.
import type { Api } from './api.ts';

declare global {
  interface Navigator {
    /** Chromium's Network Information, which TypeScript's DOM does not know. */
    readonly connection?: EventTarget;
  }
}

export interface NetworkSigns {
  readonly window: Pick<EventTarget, 'addEventListener'>;
  /** navigator.connection: told of another kind of network, and of every guess about how fast it is. */
  readonly connection: Pick<EventTarget, 'addEventListener'> | undefined;
}

/**
 * A change of the network lets connections die without a word: then the main process asks whether they still stand. What is only a sign,
 * also somebody coming back to the window, has it compare the networks first.
 */
export function watchNetwork({ window, connection }: NetworkSigns, api: Api, report: (error: unknown) => void): void {
  const tell = (certain: boolean) => () => void api.call('app.networkChanged', certain).catch(report);
  for (const name of ['online', 'offline']) window.addEventListener(name, tell(true));
  window.addEventListener('focus', tell(false));
  connection?.addEventListener('change', tell(false));
}
