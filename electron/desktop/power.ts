// Sleep, wake and absence. The system tells of sleep and, on macOS and Windows, of a locked screen; Electron has no event for "nobody touched
// anything for ten minutes", so that one is looked up once a minute, only while somebody is there to be told (online) and not while asleep.
import type { EventEmitter } from 'node:events';
import type { Clock } from '../../shared/clock.ts';
import type { Signal } from '../../shared/signal.ts';

export interface PowerOptions {
  readonly monitor: Pick<EventEmitter, 'on'> & { getSystemIdleTime(): number };
  readonly clock: Clock;
  /** Somebody is told of our presence. */
  readonly online: () => boolean;
  /** `online` may be another. */
  readonly changed: Signal<void>;
  /** The person did something in Kith. */
  readonly touched: Signal<void>;
  readonly asleep: () => void;
  readonly awake: () => void;
  /** After how many ms without a touch the person counts as away; 0: never. */
  readonly idleAfter: () => number;
  /** `since` in ms since the epoch; undefined: the person is there. */
  readonly idle: (since: number | undefined) => void;
}

const LOOK = 60_000;
/** While away the return should show sooner. */
const LOOK_AWAY = 10_000;

/** The returned function looks at once: `idleAfter` may be another. */
export function watchPower(options: PowerOptions): () => void {
  const { monitor, clock } = options;
  let away = false;
  let locked = false;
  let sleeping = false;
  let cancel: () => void = () => undefined;

  const set = (since: number | undefined): void => {
    if (away === (since !== undefined)) return;
    away = since !== undefined;
    options.idle(since);
  };
  const look = (): void => {
    const idle = monitor.getSystemIdleTime() * 1000;
    const after = options.idleAfter();
    set(after > 0 && (locked || idle >= after) ? clock.now() - idle : undefined);
  };
  const watch = (): void => {
    cancel();
    if (sleeping || !options.online()) return;
    cancel = clock.after(away ? LOOK_AWAY : LOOK, () => {
      look();
      watch();
    });
  };

  monitor.on('suspend', () => {
    sleeping = true;
    cancel();
    options.asleep();
  });
  monitor.on('resume', () => {
    sleeping = false;
    options.awake();
    watch();
  });
  monitor.on('lock-screen', () => {
    locked = true;
    if (options.idleAfter() > 0) set(clock.now());
    watch();
  });
  monitor.on('unlock-screen', () => {
    locked = false;
    set(undefined);
    options.awake();
    watch();
  });
  options.touched.on(() => {
    if (locked) return;
    set(undefined);
    watch();
  });
  let online = options.online();
  options.changed.on(() => {
    if (online === options.online()) return;
    online = options.online();
    watch();
  });
  watch();
  return () => {
    look();
    watch();
  };
}
