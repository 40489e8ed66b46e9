// The soak (npm run soak), short: the same faults, few of them.
import { expect, it } from 'vitest';
import { soak } from './soak.ts';

it('every message is there once and in order, whatever broke', { timeout: 120_000 }, async () => {
  const seed = Number(process.env.KITH_SEED || 198);
  const { messages, resumed } = await soak({ seed, rounds: 8, limit: 15_000 });
  expect(messages).toBeGreaterThan(16);
  expect(resumed).toBeGreaterThan(0);
});
