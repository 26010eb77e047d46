import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Fails every test by name in which a secret was logged, told or written into the audit.
    setupFiles: ['test/support/no-leaks.ts'],
    // Most of a run is waiting: for processes to start, and for vendors' quotas.
    maxWorkers: 2,
    // End-to-end tests start real servers and child processes; two cores are shared with them and with whatever else runs.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // .ci/run reads the totals from the file.
    reporters: process.env.CI ? ['default', ['json', { outputFile: 'test-results/results.json' }]] : ['default'],
  },
});
