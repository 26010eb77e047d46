import type { Kysely } from 'kysely';
import type { EndingGroup } from '../moderation/case.ts';
import { type Ending, type Outcome, outcomes } from '../moderation/outcome.ts';
import type { Tables } from './tables.ts';

/** `outcome`, `code` and `words` of a row, left out where they are null. The texts were written by Hush. */
export function endingOf(row: {
  outcome: string | null;
  code: string | null;
  words: string | null;
}): Partial<Omit<Ending, 'target'>> {
  return {
    ...(row.outcome !== null && { outcome: row.outcome as Outcome }),
    ...(row.code !== null && { code: row.code }),
    ...(row.words !== null && { words: row.words }),
  };
}

/** See `Cases.groups`. */
export async function endingGroups(
  db: Kysely<Tables>,
  { number, sample }: { number: number; sample: number },
): Promise<readonly EndingGroup[]> {
  const groups = await db
    .selectFrom('targets')
    .select(['outcome', 'code', 'words', (row) => row.fn.countAll<number>().as('count')])
    .where('case_number', '=', number)
    .groupBy(['outcome', 'code', 'words'])
    .orderBy('count', 'desc')
    .execute();
  const sampled = groups.map(async (group): Promise<EndingGroup> => {
    const targets = await db
      .selectFrom('targets')
      .select('target')
      .where('case_number', '=', number)
      .where('outcome', 'is', group.outcome)
      .where('code', 'is', group.code)
      .where('words', 'is', group.words)
      .orderBy('ordinal')
      .limit(sample)
      .execute();
    return { ...endingOf(group), count: group.count, targets: targets.map(({ target }) => target) };
  });
  return (await Promise.all(sampled)).toSorted((a, b) => rank(a) - rank(b));
}

function rank({ outcome }: EndingGroup): number {
  return outcome ? outcomes.indexOf(outcome) : outcomes.length;
}
