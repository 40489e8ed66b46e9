import { defineConfig } from '@playwright/test';

// Plain _electron.launch in test/support/app.ts; which Electron runs is decided by ELECTRON_OVERRIDE_DIST_PATH (scripts/electron.ts).
export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'test-results',
  // Every test has a server and a profile of its own, and mostly waits for one of them: more of them than processors fit beside each other.
  workers: 4,
  fullyParallel: true,
  // Ends what hangs; a story that starts the app eight times on a busy machine is none of that.
  timeout: 150_000,
  expect: { timeout: 10_000 },
  // A second look on CI, where other work may share the machine; what only passed then is listed as flaky.
  retries: process.env.CI === 'true' ? 1 : 0,
  forbidOnly: process.env.CI === 'true',
  reporter: [['list']],
});
