import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

// Started by scripts/interop.ts, never by npm test. One file after the other: the servers want their ports.
export default defineConfig({
  root: join(import.meta.dirname, '../..'),
  test: {
    env: { ELECTRON_OVERRIDE_DIST_PATH: '/nonexistent' },
    setupFiles: ['test/setup.ts'],
    include: ['test/interop/*.interop.ts'],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
