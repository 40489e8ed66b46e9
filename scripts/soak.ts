// npm run soak: what the unit tests try on hundreds of random histories on thousands, then two whole Kiths on lines that break; see
// test/services/soak.ts and counting.ts. KITH_SEED repeats a run, KITH_TIMES, KITH_ROUNDS and KITH_MINUTES bound it.
import { counting } from '../test/services/counting.ts';
import { soak } from '../test/services/soak.ts';
import { tool } from './tools.ts';

const HISTORIES = [
  'test/services/any-history',
  ...['copies', 'pages', 'own-order', 'changes', 'stand-ins'].map((name) => `test/archive/${name}`),
];

const given = (name: string, otherwise: number): number => Number(process.env[name] || otherwise);
const seed = given('KITH_SEED', Date.now() % 2 ** 32);
console.log(`KITH_SEED=${seed}`);
const began = Date.now();
const times = given('KITH_TIMES', 10);
const { status } = await tool('vitest/vitest.mjs', ['run', '--project', 'unit', '--testTimeout', String(times * 60_000), ...HISTORIES], {
  env: { KITH_SEED: String(seed), KITH_TIMES: String(times) },
});
if (status !== 0) process.exit(status);
const rounds = given('KITH_ROUNDS', 200);
console.log(JSON.stringify({ counting: await counting({ seed, rounds }) }));
const report = await soak({
  seed,
  rounds,
  limit: given('KITH_MINUTES', 10) * 60_000,
  log: (line) => console.log(line),
});
console.log(JSON.stringify({ ...report, seconds: Math.round((Date.now() - began) / 1000) }, null, 2));
