import type { Kysely } from 'kysely';
import { type Outcome, outcomes, type Tally } from '../moderation/outcome.ts';
import { listOf } from './json-list.ts';
import type { Tables } from './tables.ts';

type Counts = Partial<Record<Outcome, number>>;

/** How many targets of these cases ended in each way, by case. */
export async function talliesOf(db: Kysely<Tables>, numbers: readonly number[]): Promise<ReadonlyMap<number, Counts>> {
  const rows = await db
    .selectFrom('tallies')
    .select(['case_number', 'outcome', 'count'])
    .where('case_number', 'in', listOf(numbers))
    .execute();
  const cases = Map.groupBy(rows, ({ case_number }) => case_number);
  return new Map(
    [...cases].map(([number, same]) => [
      number,
      Object.fromEntries(same.map(({ outcome, count }) => [outcome, count])),
    ]),
  );
}

/** With what is still open of `total` targets. */
export function tallyOf(counts: Counts | undefined, total: number): Tally {
  const tally = { open: total, ...Object.fromEntries(outcomes.map((outcome) => [outcome, 0])) } as Record<
    keyof Tally,
    number
  >;
  for (const outcome of outcomes) {
    tally[outcome] = counts?.[outcome] ?? 0;
    tally.open -= tally[outcome];
  }
  return tally;
}
