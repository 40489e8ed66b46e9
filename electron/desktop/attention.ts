// Whether anybody looks at the window. Somebody who only glances at something else is still here; behind a locked screen nobody is.
import type { EventEmitter } from 'node:events';
import type { Clock } from '../../shared/clock.ts';
import type { Signal } from '../../shared/signal.ts';

export interface AttentionOptions {
  readonly monitor: Pick<EventEmitter, 'on'>;
  readonly clock: Clock;
  /** The window is in front (true), or no longer. */
  readonly focus: Signal<boolean>;
  readonly told: (attentive: boolean) => void;
}

/** How long the window may be behind others or hidden, in ms. */
export const GLANCE = 60_000;

export function watchAttention({ monitor, clock, focus, told }: AttentionOptions): void {
  let focused = false;
  let locked = false;
  let attentive = true;
  let cancel: () => void = () => undefined;

  const set = (next: boolean): void => {
    if (next === attentive) return;
    attentive = next;
    told(next);
  };
  const look = (): void => {
    cancel();
    if (focused && !locked) set(true);
    else if (locked) set(false);
    else cancel = clock.after(GLANCE, () => set(false));
  };

  focus.on((next) => {
    focused = next;
    look();
  });
  for (const [name, next] of [
    ['lock-screen', true],
    ['unlock-screen', false],
  ] as const)
    monitor.on(name, () => {
      locked = next;
      look();
    });
  look();
}
