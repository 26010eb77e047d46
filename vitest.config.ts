import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';

const isPostgresThere = Boolean(process.env.HUSH_TEST_DATABASE_URL);
if (!isPostgresThere) {
  process.stdout.write('HUSH_TEST_DATABASE_URL is not set: the tests on PostgreSQL are skipped, see README.md.\n');
}

// What the hundreds of bots that the tests start have in common is compiled once.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('node_modules/.cache/node-compile', import.meta.url));

/** What is PostgreSQL's alone. */
const ofPostgres = 'test/**/postgres/*.test.ts';
/** What is SQLite's alone. */
const ofSqlite = [
  'test/store/audit-examination.test.ts',
  'test/store/migrations.test.ts',
  'test/store/query-plans.test.ts',
  'test/store/sqlite.test.ts',
];

export default defineConfig({
  test: {
    // Fails every test by name in which a secret was logged, told or written into the audit.
    setupFiles: ['test/support/no-leaks.ts'],
    // Most of a run is waiting: for processes to start, and for vendors' quotas.
    maxWorkers: 3,
    // End-to-end tests start real servers and child processes; two cores are shared with them and with whatever else runs.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // .ci/run reads the totals from the file.
    reporters: process.env.CI ? ['default', ['json', { outputFile: 'test-results/results.json' }]] : ['default'],
    projects: [
      {
        extends: true,
        test: {
          name: 'hush',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ofPostgres],
          // No variable of Hush: a bot that these tests start would say so.
          env: { HUSH_TEST_DATABASE_URL: '' },
        },
      },
      ...(isPostgresThere
        ? [
            {
              extends: true as const,
              test: {
                name: 'postgres',
                // The store's tests once more.
                include: ['test/store/*.test.ts', ofPostgres],
                exclude: [...configDefaults.exclude, ...ofSqlite],
                env: { HUSH_TEST_STORE: 'postgres' },
                globalSetup: ['test/support/postgres-template.ts'],
              },
            },
          ]
        : []),
    ],
  },
});
