// Chromium hears from the operating system, without polling, when this machine gains or loses its way to others; Node hears nothing.
import type { Api } from './api.ts';

/** A change of the network lets connections die without a word: then the main process asks whether they still stand. */
export function watchNetwork(window: Pick<EventTarget, 'addEventListener'>, api: Api, report: (error: unknown) => void): void {
  for (const name of ['online', 'offline']) window.addEventListener(name, () => void api.call('app.networkChanged').catch(report));
}
