import { Client } from 'pg';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import { systemRandom } from '../../../src/lib/random.ts';
import { openStore } from '../../../src/store/open.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { createDatabase, dropDatabases } from '../../support/postgres-databases.ts';
import { muteInModules } from '../memory-store.ts';

let database: Awaited<ReturnType<typeof createDatabase>>;
beforeEach(async () => {
  database = await createDatabase();
});
afterEach(() => database.drop());
afterAll(dropDatabases);

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly Plan[];
}

/** Rows that a plan read of the tables. */
function rowsRead(plan: Plan): number {
  const own = plan['Relation Name'] === undefined ? 0 : plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0);
  const below = (plan.Plans ?? []).reduce((sum, one) => sum + rowsRead(one), 0);
  return own * plan['Actual Loops'] + below;
}

test('no statement of a case’s life reads more than it needs beside a million targets', async () => {
  const clock = new ManualClock();
  const store = await openStore('', { clock, random: systemRandom, databaseUrl: database.url });
  const { cases, holds, lookups, records, muteHistory, outbox, followUps } = store;
  const pool = store.shared?.pool;
  const client = new Client({ connectionString: database.url });
  await client.connect();
  // A case of 100,000 is open and its ends wait; 90,000 are small and over, and name the same people again and again.
  await client.query(`set session_replication_role = replica;
    insert into cases (number, created_at, action, vendor, place, scope, places, permanent, vendor_clock_seconds, moderator, total,
        duplicates, closed_at, delivery_key, asked_by, asked_at, asked_total)
      select n, n, 'mute', 'netease', '{"kind":"modules","app":"netease","modules":["p2p"]}', 'netease/accounts', 1, 0, 0, 'U' || n % 50,
        case when n = 1 then 100000 else 10 end, 0, case when n > 1 then n end, 'old:' || n, 'U1', n, 10
      from generate_series(1, 90000) n;
    insert into targets (case_number, ordinal, target, places, outcome)
      select 1, n, 'user-' || n, 1, null from generate_series(0, 99999) n;
    insert into targets (case_number, ordinal, target, places, outcome)
      select 2 + n / 10, n % 10, 'user-' || (n::bigint * 7919) % 500000, 1, 'done' from generate_series(0, 899979) n`);
  // As the server does by itself within a minute.
  await client.query('analyze');

  const said: { text: string; values: unknown[] }[] = [];
  const { query } = Client.prototype;
  const spy = vi.spyOn(Client.prototype, 'query').mockImplementation(function (this: Client, ...args: unknown[]) {
    const [text, values = []] = args as [string, unknown[]];
    if (/^\s*(?:select|with)\b/.test(text) && !/pg_/.test(text)) said.push({ text, values });
    return Reflect.apply(query, this, args) as never;
  });
  const ids = Array.from({ length: 100 }, (_, index) => `user-${99_000 + index}`);
  const request = muteInModules(ids, ['p2p']);
  await records.actsOfOthers({ request, since: 0 });
  await muteHistory.mutesBefore({ app: 'netease', ids, since: 0 });
  const { number } = await cases.record(request, () => true);
  await cases.openTargets({ number: 1, after: 50_000, limit: 100 });
  await cases.clear(1, ids.slice(0, 50));
  await cases.clear(number, ids);
  await cases.settle(
    number,
    ids.map((target) => ({ target, outcome: 'done' as const })),
  );
  await cases.groups(number, 5);
  await cases.notOurs(number);
  await lookups.entry(number);
  await lookups.ofTarget({ target: 'user-99000', limit: 10 });
  await lookups.active({ text: 'user-99000', limit: 10 });
  await lookups.active({ limit: 10 });
  await followUps.undo({ number, moderator: 'U1', deliveryKey: 'undo' }, () => true);
  clock.jump(7_200_000);
  const lanes = await holds.dueLanes(clock.now());
  for (const lane of lanes) await holds.due({ lane, now: clock.now(), limit: 50, not: new Set() });
  await outbox.due({ lane: 'audit', now: clock.now(), limit: 5 });
  spy.mockRestore();

  expect(said.length).toBeGreaterThan(25);
  const read: string[] = [];
  for (const { text, values } of said) {
    const { rows } = await client.query(`explain (analyze, timing off, format json) ${text}`, values);
    const [{ Plan: plan }] = rows[0]['QUERY PLAN'] as [{ Plan: Plan }];
    // A hundred ids, each in a few cases; a hundred times that would be a walk.
    if (rowsRead(plan) > 20_000) read.push(`${rowsRead(plan)} rows: ${text}`);
  }
  expect(read).toEqual([]);
  await client.end();
  await store.close();
  expect(pool?.ended).toBe(true);
}, 180_000);
