import { expect, test } from 'vitest';
import { createForgetting } from '../../src/jobs/forgetting.ts';
import { silentLog } from '../../src/lib/log.ts';
import { memoryStore, onPostgres } from './memory-store.ts';

const hour = 3_600_000;
const targets = [{ id: 'alice' }, { id: 'x'.repeat(33), problem: 'is longer than 32 bytes' }, { id: 'bob' }];
const list = { moderator: 'UMARIA', wish: { verb: 'unmute' }, targets, duplicates: 2 };

test('a list comes back to its moderator as it was, and to nobody else', async () => {
  const { lists } = await memoryStore();
  const id = await lists.save(list);
  const other = await lists.save(list);
  expect(other).not.toBe(id);
  expect(await lists.find(id, 'UMARIA')).toEqual({ wish: { verb: 'unmute' }, targets, duplicates: 2 });
  expect(await lists.find(id, 'UNOAH')).toBeUndefined();
  expect(await lists.find('nosuch', 'UMARIA')).toBeUndefined();
});

test('a list that became a case is known as used, and its ids are gone', async () => {
  const { lists, sql } = await memoryStore();
  const id = await lists.save(list);
  await lists.forget(id, { used: true });
  expect(await lists.find(id, 'UMARIA')).toBe('used');
  expect(await lists.find(id, 'UNOAH')).toBeUndefined();
  expect(JSON.stringify(sql('select * from lists'))).not.toContain('alice');
});

test('a list that was given up is gone', async () => {
  const { lists, sql } = await memoryStore();
  await lists.forget(await lists.save(list), { used: false });
  expect(sql('select * from lists')).toEqual([]);
});

// A job's rounds beside a clock that is moved by hand: only SQLite answers within the same turn.
test.skipIf(onPostgres)('a list nobody said yes to is gone after a day', async () => {
  const { lists, proposals, clock, sql } = await memoryStore();
  const forgetting = createForgetting({ lists, proposals, clock, log: silentLog });
  forgetting.start();
  const id = await lists.save(list);
  await clock.advance(22 * hour);
  expect(await lists.find(id, 'UMARIA')).toBeDefined();
  await clock.advance(2 * hour);
  expect(sql('select * from lists')).toEqual([]);
  expect(await lists.find(id, 'UMARIA')).toBeUndefined();
  await forgetting.stop();
  expect(clock.waiting).toBe(0);
});
