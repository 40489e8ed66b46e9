import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** They put another module in the place of one, and so share none. */
const ALONE = ['test/preload.test.ts', 'test/xmpp/byte-by-byte.test.ts'];

// Electron is never installed for unit tests: code that imports it is tested through the window (test/e2e).
export default defineConfig({
  test: {
    env: { ELECTRON_OVERRIDE_DIST_PATH: '/nonexistent' },
    setupFiles: ['test/setup.ts'],
    // Half of the work is waiting for servers: one more worker than processors keeps them all busy.
    maxWorkers: availableParallelism() + 1,
    // No module of ours keeps state: a worker loads the sources once, not once a file.
    isolate: false,
    projects: [
      // The time limits only end what hangs: thousands of cases take long where other work shares the machine.
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.server.test.ts', ...ALONE],
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      { extends: true, test: { name: 'alone', include: ALONE, testTimeout: 30_000, isolate: true } },
      {
        extends: true,
        test: {
          name: 'servers',
          include: ['test/**/*.server.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 30_000,
          // Real servers keep a time of their own; on CI they get a second look, as the tests in the window do.
          retry: process.env.CI === 'true' ? 1 : 0,
        },
      },
    ],
  },
});
