// The soak of counts (npm run soak), short.
import { expect, it } from 'vitest';
import { counting } from './counting.ts';

it('every message is there once and in order, whatever the server counts', async () => {
  const seed = Number(process.env.KITH_SEED || 198);
  const { messages, resumed, anew, refused } = await counting({ seed, rounds: 16 });
  expect(messages).toBeGreaterThan(40);
  expect(Math.min(resumed, anew, refused)).toBeGreaterThan(0);
});
