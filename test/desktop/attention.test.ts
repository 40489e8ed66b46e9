// Who looks at the window, as far as the server needs to know.
import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { GLANCE, watchAttention } from '../../electron/desktop/attention.ts';
import { signal } from '../../shared/signal.ts';
import { fakeClock } from '../support/fake-clock.ts';

function watch() {
  const clock = fakeClock();
  const monitor = new EventEmitter();
  const focus = signal<boolean>();
  const heard: boolean[] = [];
  watchAttention({ monitor, clock, focus, told: (attentive) => heard.push(attentive) });
  return { clock, monitor, focus, heard };
}

it('is lost after a minute behind other windows, and back at once', () => {
  const { clock, focus, heard } = watch();
  focus.emit(true);
  focus.emit(false);
  clock.advance(GLANCE - 1);
  focus.emit(true);
  clock.advance(GLANCE);
  expect(heard).toEqual([]);
  focus.emit(false);
  clock.advance(GLANCE);
  focus.emit(true);
  expect(heard).toEqual([false, true]);
});

it('is never there in a window nobody opened', () => {
  const { clock, heard } = watch();
  clock.advance(GLANCE);
  expect(heard).toEqual([false]);
});

it('is lost at once behind a locked screen, and back only when the window is in front', () => {
  const { clock, monitor, focus, heard } = watch();
  focus.emit(true);
  monitor.emit('lock-screen');
  expect(heard).toEqual([false]);
  focus.emit(false);
  focus.emit(true);
  expect(heard).toEqual([false]);
  monitor.emit('unlock-screen');
  expect(heard).toEqual([false, true]);
  monitor.emit('lock-screen');
  focus.emit(false);
  monitor.emit('unlock-screen');
  clock.advance(GLANCE);
  expect(heard).toEqual([false, true, false]);
});
