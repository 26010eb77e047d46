import { type Kysely, sql } from 'kysely';
import { takesLength } from '../moderation/action.ts';
import type { Case } from '../moderation/case.ts';
import { planHold } from '../moderation/hold.ts';
import type { Ending } from '../moderation/outcome.ts';
import { announce, unannounce } from './announcing.ts';
import { appendAudit } from './audit.ts';
import { caseOf } from './case-rows.ts';
import { listOf } from './json-list.ts';
import type { CaseRow, NewHold, Tables } from './tables.ts';

/** A target that has just ended, with the places that its case's requests named. */
interface Settled {
  readonly ordinal: number;
  readonly target: string;
  readonly places: number;
}

/**
 * Writes endings of a case's open targets, takes over and keeps holds, records it in the audit, and closes the case with its last
 * target. Runs inside the caller's transaction.
 */
export async function settleTargets(
  db: Kysely<Tables>,
  row: CaseRow,
  endings: readonly Ending[],
  now: number,
): Promise<void> {
  const told: Ending[] = [];
  for (const alike of groupAlike(endings)) {
    const settled = await endTargets(db, row.number, alike, now);
    told.push(...settled.map(({ target }) => ({ ...alike.ending, target })));
    if (['done', 'already', 'unconfirmed'].includes(alike.ending.outcome)) {
      await keepHolds(db, row, settled, { already: alike.ending.outcome === 'already', now });
    }
  }
  if (told.length === 0) return;
  await appendAudit(db, now, { event: 'targets.settled', actor: 'hush', case: row.number, details: { endings: told } });
  await closeWhenDone(db, row.number, now);
}

type Alike = { readonly ending: Omit<Ending, 'target'>; readonly targets: readonly string[] };

function groupAlike(endings: readonly Ending[]): readonly Alike[] {
  const groups = Map.groupBy(endings, ({ outcome, code, words }) => JSON.stringify([outcome, code, words]));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const { target: _, ...ending } = first;
    return [{ ending, targets: group.map(({ target }) => target) }];
  });
}

function endTargets(db: Kysely<Tables>, number: number, { ending, targets }: Alike, now: number): Promise<Settled[]> {
  return db
    .updateTable('targets')
    .set({ outcome: ending.outcome, code: ending.code ?? null, words: ending.words ?? null, settled_at: now })
    .where('case_number', '=', number)
    .where('target', 'in', listOf(targets))
    .where('outcome', 'is', null)
    .returning(['ordinal', 'target', 'places'])
    .execute();
}

/**
 * The newest word wins: what older cases hold at the same places is this case's now, or over if this case ended it. What was so
 * `already` becomes this case's only where an older case of Hush had set it; the rest is not ours to end.
 */
async function keepHolds(
  db: Kysely<Tables>,
  row: CaseRow,
  settled: readonly Settled[],
  { already, now }: { already: boolean; now: number },
): Promise<void> {
  const record = caseOf(row);
  const kept: NewHold[] = [];
  for (const target of settled) {
    const taken = await takeOver(db, row, target);
    const places = already ? taken : target.places;
    if (takesLength(record.action) && places !== 0) kept.push(newHold(row, record, { ...target, places }, now));
  }
  if (kept.length > 0) await db.insertInto('holds').values(kept).execute();
}

/** Removes this target's places from older holds. Returns the places that were held. */
async function takeOver(db: Kysely<Tables>, row: CaseRow, { target, places }: Settled): Promise<number> {
  const older = await db
    .selectFrom('holds')
    .select(['id', 'places'])
    .where('scope', '=', row.scope)
    .where('target', '=', target)
    .where('case_number', '<', row.number)
    .where(sql<boolean>`places & ${places} <> 0`)
    .execute();
  for (const hold of older) {
    const left = hold.places & ~places;
    if (left === 0) await db.deleteFrom('holds').where('id', '=', hold.id).execute();
    else await db.updateTable('holds').set({ places: left }).where('id', '=', hold.id).execute();
  }
  return older.reduce((taken, hold) => taken | (hold.places & places), 0);
}

function newHold(row: CaseRow, record: Case, { ordinal, target, places }: Settled, now: number): NewHold {
  const plan = planHold({ expiresAt: record.expiresAt, vendorClockSeconds: row.vendor_clock_seconds, now });
  return {
    case_number: row.number,
    ordinal,
    scope: row.scope,
    target,
    places,
    expires_at: record.expiresAt ?? null,
    due_at: plan?.dueAt ?? null,
    task: plan?.task ?? null,
  };
}

/** Closes the case if no target is open any more, and has it told: in the audit channel and to its moderator. */
export async function closeWhenDone(db: Kysely<Tables>, number: number, now: number): Promise<void> {
  const open = await db
    .selectFrom('targets')
    .select('ordinal')
    .where('case_number', '=', number)
    .where('outcome', 'is', null)
    .limit(1)
    .executeTakeFirst();
  if (open) return;
  await db.updateTable('cases').set({ closed_at: now }).where('number', '=', number).execute();
  const tally = await db
    .selectFrom('targets')
    .select(['outcome', (row) => row.fn.countAll<number>().as('count')])
    .where('case_number', '=', number)
    .groupBy('outcome')
    .execute();
  const details = Object.fromEntries(tally.map(({ outcome, count }) => [outcome ?? 'open', count]));
  await appendAudit(db, now, { event: 'case.closed', actor: 'hush', case: number, details });
  await unannounce(db, number, 'started');
  await announce(db, { kind: 'case', case: number, dueAt: now });
  await announce(db, { kind: 'summary', case: number, dueAt: now });
}
