import { type Kysely, sql } from 'kysely';
import { asciiLower } from '../lib/ascii-lower.ts';
import type { ActiveCase, ActiveKey, Hanging } from '../moderation/lookups.ts';
import { narrowed } from '../moderation/place.ts';
import { caseOfTarget, isOpenTarget } from './by-target.ts';
import { caseOf } from './case-rows.ts';
import { listOf } from './json-list.ts';
import { numbers, tableOf, texts } from './table-of.ts';
import type { Tables } from './tables.ts';
import { talliesOf, tallyOf } from './tallies.ts';

/** Ids of a case that a list shows at most. */
const sampleSize = 20;
/** Ends without an answer are counted up to this: when a vendor is down it can be every end there is. */
const mostCounted = 1000;

interface Range {
  readonly from: ActiveKey | undefined;
  readonly back: boolean;
  readonly limit: number;
  readonly now: number;
  readonly text: string | undefined;
}

interface RunningKey {
  readonly number: number;
  readonly endsAt: number;
}

/** Cases that run, in the order of their ends; `back`: in the opposite order. */
export async function readRunning(db: Kysely<Tables>, range: Range): Promise<readonly RunningKey[]> {
  const { from, back, limit } = range;
  const direction = back ? 'desc' : 'asc';
  const lists = await Promise.all(
    partsOf(db, range).map((part) =>
      part
        .select(['case_number as number', 'ends_at as endsAt'])
        .$if(from !== undefined, (query) =>
          query.where(
            back
              ? sql<boolean>`(ends_at, case_number) < (${from?.endsAt}, ${from?.number})`
              : sql<boolean>`(ends_at, case_number) > (${from?.endsAt}, ${from?.number})`,
          ),
        )
        .orderBy('ends_at', direction)
        .orderBy('case_number', direction)
        .limit(limit)
        .execute(),
    ),
  );
  const inOrder = lists.flat().toSorted((a, b) => a.endsAt - b.endsAt || a.number - b.number);
  return (back ? inOrder.toReversed() : inOrder).slice(0, limit);
}

/** How many cases run. */
export async function countRunning(
  db: Kysely<Tables>,
  asked: { now: number; text: string | undefined },
): Promise<number> {
  const counts = partsOf(db, asked).map((part) =>
    part.select((row) => row.fn.countAll<number>().as('count')).executeTakeFirstOrThrow(),
  );
  return (await Promise.all(counts)).reduce((sum, { count }) => sum + count, 0);
}

/**
 * What runs, or with a text what runs in the group or for the user of that id, and for the target of that id, also where it is not carried
 * out yet. In parts, of which each is read along an index; no case is in two of them.
 */
function partsOf(db: Kysely<Tables>, { now, text }: { now: number; text: string | undefined }) {
  // What its vendor ends by itself is over at its end; what Hush ends is on until the vendor has answered.
  const running = db.selectFrom('running').where(sql<boolean>`(ends_at > ${now} or lifted = 1)`);
  if (text === undefined) return [running];
  const places = [
    `group/${text}`,
    `whole-group/${text}`,
    `notifications/groups/${text}`,
    `notifications/users/${text}`,
  ];
  return [
    ...places.map((place) => running.where('place_key', '=', place)),
    running.where('place_key', 'not in', listOf(places)).where('case_number', 'in', naming(text)),
  ];
}

/** The cases that hold the target of this id, or are being carried out for it. */
function naming(text: string) {
  const ids = idsOf(text);
  return sql<number>`(
    select held.case_number from holds held join running on running.case_number = held.case_number
    where held.target in ${listOf(ids)} and (held.target = ${text} or running.place_key = 'accounts')
    union
    select named.case_number from cases cross join targets named
    where cases.closed_at is null and ${caseOfTarget('named')} = cases.number and named.target in ${listOf(ids)} and ${isOpenTarget('named')}
      and (named.target = ${text} or cases.vendor = 'netease'))`;
}

/**
 * Targets of these ids in these cases, each looked up by itself: an id can be in as many cases as there are. `cross join` keeps SQLite from
 * reading them all.
 */
export function named(cases: readonly number[], ids: readonly string[]) {
  return sql<boolean>`(targets.case_number, targets.ordinal) in (
    select one.case_number, one.ordinal
    from ${tableOf('asked', { id: texts(ids) })} cross join ${tableOf('listed', { number: numbers(cases) })}
    cross join targets one where one.target = asked.id and ${caseOfTarget('one')} = listed.number)`;
}

/** An id as it was typed, and as NetEase has it. */
export function idsOf(text: string): readonly string[] {
  return [...new Set([text, asciiLower(text)])];
}

/** What a list tells of the cases with these keys, in the same order. */
export async function activeCases(
  db: Kysely<Tables>,
  keys: readonly RunningKey[],
  text: string | undefined,
): Promise<readonly ActiveCase[]> {
  const numbers = keys.map(({ number }) => number);
  const rows = await db
    .selectFrom('cases')
    .innerJoin('running', 'running.case_number', 'cases.number')
    .selectAll('cases')
    .select('running.held')
    .where('cases.number', 'in', listOf(numbers))
    .execute();
  const matches = text === undefined ? undefined : await matchesIn(db, numbers, text);
  const tallies = await talliesOf(db, numbers);
  const found = rows.map(async ({ held, ...row }): Promise<[number, Omit<ActiveCase, 'endsAt'>]> => {
    const record = caseOf(row);
    const match = matches?.get(row.number);
    const targets = match ? [match.target] : await firstTargets(db, { number: row.number, held: held > 0 });
    const { open } = tallyOf(tallies.get(row.number), row.total);
    const hanging = await hangingOf(db, row.number);
    const place = match && {
      target: match.target,
      place: narrowed(record.place, match.places),
      ...(match.held === 0 && { waits: true as const }),
    };
    const active = {
      record,
      held,
      targets,
      open,
      hanging,
      ...(place && { match: place }),
    };
    return [row.number, active];
  });
  const byNumber = new Map(await Promise.all(found));
  return keys.flatMap(({ number, endsAt }) => {
    const active = byNumber.get(number);
    return active ? { ...active, endsAt } : [];
  });
}

/** Ends and renewals that were tried and have had no answer, by case. */
export async function hangingOf(db: Kysely<Tables>, number: number): Promise<readonly Hanging[]> {
  const groups = (['lift', 'renew'] as const).map(async (task): Promise<readonly Hanging[]> => {
    const tried = db
      .selectFrom('holds')
      .where('case_number', '=', number)
      .where('task', '=', task)
      // Word for word as in the index `tried_holds`.
      .where(sql<boolean>`(attempts > 0 or told_at is not null)`);
    const oldest = await tried.select('first_tried_at').orderBy('first_tried_at').limit(1).executeTakeFirst();
    if (!oldest) return [];
    const { count } = await db
      .selectFrom(
        tried
          .select('task')
          .limit(mostCounted + 1)
          .as('tried'),
      )
      .select((row) => row.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    const since = oldest.first_tried_at ?? 0;
    return [{ task, count: Math.min(count, mostCounted), since, ...(count > mostCounted && { more: true }) }];
  });
  return (await Promise.all(groups)).flat();
}

async function firstTargets(
  db: Kysely<Tables>,
  { number, held }: { number: number; held: boolean },
): Promise<readonly string[]> {
  if (held) {
    const rows = await db
      .selectFrom('holds')
      .select('target')
      .where('case_number', '=', number)
      .orderBy('ordinal')
      .limit(sampleSize)
      .execute();
    return rows.map(({ target }) => target);
  }
  const rows = await db
    .selectFrom('targets')
    .select('target')
    .where('case_number', '=', number)
    .where(sql<boolean>`outcome is null`)
    .orderBy('ordinal')
    .limit(sampleSize)
    .execute();
  return rows.map(({ target }) => target);
}

/** Of these cases, the target that a text names, with the places at which it is held, or will be. */
async function matchesIn(
  db: Kysely<Tables>,
  numbers: readonly number[],
  text: string,
): Promise<ReadonlyMap<number, { readonly target: string; readonly places: number; readonly held: number }>> {
  const rows = await db
    .selectFrom('targets')
    .innerJoin('cases', 'cases.number', 'targets.case_number')
    .leftJoin('holds', (join) =>
      join.onRef('holds.case_number', '=', 'targets.case_number').onRef('holds.ordinal', '=', 'targets.ordinal'),
    )
    .select(['targets.case_number', 'targets.target'])
    .select((row) => row.fn.coalesce('holds.places', 'targets.places').as('places'))
    .select(sql<number>`case when holds.id is null then 0 else 1 end`.as('held'))
    .where(named(numbers, idsOf(text)))
    .where((or) => or.or([or('targets.target', '=', text), or('cases.vendor', '=', 'netease')]))
    // What ended without being held is named by the case, but does not run.
    .where((or) => or.or([or('holds.id', 'is not', null), or('targets.outcome', 'is', null)]))
    .execute();
  return new Map(rows.map(({ case_number, ...match }) => [case_number, match]));
}
