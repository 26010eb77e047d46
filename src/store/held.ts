import { type Kysely, sql } from 'kysely';
import type { EarlierEnd } from '../moderation/case.ts';
import { placeBits, scopeOf } from '../moderation/place.ts';
import type { ProposedCase } from '../moderation/proposal.ts';
import { tableOf, texts } from './table-of.ts';
import type { Tables } from './tables.ts';

/** See `Proposals.held`. Looks each target up, along an index: what else is held there costs nothing. */
export async function heldOf(
  db: Kysely<Tables>,
  { proposed, limit, sample }: { proposed: ProposedCase; limit: number; sample: number },
): Promise<readonly EarlierEnd[]> {
  const { place, targets } = proposed;
  const ids = targets.flatMap(({ id, problem }) => (problem === undefined ? id : []));
  const held = sql`from ${tableOf('asked', { id: texts(ids) })} cross join holds
    where holds.target = asked.id and holds.scope = ${scopeOf(place)} and (holds.places & ${placeBits(place)}) <> 0`;
  const { rows: groups } = await sql<{ number: number; expires_at: number | null; count: number }>`
    select case_number as number, expires_at, count(*) as count ${held}
    group by case_number, expires_at order by count desc, case_number desc limit ${limit}`.execute(db);
  return Promise.all(
    groups.map(async ({ number, expires_at, count }): Promise<EarlierEnd> => {
      const { rows } = await sql<{ target: string }>`
        select holds.target ${held} and case_number = ${number} order by asked.position limit ${sample}`.execute(db);
      return {
        case: number,
        ...(expires_at !== null && { expiresAt: expires_at }),
        count,
        targets: rows.map(({ target }) => target),
      };
    }),
  );
}
