// npm run e2e: builds what is stale, finds an Electron (or the stand-in) and a Prosody, runs Playwright's tests.
import { build } from './build.ts';
import { findElectron } from './electron.ts';
import { needs } from './requirements.ts';
import { tool } from './tools.ts';

await needs(['prosody', 'openssl', 'emoji-font', 'dbus']);
await build();
const electron = await findElectron();
console.log(electron.sentence);
await needs(electron.needs);
const { status } = await tool('@playwright/test/cli.js', ['test', ...process.argv.slice(2)], {
  env: electron.distPath === undefined ? {} : { ELECTRON_OVERRIDE_DIST_PATH: electron.distPath },
});
process.exit(status);
