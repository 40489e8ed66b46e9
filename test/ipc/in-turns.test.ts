import { expect, it } from 'vitest';
import { inTurns, spaced } from '../../electron/ipc/in-turns.ts';
import { makeHandClock } from '../support/hand-clock.ts';

it('turns lie apart from each other, but the first after a pause comes at once', () => {
  const clock = makeHandClock();
  const began = clock.now();
  const turns: (readonly [number, readonly string[]])[] = [];
  const add = inTurns<string>(3, spaced(clock, 100), (items) => void turns.push([clock.now() - began, items]));
  add([]);
  clock.advance(10);
  expect(turns).toEqual([]);
  add(['a', 'b', 'a']);
  clock.advance(1);
  add(['a', 'c', 'd', 'e', 'c']);
  clock.advance(500);
  add(['late']);
  clock.advance(1);
  expect(turns).toEqual([
    [10, ['a', 'b']],
    [110, ['a', 'c', 'd']],
    [210, ['e']],
    [511, ['late']],
  ]);
});

it('what a turn makes others ask for waits for the next one, also when it fails', () => {
  const clock = makeHandClock();
  const done: number[] = [];
  const add = inTurns<number>(2, spaced(clock, 100), (items) => {
    done.push(...items);
    if (items.includes(1)) add([10]);
    if (items.includes(2)) throw new Error('no');
  });
  add([1, 2, 3]);
  expect(() => clock.advance(0)).toThrow('no');
  clock.advance(100);
  expect(done).toEqual([1, 2, 3, 10]);
});
