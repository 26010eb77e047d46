import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // End-to-end tests start real servers and child processes; two cores are shared with them.
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
});
