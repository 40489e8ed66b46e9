// npm run check: types, lint and format, unused code.
import { tool } from './tools.ts';

/** Runs every check; true when all pass. */
export function check(): boolean {
  const results = [
    tool('typescript/bin/tsc', ['-p', '.']),
    tool('typescript/bin/tsc', ['-p', 'renderer']),
    tool('@biomejs/biome/bin/biome', ['check', '--error-on-warnings']),
    tool('knip/bin/knip.js', []),
  ];
  return results.every((result) => result.status === 0);
}

if (process.argv[1]?.endsWith('check.ts') === true) {
  const ok = check();
  console.log(ok ? 'Types, lint, format and unused code: fine.' : 'Not fine: see above.');
  process.exit(ok ? 0 : 1);
}
