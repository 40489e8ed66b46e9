// npm run check: types, lint and format, unused code.
import { tool } from './tools.ts';

/** Runs every check; true when all pass. */
export async function check(): Promise<boolean> {
  const checks: [string, readonly string[]][] = [
    ['typescript/bin/tsc', ['-p', '.']],
    ['typescript/bin/tsc', ['-p', 'renderer']],
    ['@biomejs/biome/bin/biome', ['check', '--error-on-warnings']],
    ['knip/bin/knip.js', []],
  ];
  let fine = true;
  for (const [script, args] of checks) fine = (await tool(script, args)).status === 0 && fine;
  return fine;
}

if (process.argv[1]?.endsWith('check.ts') === true) {
  const ok = await check();
  console.log(ok ? 'Types, lint, format and unused code: fine.' : 'Not fine: see above.');
  process.exit(ok ? 0 : 1);
}
