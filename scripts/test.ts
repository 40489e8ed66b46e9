// npm test: everything. Checks, unit tests, tests against real servers, end-to-end tests in the window; closes with the counts.
import { build } from './build.ts';
import { check } from './check.ts';
import { findElectron } from './electron.ts';
import { needs } from './requirements.ts';
import { tool, vitest } from './tools.ts';

await needs(['prosody', 'openssl', 'emoji-font', 'dbus']);
const checks = await check();
const unit = await vitest(['run'], { capture: true });
await build();
const electron = await findElectron();
console.log(electron.sentence);
await needs(electron.needs);
const e2e = await tool('@playwright/test/cli.js', ['test'], {
  capture: true,
  env: electron.distPath === undefined ? {} : { ELECTRON_OVERRIDE_DIST_PATH: electron.distPath },
});

// vitest: "Tests  1 failed | 4 passed (5)"; Playwright: "2 passed (8.1s)" and "1 failed" on lines of their own.
const count = (output: string, line: RegExp, word: string): number =>
  [...output.matchAll(line)].reduce((sum, [text]) => sum + Number(new RegExp(`(\\d+) ${word}`).exec(text)?.[1] ?? 0), 0);
const inVitest = (word: string) => count(unit.output, /^\s*Tests .*$/gm, word);
const inPlaywright = (word: string) => count(e2e.output, new RegExp(`^\\s*\\d+ ${word}\\b.*$`, 'gm'), word);
const flaky = inPlaywright('flaky');
const passed = inVitest('passed') + inPlaywright('passed') + (checks ? 1 : 0);
const failed = inVitest('failed') + inPlaywright('failed') + (checks ? 0 : 1);
const skipped = inVitest('skipped') + inPlaywright('skipped') + inPlaywright('did not run');
const broken = unit.status !== 0 || e2e.status !== 0 || !checks;
if (flaky > 0) console.log(`\n${flaky} end-to-end test(s) passed only at the second look and are counted as neither; see "flaky" above.`);
console.log(`\n${passed} passed, ${broken && failed === 0 ? 1 : failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exit(broken ? 1 : 0);
