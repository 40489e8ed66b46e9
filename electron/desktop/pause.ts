// The tray's "Mute notifications": all of them, until a moment that survives a restart.
import type { Clock } from '../../shared/clock.ts';
import { signal } from '../../shared/signal.ts';

export interface PauseOptions {
  readonly clock: Clock;
  readonly state: { get(key: 'pausedUntil'): number; set(key: 'pausedUntil', until: number): void };
  readonly warn: (what: string, error: unknown) => void;
}

const HOUR = 3_600_000;
const MORNING = 8;
/** A sleeping machine does not count, so the end is looked at again now and then. */
const LOOK = 15 * 60_000;

export function makePause({ clock, state, warn }: PauseOptions) {
  const changed = signal<void>();
  let until = state.get('pausedUntil');
  let cancel: () => void = () => undefined;

  const active = (): boolean => clock.now() < until;
  const watch = (): void => {
    cancel();
    if (!active()) return;
    cancel = clock.after(Math.min(until - clock.now(), LOOK), () => {
      watch();
      if (!active()) changed.emit();
    });
  };
  watch();

  return {
    active,
    changed,
    set(howLong: 'hour' | 'tomorrow' | 'not'): void {
      until = howLong === 'not' ? 0 : howLong === 'hour' ? clock.now() + HOUR : tomorrow(clock.now());
      try {
        state.set('pausedUntil', until);
      } catch (error) {
        warn('how long notifications are muted was not kept', error);
      }
      watch();
      changed.emit();
    },
  };
}

/** Eight in the morning of the next day. */
export function tomorrow(now: number): number {
  const morning = new Date(now);
  morning.setDate(morning.getDate() + 1);
  morning.setHours(MORNING, 0, 0, 0);
  return morning.getTime();
}
