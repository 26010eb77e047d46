import type { Kysely } from 'kysely';
import { quotaWindowMs } from '../moderation/policy/hourly-quota.ts';
import type { Asking, Records } from '../moderation/policy/rule.ts';
import { OverQuota, type Quota } from '../moderation/ports.ts';
import { listOf } from './json-list.ts';
import type { Tables } from './tables.ts';

/** See `Records.askedFor`. */
export function askedFor(
  db: Kysely<Tables>,
  { not, ...query }: Parameters<Records['askedFor']>[0],
): Promise<readonly Asking[]> {
  const asked = askedOf(db, query);
  return (not === undefined ? asked : asked.where('delivery_key', '!=', not)).execute();
}

/**
 * Counts again, with the cases `numbers` of one moderator written but not committed: throws {@link OverQuota} if with them more targets were
 * asked for within an hour than `quota` holds. To be called inside the transaction that records them; two at the same instant cannot both pass.
 */
export async function keepToQuota(
  db: Kysely<Tables>,
  {
    numbers,
    quota,
    now,
  }: { readonly numbers: readonly number[]; readonly quota: Quota | undefined; readonly now: number },
): Promise<void> {
  const most = quota?.targetsPerHour;
  if (most === undefined) return;
  const rows = await db
    .selectFrom('cases')
    .select(['moderator', 'total'])
    .where('number', 'in', listOf(numbers))
    .execute();
  const [first] = rows;
  if (!first) return;
  const asked = await askedOf(db, { moderator: first.moderator, since: now - quotaWindowMs })
    .where('number', 'not in', listOf(numbers))
    .execute();
  const wanted = sum(rows.map(({ total }) => total));
  if (wanted + sum(asked.map(({ targets }) => targets)) > most) throw new OverQuota({ wanted, most, asked });
}

/** What a moderator asked for since then, oldest first; an undo is free. */
function askedOf(db: Kysely<Tables>, { moderator, since }: { moderator: string; since: number }) {
  return db
    .selectFrom('cases')
    .select(['created_at as at', 'total as targets'])
    .where('moderator', '=', moderator)
    .where('created_at', '>', since)
    .where('undoes', 'is', null)
    .orderBy('created_at');
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, number) => all + number, 0);
}
