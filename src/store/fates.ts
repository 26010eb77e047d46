import { type Kysely, sql } from 'kysely';
import { takesLength } from '../moderation/action.ts';
import type { Case } from '../moderation/case.ts';
import type { Fate, TargetEntry } from '../moderation/lookups.ts';
import type { Outcome } from '../moderation/outcome.ts';
import { narrowed } from '../moderation/place.ts';
import type { HoldTask } from '../moderation/ports.ts';
import { endingOf } from './ending-groups.ts';
import { listOf } from './json-list.ts';
import type { CaseRow, HoldRow, Tables, TargetsTable } from './tables.ts';

const columns = [
  'case_number',
  'ordinal',
  'target',
  'outcome',
  'code',
  'words',
  'lift_task',
  'lift_outcome',
  'lift_code',
  'lift_words',
  'lift_at',
  'took_case',
] as const satisfies readonly (keyof TargetsTable)[];

type Row = Pick<TargetsTable, (typeof columns)[number]>;

/** Targets of cases with what became of what was set, in the order of the query. `records` has their cases. */
export async function targetEntries(
  db: Kysely<Tables>,
  rows: readonly Row[],
  { records, now }: { records: ReadonlyMap<number, Case>; now: number },
): Promise<readonly TargetEntry[]> {
  const held = await holdsOf(db, rows, now);
  const takers = await takersOf(db, rows);
  return rows.map((row) => {
    const { case_number, ordinal, target } = row;
    const record = records.get(case_number);
    const place = record && held.get(keyOf(row)) !== undefined && narrowed(record.place, held.get(keyOf(row)) ?? 0);
    const taker = takers.get(keyOf(row));
    const fate: Fate = {
      ...(place && { on: place }),
      ...(taker && { takenBy: { number: taker.number, how: howTaken(taker, case_number) } }),
      ...(row.lift_task !== null && row.lift_outcome !== null && { lift: liftOf(row) }),
      ...(row.outcome === 'already' &&
        row.took_case === null &&
        record &&
        takesLength(record.action) && { notOurs: true }),
    };
    return { ordinal, target, ...endingOf(row), fate };
  });
}

/** The columns that {@link targetEntries} needs. */
export function selectTargets(db: Kysely<Tables>) {
  return db.selectFrom('targets').select(columns.map((column) => `targets.${column}` as const));
}

function keyOf({ case_number, target }: Pick<Row, 'case_number' | 'target'>): string {
  return `${case_number} ${target}`;
}

function liftOf(row: Row): NonNullable<Fate['lift']> {
  return {
    task: row.lift_task as HoldTask,
    outcome: row.lift_outcome as Outcome,
    ...(row.lift_code !== null && { code: row.lift_code }),
    ...(row.lift_words !== null && { words: row.lift_words }),
    ...(row.lift_at !== null && { at: row.lift_at }),
  };
}

/** The places that each target's case still holds. */
async function holdsOf(db: Kysely<Tables>, rows: readonly Row[], now: number): Promise<ReadonlyMap<string, number>> {
  const found: Pick<HoldRow, 'case_number' | 'target' | 'places'>[] = [];
  for (const [number, same] of Map.groupBy(rows, ({ case_number }) => case_number)) {
    const holds = await db
      .selectFrom('holds')
      .select(['case_number', 'target', 'places'])
      .where('case_number', '=', number)
      .where('ordinal', 'in', listOf(same.map(({ ordinal }) => ordinal)))
      // What the vendor ended by itself is forgotten a moment later.
      .where((or) => or.or([or('task', '=', 'lift'), or('expires_at', 'is', null), or('expires_at', '>', now)]))
      .execute();
    found.push(...holds);
  }
  return new Map(found.map((hold) => [keyOf(hold), hold.places]));
}

type Taker = Pick<CaseRow, 'number' | 'action' | 'undoes' | 'extends'> & Pick<TargetsTable, 'outcome'>;

/** The newest case that took each target over from its case. */
async function takersOf(db: Kysely<Tables>, rows: readonly Row[]): Promise<ReadonlyMap<string, Taker>> {
  const takers = await db
    .selectFrom('targets')
    .innerJoin('cases', 'cases.number', 'targets.case_number')
    .select([
      'targets.took_case',
      'targets.target',
      'targets.outcome',
      'cases.number',
      'cases.action',
      'cases.undoes',
      'cases.extends',
    ])
    .where('targets.took_case', 'in', listOf([...new Set(rows.map(({ case_number }) => case_number))]))
    // Word for word as in the index `targets_by_taken`.
    .where(sql<boolean>`took_case > 0`)
    .where('targets.target', 'in', listOf([...new Set(rows.map(({ target }) => target))]))
    .orderBy('cases.number')
    .execute();
  return new Map(takers.map((taker) => [keyOf({ case_number: taker.took_case ?? 0, target: taker.target }), taker]));
}

function howTaken(taker: Taker, number: number): NonNullable<Fate['takenBy']>['how'] {
  // It has the word now, but nobody knows whether it worked.
  if (taker.outcome === 'unconfirmed') return 'took over';
  if (taker.undoes === number) return 'undid';
  if (taker.extends === number) return 'extended';
  return takesLength(taker.action as Case['action']) ? 'took over' : 'ended';
}
