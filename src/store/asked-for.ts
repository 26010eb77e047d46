import type { Kysely } from 'kysely';
import { quotaWindowMs } from '../moderation/policy/hourly-quota.ts';
import type { Asking, Records } from '../moderation/policy/rule.ts';
import { OverQuota, type Quota } from '../moderation/ports.ts';
import { caseRow } from './recording.ts';
import type { Tables } from './tables.ts';

/** See `Records.askedFor`. */
export function askedFor(
  db: Kysely<Tables>,
  { moderator, since, not }: Parameters<Records['askedFor']>[0],
): Promise<readonly Asking[]> {
  return db
    .selectFrom('cases')
    .select(['created_at as at', 'total as targets'])
    .where('moderator', '=', moderator)
    .where('created_at', '>', since)
    .where('undoes', 'is', null)
    .$if(not !== undefined, (query) => query.where('delivery_key', '!=', not ?? ''))
    .orderBy('created_at')
    .execute();
}

/**
 * Counts again, with case `number` written but not committed: throws {@link OverQuota} if its moderator asked for more targets within an
 * hour than `quota` holds. To be called inside the transaction that records the case; two at the same instant cannot both pass.
 */
export async function keepToQuota(
  db: Kysely<Tables>,
  { number, quota, now }: { readonly number: number; readonly quota: Quota | undefined; readonly now: number },
): Promise<void> {
  const most = quota?.targetsPerHour;
  const row = most === undefined ? undefined : await caseRow(db, number);
  if (most === undefined || !row) return;
  const asked = await askedFor(db, { moderator: row.moderator, since: now - quotaWindowMs, not: row.delivery_key });
  const sum = asked.reduce((all, { targets }) => all + targets, row.total);
  if (sum > most) throw new OverQuota({ wanted: row.total, most, asked });
}
