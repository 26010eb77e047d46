import { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import { systemRandom } from '../src/lib/random.ts';
import type { CaseRequest } from '../src/moderation/case.ts';
import { createStore, migrate } from '../src/store/open.ts';
import { sqliteDialect } from '../src/store/sqlite.ts';
import type { Tables } from '../src/store/tables.ts';
import { ManualClock } from '../test/support/manual-clock.ts';

/** A store in memory, with a clock that is moved. */
export async function movedStore() {
  const database = new DatabaseSync(':memory:');
  const db = new Kysely<Tables>({ dialect: sqliteDialect(database) });
  await migrate(db);
  const clock = new ManualClock();
  const store = createStore(db, { clock, random: systemRandom });
  return {
    ...store,
    clock,
    /** Records a case and ends its targets `done`, as a vendor does that answers at once. */
    carriedOut: async (request: CaseRequest) => {
      const { number } = await store.cases.record(request, () => true);
      const named = request.targets.map(({ id }) => id);
      const { targets } = await store.cases.clear(number, named);
      await store.cases.settle(
        number,
        targets.map(({ target }) => ({ target, outcome: 'done' })),
      );
    },
    /** True while something is held. */
    isAnythingHeld: () => database.prepare('select 1 from holds limit 1').all().length > 0,
  };
}
