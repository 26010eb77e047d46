import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { expect, test } from 'vitest';
import { type Outcome, outcomes } from '../../src/moderation/outcome.ts';
import { migrations } from '../../src/store/migrations/index.ts';
import { migrate } from '../../src/store/open.ts';
import { sqliteDialect } from '../../src/store/sqlite.ts';
import type { Tables } from '../../src/store/tables.ts';
import {
  ended,
  type MemoryStore,
  memoryStore,
  muteInLobby,
  muteInModules,
  onPostgres,
  unmuting,
} from './memory-store.ts';

const truth = `select number as case_number, substr(scope, length(vendor) + 2) as place_key,
    coalesce(expires_at, ${Number.MAX_SAFE_INTEGER}) as ends_at, case when vendor_clock_seconds = 0 then 1 else 0 end as lifted,
    (select count(*) from holds where case_number = number) as held
  from cases where action in ('mute', 'silence')
    and (closed_at is null or exists (select 1 from holds where case_number = number)) order by number`;
const counts = `select case_number, outcome, count(*) as count from targets where outcome is not null
  group by case_number, outcome order by case_number, outcome`;

type Read = (sql: string) => readonly Record<string, unknown>[];

function expectTrueSums(read: Read): void {
  expect(read('select * from running order by case_number')).toEqual(read(truth));
  expect(read('select * from tallies where count <> 0 order by case_number, outcome')).toEqual(read(counts));
}

let presses = 0;
const yes = () => true;

type Step =
  | { kind: 'mute' | 'unmute'; netease: boolean; ids: readonly string[]; hours: number }
  | { kind: 'settle'; number: number; ids: readonly string[]; outcome: Outcome }
  | { kind: 'retry' | 'undo' | 'extend' | 'cancel' | 'rest'; number: number }
  | { kind: 'pass'; hours: number; outcome: Outcome };

const ids = fc.subarray(['alice', 'bob', 'carol', 'too long'], { minLength: 1 });
const number = fc.integer({ min: 1, max: 4 });
const all = ['alice', 'bob', 'carol'];
/** Most things work. */
const outcome = fc.constantFrom<Outcome>('done', 'done', 'done', 'done', 'done', 'done', ...outcomes);
const hours = fc.constantFrom(0, 1, 3, 24 * 40);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constantFrom('mute', 'unmute'), netease: fc.boolean(), ids, hours }),
  fc.record({ kind: fc.constant('settle' as const), number, ids: fc.constant(all), outcome }),
  fc.record({ kind: fc.constantFrom('retry', 'undo', 'extend', 'cancel', 'rest'), number }),
  fc.record({ kind: fc.constant('pass' as const), hours, outcome }),
);

async function take(store: MemoryStore, wish: Step): Promise<void> {
  const ask = (of: number) => {
    presses += 1;
    return { number: of, moderator: 'UBOB', deliveryKey: `press:${presses}` };
  };
  switch (wish.kind) {
    case 'mute':
    case 'unmute': {
      const length = wish.hours === 0 ? { kind: 'permanent' } : { kind: 'timed', seconds: wish.hours * 3600 };
      // One id that cannot be sent: it ends at once.
      const targets = wish.ids.map((id) => (id === 'too long' ? { id, problem: 'is longer than 32 bytes' } : { id }));
      const changes = { length, targets } as Parameters<typeof muteInLobby>[1];
      const request = wish.netease ? muteInModules(wish.ids, ['p2p', 'team'], changes) : muteInLobby(wish.ids, changes);
      await store.recorded(wish.kind === 'mute' ? request : unmuting(request));
      return;
    }
    case 'settle':
      if (await store.cases.find(wish.number)) await store.carriedOut(wish.number, wish.ids, wish.outcome);
      return;
    case 'rest':
      if (await store.cases.find(wish.number)) await store.cases.settleRest(wish.number, { outcome: 'failed' });
      return;
    case 'extend':
      await store.followUps.extend({ ...ask(wish.number), length: { kind: 'timed', seconds: 7200 } }, yes);
      return;
    case 'pass': {
      await store.clock.advance(wish.hours * 3_600_000);
      const due = await store.holds.due({ now: store.clock.now(), limit: 100, not: new Set() });
      for (const { id, target } of due) {
        await store.holds.clear([id]);
        await store.holds.settle([id], ended(wish.outcome, target));
      }
      await store.holds.tend();
      return;
    }
    default:
      await store.followUps[wish.kind](ask(wish.number), yes);
  }
}

test('whatever is done, what is counted of cases stays true', async () => {
  let ran = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 15, maxLength: 40 }), async (steps) => {
      const store = await memoryStore();
      for (const wish of steps) {
        await take(store, wish);
        expectTrueSums(store.sql);
      }
      ran += store.sql('select 1 from running where held > 0').length;
      await store.close();
    }),
    { numRuns: onPostgres ? 15 : 60 },
  );
  expect(ran).toBeGreaterThan(0);
}, 60_000);

test('a case that was rolled back is not counted', async () => {
  const store = await memoryStore();
  await expect(store.cases.record(muteInLobby(['alice', '']), () => false)).rejects.toThrow('Nothing was recorded');
  expectTrueSums(store.sql);
  expect(store.sql('select * from running')).toEqual([]);
});

test('a database of before has its running cases and counts once it is brought up to date', async () => {
  const database = new DatabaseSync(':memory:');
  const db = new Kysely<Tables>({ dialect: sqliteDialect(database) });
  const older = Object.fromEntries(Object.entries(migrations).filter(([name]) => name < '0004'));
  const { error } = await new Migrator({ db, provider: { getMigrations: async () => older } }).migrateToLatest();
  expect(error).toBeUndefined();
  const insert =
    database.prepare(`insert into cases (number, created_at, action, vendor, place, scope, places, permanent,
    expires_at, vendor_clock_seconds, moderator, total, duplicates, closed_at, delivery_key)
    values (?, 1, ?, 'zim', '{}', 'zim/group/lobby', 1, 0, ?, ?, 'U1', 2, 0, ?, ?)`);
  // Held and closed, held for ever by Hush, over, still open, and one that ends another.
  insert.run(1, 'mute', 5000, 2_592_000, 2, 'a');
  insert.run(2, 'silence', null, 0, 2, 'b');
  insert.run(3, 'mute', 4000, 2_592_000, 2, 'c');
  insert.run(4, 'mute', 6000, 2_592_000, null, 'd');
  insert.run(5, 'unmute', null, 0, null, 'e');
  for (let number = 1; number <= 5; number += 1) {
    database.exec(`insert into targets (case_number, ordinal, target, places, outcome)
      values (${number}, 0, 'alice', 1, 'done'), (${number}, 1, 'bob', 1, ${number > 3 ? 'null' : "'rejected'"})`);
  }
  for (const number of [1, 2, 4]) {
    database.exec(
      `insert into holds (case_number, ordinal, scope, target, places) values (${number}, 0, 'zim/group/lobby', 'alice', 1)`,
    );
  }
  await migrate(db);
  const read: Read = (sql) => database.prepare(sql).all();
  expectTrueSums(read);
  expect(read('select case_number, held from running')).toEqual([
    { case_number: 1, held: 1 },
    { case_number: 2, held: 1 },
    { case_number: 4, held: 1 },
  ]);
  await db.destroy();
});
