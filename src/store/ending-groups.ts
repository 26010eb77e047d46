import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { EndingGroup } from '../moderation/case.ts';
import { type Ending, type Outcome, outcomes } from '../moderation/outcome.ts';
import { either } from './either.ts';
import { listOf } from './json-list.ts';
import type { Tables } from './tables.ts';
import { talliesOf, tallyOf } from './tallies.ts';

/** Groups that come back at most: as many as a message lists. */
const mostGroups = 8;

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

/** Targets that ended alike, as they are counted. */
interface Alike {
  readonly outcome: string | null;
  readonly code: string | null;
  readonly words: string | null;
  readonly count: number;
  /** Of the first of them. */
  readonly ordinal: number;
}

/** See `Cases.groups`. Asks the database a bounded number of times, however many reasons there are. */
export async function endingGroups(
  db: Kysely<Tables>,
  { number, sample }: { number: number; sample: number },
): Promise<readonly EndingGroup[]> {
  const groups = [...(await withReasons(db, number)), ...(await withoutReasons(db, number))];
  const { named, gathered } = divide(groups.toSorted((a, b) => b.count - a.count || a.ordinal - b.ordinal));
  const told = await Promise.all([
    ...named.map(async (group): Promise<EndingGroup> => {
      const targets = await db
        .selectFrom('targets')
        .select('target')
        .where('case_number', '=', number)
        // Those before the first of them are not walked past.
        .where('ordinal', '>=', group.ordinal)
        .where('outcome', 'is not distinct from', group.outcome)
        .where('code', 'is not distinct from', group.code)
        .where('words', 'is not distinct from', group.words)
        .orderBy('ordinal')
        .limit(sample)
        .execute();
      return { ...endingOf(group), count: group.count, targets: targets.map(({ target }) => target) };
    }),
    ...gathered.map(async ([outcome, rest]): Promise<EndingGroup> => {
      const firsts = rest.map(({ ordinal }) => ordinal).toSorted((a, b) => a - b);
      const targets = await db
        .selectFrom('targets')
        .select('target')
        .where('case_number', '=', number)
        .where('ordinal', 'in', listOf(firsts.slice(0, sample)))
        .orderBy('ordinal')
        .execute();
      const count = rest.reduce((sum, one) => sum + one.count, 0);
      const ending = endingOf({ outcome, code: null, words: 'with other reasons' });
      return { ...ending, count, targets: targets.map(({ target }) => target) };
    }),
  ]);
  return told.toSorted((a, b) => rank(a) - rank(b));
}

/** What ended otherwise than simply `done`, along an index that holds nothing else. */
function withReasons(db: Kysely<Tables>, number: number): Promise<readonly Alike[]> {
  return (
    db
      .selectFrom('targets')
      .select(['outcome', 'code', 'words'])
      .select((row) => [row.fn.countAll<number>().as('count'), row.fn.min('ordinal').as('ordinal')])
      .where('case_number', '=', number)
      // Word for word as in the index `targets_by_reason`.
      .where(sql<boolean>`outcome is not null`)
      .where(sql<boolean>`(outcome <> 'done' or code is not null or words is not null)`)
      .groupBy(['outcome', 'code', 'words'])
      .execute()
  );
}

/** What is simply `done`, and what is open. Both are counted already: a million of them are not read. */
async function withoutReasons(db: Kysely<Tables>, number: number): Promise<readonly Alike[]> {
  const { total } = await db.selectFrom('cases').select('total').where('number', '=', number).executeTakeFirstOrThrow();
  const { done, open } = tallyOf((await talliesOf(db, [number])).get(number), total);
  const { otherwise } = await db
    .selectFrom('targets')
    .select((row) => row.fn.countAll<number>().as('otherwise'))
    .where('case_number', '=', number)
    .where('outcome', '=', 'done')
    .where(sql<boolean>`outcome is not null`)
    .where(sql<boolean>`(outcome <> 'done' or code is not null or words is not null)`)
    .executeTakeFirstOrThrow();
  const groups: Alike[] = [];
  const alike = { code: null, words: null };
  if (done > otherwise) {
    const first = sql<{ ordinal: number }>`select ordinal from targets
      where case_number = ${number} and outcome = 'done' and code is null and words is null order by ordinal limit 1`;
    groups.push({ ...alike, outcome: 'done', count: done - otherwise, ordinal: await ordinalOf(db, first) });
  }
  if (open > 0) {
    const first = sql<{ ordinal: number }>`select ordinal from ${openTargets}
      where case_number = ${number} and outcome is null order by ordinal limit 1`;
    groups.push({ ...alike, outcome: null, count: open, ordinal: await ordinalOf(db, first) });
  }
  return groups;
}

/** SQLite would rather walk past all that have ended. */
const openTargets = either({ sqlite: sql`targets indexed by open_targets`, postgres: sql`targets` });

async function ordinalOf(db: Kysely<Tables>, first: RawBuilder<{ ordinal: number }>): Promise<number> {
  return (await first.execute(db)).rows[0]?.ordinal ?? 0;
}

/** As many groups by themselves as leaves room for one more of each outcome that has others. `groups`: the largest first. */
function divide(groups: readonly Alike[]): {
  readonly named: readonly Alike[];
  readonly gathered: readonly (readonly [outcome: string | null, rest: readonly Alike[]])[];
} {
  for (let own = Math.min(mostGroups, groups.length); ; own -= 1) {
    const rest = [...Map.groupBy(groups.slice(own), ({ outcome }) => outcome)];
    if (own > 0 && own + rest.length > mostGroups) continue;
    // One group alone loses nothing by being told with its reason.
    const single = rest.flatMap(([, alike]) => (alike.length === 1 ? alike : []));
    return {
      named: [...groups.slice(0, own), ...single],
      gathered: rest.filter(([, alike]) => alike.length > 1),
    };
  }
}

function rank({ outcome }: EndingGroup): number {
  return outcome ? outcomes.indexOf(outcome) : outcomes.length;
}
