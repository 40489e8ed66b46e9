import { expect, it } from 'vitest';
import { idleFor } from '../../renderer/components/presence-words.ts';

const NOW = Date.UTC(2026, 4, 1, 12);
const MINUTE = 60_000;

it.each([
  [undefined, undefined],
  [0.9 * MINUTE, undefined],
  [-5 * MINUTE, undefined],
  [20.5 * MINUTE, { unit: 'minutes', count: 20 }],
  [59.9 * MINUTE, { unit: 'minutes', count: 59 }],
  [3 * 60 * MINUTE, { unit: 'hours', count: 3 }],
  [50 * 60 * MINUTE, { unit: 'days', count: 2 }],
])('idle for %s ms: %j', (ms, expected) => {
  expect(idleFor(ms === undefined ? undefined : NOW - ms, NOW)).toEqual(expected);
});
