import type { Kysely } from 'kysely';
import type { Clock } from '../lib/clock.ts';
import type { Random } from '../lib/random.ts';
import type { Drafts } from '../moderation/ports.ts';
import type { Tables } from './tables.ts';

/** Long enough to come back after lunch; the button says so when it is over. */
const draftLifeMs = 24 * 3_600_000;
/** Slack takes answers for 30 minutes; Hush stops a little earlier (design §4). */
export const responseUrlMs = 25 * 60_000;

/** Drafts in SQL. Saving one forgets those that are too old. */
export function createDrafts(db: Kysely<Tables>, { clock, random }: { clock: Clock; random: Random }): Drafts {
  return {
    save: async ({ moderator, fields, responseUrl }) => {
      const id = random.hex(12);
      const now = clock.now();
      await db.transaction().execute(async (trx) => {
        await trx
          .deleteFrom('drafts')
          .where('created_at', '<', now - draftLifeMs)
          .execute();
        await trx
          .insertInto('drafts')
          .values({ id, created_at: now, moderator, fields: JSON.stringify(fields), response_url: responseUrl ?? null })
          .execute();
      });
      return id;
    },

    find: async (id, moderator) => {
      const row = await db
        .selectFrom('drafts')
        .select(['fields', 'response_url', 'created_at'])
        .where('id', '=', id)
        .where('moderator', '=', moderator)
        .where('created_at', '>=', clock.now() - draftLifeMs)
        .executeTakeFirst();
      if (!row) return undefined;
      const { response_url: responseUrl } = row;
      const usable = responseUrl !== null && clock.now() - row.created_at < responseUrlMs;
      return { fields: JSON.parse(row.fields) as unknown, ...(usable && { responseUrl }) };
    },
  };
}
