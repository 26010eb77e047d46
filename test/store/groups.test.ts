import { DatabaseSync } from 'node:sqlite';
import { expect, test, vi } from 'vitest';
import type { Ending } from '../../src/moderation/outcome.ts';
import { memoryStore, muteInModules, onPostgres } from './memory-store.ts';

const names = (count: number) => Array.from({ length: count }, (_, index) => `user-${index}`);

async function settled(endings: readonly Ending[], open: readonly string[] = []) {
  const store = await memoryStore();
  const targets = [...endings.map(({ target }) => target), ...open];
  await store.recorded(muteInModules(targets, ['p2p']));
  await store.cases.settle(1, endings);
  return store;
}

test('up to eight reasons are each told by themselves', async () => {
  const endings = names(8).map((target, index): Ending => ({ target, outcome: 'rejected', words: `reason ${index}` }));
  const store = await settled(endings);
  expect(await store.cases.groups(1, 3)).toHaveLength(8);
});

test('however many reasons there are, every outcome is told with ids, and the counts add up', async () => {
  const endings = names(900).map((target, index): Ending => {
    const outcome = (['rejected', 'failed', 'unconfirmed'] as const)[index % 3] ?? 'failed';
    return { target, outcome, code: '414', words: index < 300 ? `common ${outcome}` : `reason ${index}` };
  });
  const store = await settled([...endings, { target: 'fine', outcome: 'done' }], ['waiting']);
  const groups = await store.cases.groups(1, 3);
  expect(groups.length).toBeLessThanOrEqual(8);
  expect(groups).toEqual([
    { outcome: 'done', count: 1, targets: ['fine'] },
    {
      outcome: 'rejected',
      code: '414',
      words: 'common rejected',
      count: 100,
      targets: ['user-0', 'user-3', 'user-6'],
    },
    { outcome: 'rejected', words: 'with other reasons', count: 200, targets: ['user-300', 'user-303', 'user-306'] },
    { outcome: 'failed', code: '414', words: 'common failed', count: 100, targets: ['user-1', 'user-4', 'user-7'] },
    { outcome: 'failed', words: 'with other reasons', count: 200, targets: ['user-301', 'user-304', 'user-307'] },
    {
      outcome: 'unconfirmed',
      code: '414',
      words: 'common unconfirmed',
      count: 100,
      targets: ['user-2', 'user-5', 'user-8'],
    },
    { outcome: 'unconfirmed', words: 'with other reasons', count: 200, targets: ['user-302', 'user-305', 'user-308'] },
    { count: 1, targets: ['waiting'] },
  ]);
});

test('thousands of reasons take a bounded number of statements', async () => {
  const endings = names(3000).map((target): Ending => ({ target, outcome: 'rejected', words: `no ${target}` }));
  const store = await settled(endings);
  const run = vi.spyOn(store.db, 'selectFrom');
  const groups = await store.cases.groups(1, 5);
  expect(run.mock.calls.length).toBeLessThanOrEqual(14);
  run.mockRestore();
  expect(groups).toHaveLength(8);
  expect(groups.at(-1)).toEqual({
    outcome: 'rejected',
    words: 'with other reasons',
    count: 2993,
    targets: ['user-7', 'user-8', 'user-9', 'user-10', 'user-11'],
  });
});

// PostgreSQL prepares nothing.
test.skipIf(onPostgres)('what is held is written by one statement, whatever the number', async () => {
  const prepare = vi.spyOn(DatabaseSync.prototype, 'prepare');
  const store = await memoryStore();
  for (const [index, count] of [1, 2, 7, 40].entries()) {
    await store.recorded(muteInModules(names(count), ['p2p']));
    await store.carriedOut(index + 1, names(count), 'done');
  }
  const inserts = prepare.mock.calls.filter(([sql]) => /^insert into "?holds/.test(sql));
  prepare.mockRestore();
  expect(inserts).toHaveLength(1);
  expect(store.sql('select count(*) as count from holds')).toEqual([{ count: 40 }]);
});
