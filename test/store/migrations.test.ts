import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { expect, test } from 'vitest';
import { systemRandom } from '../../src/lib/random.ts';
import { verifyAudit } from '../../src/store/audit-chain.ts';
import { migrations } from '../../src/store/migrations/index.ts';
import { createStore, migrate } from '../../src/store/open.ts';
import { sqliteDialect } from '../../src/store/sqlite.ts';
import type { Tables } from '../../src/store/tables.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { dueNow } from './memory-store.ts';

const yes = () => true;
const hour = 3_600_000;

/** A database as the first Hush left it: tables of its first migration, and what its cases had written there. */
async function ofTheFirstHush(path: string, now: number): Promise<void> {
  const database = new DatabaseSync(path);
  const db = new Kysely<Tables>({ dialect: sqliteDialect(database) });
  const first = Object.fromEntries(Object.entries(migrations).slice(0, 1));
  const { error } = await new Migrator({ db, provider: { getMigrations: async () => first } }).migrateToLatest();
  expect(error).toBeUndefined();
  const place = JSON.stringify({ kind: 'modules', app: 'netease', modules: ['p2p'] });
  const addCase =
    database.prepare(`insert into cases (number, created_at, action, vendor, place, scope, places, length_seconds,
    permanent, expires_at, vendor_clock_seconds, moderator, total, duplicates, closed_at, delivery_key, response_url)
    values (?, ?, ?, 'netease', ?, 'netease/accounts', 1, 7200, 0, ?, 0, 'UMARIA', ?, 0, ?, ?, 'https://hooks.test/1')`);
  addCase.run(1, now - hour, 'mute', place, now + hour, 3, now - hour, 'command:1');
  addCase.run(2, now, 'mute', place, now + 2 * hour, 2, null, 'command:2');
  const addTarget = database.prepare(
    'insert into targets (case_number, ordinal, target, places, sent, outcome) values (?, ?, ?, 1, 1, ?)',
  );
  const targets = [
    [1, 0, 'alice', 'done'],
    [1, 1, 'bob', 'already'],
    [1, 2, 'carol', 'failed'],
    [2, 0, 'alice', null],
    [2, 1, 'dave', null],
  ] as const;
  for (const target of targets) addTarget.run(...target);
  const addHold = database.prepare(
    `insert into holds (case_number, ordinal, scope, target, places, expires_at, due_at, task)
     values (1, ?, 'netease/accounts', ?, 1, ?, ?, 'lift')`,
  );
  addHold.run(0, 'alice', now + hour, now + hour);
  addHold.run(1, 'bob', now + hour, now + hour);
  database.exec(
    `insert into outbox (lane, kind, case_number, due_at) values ('audit', 'case', 1, 0), ('private', 'summary', 1, 0)`,
  );
  await db.destroy();
}

test('what the first Hush left goes on: cases are resumed, ended, tried again, undone and listed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hush-older-'));
  const clock = new ManualClock();
  const now = clock.now();
  const path = join(folder, 'hush.db');
  await ofTheFirstHush(path, now);
  const database = new DatabaseSync(path);
  const db = new Kysely<Tables>({ dialect: sqliteDialect(database) });
  await migrate(db);
  const { cases, followUps, holds, lookups, outbox } = createStore(db, { clock, random: systemRandom });
  const outcomesOf = async (number: number) =>
    (await cases.targets({ number, after: -1, limit: 10 })).map(({ target, outcome }) => `${target} ${outcome}`);

  expect(await cases.open()).toEqual([2]);
  await cases.dropOvertaken();
  expect(await outcomesOf(2)).toEqual(['alice undefined', 'dave undefined']);
  expect((await outbox.due({ lane: 'private', now, limit: 5 })).map(({ kind }) => kind)).toEqual(['summary']);
  expect(await outbox.address(1)).toMatchObject({ askedBy: 'UMARIA', askedAt: now - hour });
  expect(await cases.notOurs(1), 'bob was held, so Hush had set him').toBe(0);
  expect((await lookups.active({ limit: 10 })).items.map(({ record, held }) => [record.number, held])).toEqual([
    [1, 2],
    [2, 0],
  ]);

  await cases.clear(2, ['alice', 'dave']);
  await cases.settle(2, [
    { target: 'alice', outcome: 'done' },
    { target: 'dave', outcome: 'done' },
  ]);
  expect(await cases.earlierEnds({ number: 2, limit: 5, sample: 5 })).toEqual([
    { case: 1, expiresAt: now + hour, count: 1, targets: ['alice'] },
  ]);

  const ask = (number: number, deliveryKey: string) => ({ number, moderator: 'UBOB', deliveryKey });
  expect(await followUps.retry(ask(1, 'button:1'), yes)).toMatchObject({ kind: 'recorded', number: 1 });
  await cases.clear(1, ['carol']);
  await cases.settle(1, [{ target: 'carol', outcome: 'done' }]);
  expect(await followUps.undo(ask(2, 'button:2'), yes)).toMatchObject({ kind: 'recorded', number: 3 });
  await cases.clear(3, ['alice', 'dave']);
  await cases.settle(3, [
    { target: 'alice', outcome: 'done' },
    { target: 'dave', outcome: 'done' },
  ]);
  expect((await cases.find(2))?.undoneBy).toBe(3);
  expect((await lookups.entry(1))?.tally).toMatchObject({ done: 2, already: 1, failed: 0, open: 0 });

  clock.jump(hour);
  const due = await dueNow({ holds, clock });
  expect(due.map(({ case: number, target, task }) => `${number} ${target} ${task}`)).toEqual([
    '1 bob lift',
    '1 carol lift',
  ]);
  await holds.tend();
  expect(
    database.prepare('select count(*) as n from cases where response_url is not null and undoes is null').all(),
  ).toEqual([{ n: 0 }]);
  expect(await verifyAudit(db)).not.toHaveProperty('brokenAt');
  await db.destroy();
  rmSync(folder, { recursive: true, force: true });
});
