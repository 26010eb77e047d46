import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { Kysely } from 'kysely';
import { afterAll, afterEach, expect } from 'vitest';
import { systemRandom } from '../../src/lib/random.ts';
import type { CaseRequest } from '../../src/moderation/case.ts';
import type { Ending, Outcome } from '../../src/moderation/outcome.ts';
import type { Module } from '../../src/moderation/place.ts';
import type { DueHold } from '../../src/moderation/ports.ts';
import { createStore, migrate, type Store } from '../../src/store/open.ts';
import { postgresDialect } from '../../src/store/postgres/dialect.ts';
import { sqliteDialect } from '../../src/store/sqlite.ts';
import type { Tables } from '../../src/store/tables.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { dropDatabases, takeDatabase } from '../support/postgres-databases.ts';

/** A store in memory (in the tests on PostgreSQL: in a database of its own) with a clock that the test moves. */
export interface MemoryStore extends Store {
  readonly clock: ManualClock;
  readonly db: Kysely<Tables>;
  /** Runs SQL and gives its rows, to look behind the store's back or to do what Hush never would. */
  sql(text: string, ...values: SQLInputValue[]): readonly Record<string, unknown>[];
  /** Records a request that is claimed in time; its number. */
  recorded(request: CaseRequest): Promise<number>;
  /** Clears and settles all given targets in one way, as a vendor does that answers at once. */
  carriedOut(number: number, targets: readonly string[], outcome: Outcome): Promise<void>;
}

/** Whether these are the tests on PostgreSQL; see vitest.config.ts. */
export const onPostgres = process.env.HUSH_TEST_STORE === 'postgres';

type Tools = Pick<MemoryStore, 'db' | 'sql' | 'close'>;

async function inMemory(): Promise<Tools> {
  const database = new DatabaseSync(':memory:');
  const db = new Kysely<Tables>({ dialect: sqliteDialect(database) });
  await migrate(db);
  return { db, sql: (text, ...values) => database.prepare(text).all(...values), close: () => db.destroy() };
}

const taken = new Set<() => void>();

async function inPostgres(clock: ManualClock): Promise<Tools> {
  const { url, pool, ask, giveBack } = await takeDatabase();
  const db = new Kysely<Tables>({ dialect: postgresDialect({ pool, clock }) });
  const close = () => {
    if (taken.delete(close)) giveBack();
  };
  // One that all tests of a file share is kept until its end.
  if (expect.getState().currentTestName !== undefined) taken.add(close);
  return { db, sql: (text, ...values) => ask({ url, text, values }), close: async () => close() };
}

afterEach(() => {
  for (const close of taken) close();
});
afterAll(dropDatabases);

export async function memoryStore(): Promise<MemoryStore> {
  const clock = new ManualClock();
  const tools = await (onPostgres ? inPostgres(clock) : inMemory());
  const store = createStore(tools.db, { clock, random: systemRandom });
  return {
    ...store,
    ...tools,
    clock,
    recorded: async (request) => (await store.cases.record(request, () => true)).number,
    carriedOut: async (number, targets, outcome) => {
      const cleared = await store.cases.clear(number, targets);
      await store.cases.settle(
        number,
        cleared.targets.map(({ target }) => ({ target, outcome })),
      );
    },
  };
}

/** What is due now in any lane, as far as one look goes: that of the apps whose names come first in front. */
export async function dueNow(
  { holds, clock }: Pick<MemoryStore, 'holds' | 'clock'>,
  { limit = 10_000, not = [] }: { limit?: number; not?: readonly number[] } = {},
): Promise<readonly DueHold[]> {
  const now = clock.now();
  const found: DueHold[] = [];
  for (const lane of await holds.dueLanes(now)) {
    found.push(...(await holds.due({ lane, now, limit, not: new Set(not) })).holds);
  }
  return found;
}

let keys = 0;

/** Mutes members of the ZIM group lobby for two hours. */
export function muteInLobby(targets: readonly string[], changes: Partial<CaseRequest> = {}): CaseRequest {
  keys += 1;
  return {
    action: 'mute',
    vendor: 'zim',
    place: { kind: 'group', app: 'zim', group: 'lobby' },
    targets: targets.map((id) => ({ id })),
    duplicates: 0,
    length: { kind: 'timed', seconds: 7200 },
    vendorClockSeconds: 2_592_000,
    moderator: 'UMARIA',
    deliveryKey: `command:${keys}`,
    ...changes,
  };
}

/** Mutes NetEase accounts in modules; Hush has to lift it. */
export function muteInModules(
  targets: readonly string[],
  modules: readonly Module[],
  changes: Partial<CaseRequest> = {},
): CaseRequest {
  return muteInLobby(targets, {
    vendor: 'netease',
    place: { kind: 'modules', app: 'netease', modules },
    vendorClockSeconds: 0,
    ...changes,
  });
}

/** The same request as one that ends: no length, the opposite action. */
export function unmuting({ length: _, ...request }: CaseRequest): CaseRequest {
  return { ...request, action: 'unmute' };
}

export function ended(outcome: Outcome, ...targets: string[]): readonly Ending[] {
  return targets.map((target) => ({ target, outcome }));
}
