import type { Kysely } from 'kysely';
import type { Clock } from '../lib/clock.ts';
import type { Random } from '../lib/random.ts';
import type { Lists } from '../moderation/ports.ts';
import type { Tables } from './tables.ts';
import { readTargets, writeTargets } from './target-lists.ts';

/** With the hour between two looks for old ones, a list is gone after a day. */
const lifeMs = 23 * 3_600_000;

/** Lists of ids in SQL. */
export function createLists(db: Kysely<Tables>, { clock, random }: { clock: Clock; random: Random }): Lists {
  return {
    save: async ({ moderator, wish, targets, duplicates }) => {
      const id = random.hex(12);
      const row = {
        id,
        created_at: clock.now(),
        moderator,
        wish: JSON.stringify(wish),
        targets: writeTargets(targets),
      };
      await db
        .insertInto('lists')
        .values({ ...row, duplicates })
        .execute();
      return id;
    },

    find: async (id, moderator) => {
      const row = await db
        .selectFrom('lists')
        .select(['wish', 'targets', 'duplicates'])
        .where('id', '=', id)
        .where('moderator', '=', moderator)
        .where('created_at', '>=', clock.now() - lifeMs)
        .executeTakeFirst();
      if (!row) return undefined;
      if (row.targets === null) return 'used';
      return {
        wish: JSON.parse(row.wish) as unknown,
        targets: readTargets(JSON.parse(row.targets)),
        duplicates: row.duplicates,
      };
    },

    forget: async (id, { used }) => {
      if (used) await db.updateTable('lists').set({ targets: null, wish: '{}' }).where('id', '=', id).execute();
      else await db.deleteFrom('lists').where('id', '=', id).execute();
    },

    forgetOld: async () => {
      await db
        .deleteFrom('lists')
        .where('created_at', '<', clock.now() - lifeMs)
        .execute();
    },
  };
}
