import type { Kysely } from 'kysely';
import type { Clock } from '../lib/clock.ts';
import type { Digests } from '../moderation/digest.ts';
import { announce } from './announcing.ts';
import { appendAudit } from './audit.ts';
import type { Tables } from './tables.ts';

/** Which weekly digests were written, in SQL. `changed` is called after a commit that put one into the outbox. */
export function createDigests(db: Kysely<Tables>, clock: Clock, changed: () => void): Digests {
  return {
    plan: async (week, workspaces = ['']) => {
      const isNew = await db.transaction().execute(async (trx) => {
        const now = clock.now();
        const { numInsertedOrUpdatedRows } = await trx
          .insertInto('digests')
          .values({ day: week.day, planned_at: now })
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirstOrThrow();
        if (!numInsertedOrUpdatedRows) return false;
        await appendAudit(trx, now, { event: 'digest.planned', actor: 'hush', details: { ...week } });
        for (const workspace of workspaces)
          await announce(trx, { kind: 'digest', case: undefined, dueAt: now, text: JSON.stringify(week), workspace });
        return true;
      });
      if (isNew) changed();
      return isNew;
    },
  };
}
