import { type Kysely, sql } from 'kysely';
import { actions, takesLength } from '../moderation/action.ts';
import { type HoldPlan, planHold } from '../moderation/hold.ts';
import { type Ending, tookEffect } from '../moderation/outcome.ts';
import { announce, unannounce } from './announcing.ts';
import { appendAudit } from './audit.ts';
import { caseOfTarget, isOpenTarget } from './by-target.ts';
import { caseOf } from './case-rows.ts';
import { listOf } from './json-list.ts';
import { numbers, tableOf, texts } from './table-of.ts';
import type { CaseRow, HoldRow, Tables } from './tables.ts';

/** A target that has just ended, with the places that its case's requests named. */
export interface Settled {
  readonly ordinal: number;
  readonly target: string;
  readonly places: number;
  /** How many requests for it may have reached the vendor. */
  readonly sent: number;
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
    const { outcome } = alike.ending;
    if (outcome === 'skipped') {
      await keepDoubted(db, row, settled, now);
    } else if (tookEffect.includes(outcome)) {
      // These take over older holds and leave new ones.
      await keepHolds(db, row, settled, { already: outcome === 'already', now });
    } else {
      await dropHolds(db, row.number, settled, now);
      await giveBack(db, row, settled, now);
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
    .where(caseOfTarget(), '=', number)
    .where('target', 'in', listOf(targets))
    .where(isOpenTarget())
    .returning(['ordinal', 'target', 'places', 'sent'])
    .execute();
}

/**
 * Keeps what was dropped for a newer case after a request that was never answered: should the newer case come to nothing, or find it so
 * already, Hush still has to end it. What ends something leaves the older holds alone then, for it may not have worked.
 */
export async function keepDoubted(
  db: Kysely<Tables>,
  row: CaseRow,
  dropped: readonly Settled[],
  now: number,
): Promise<void> {
  if (!takesLength(caseOf(row).action)) return;
  const doubted = dropped.filter(({ sent }) => sent > 0);
  await keepHolds(db, row, doubted, { already: false, now });
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
  if (settled.length === 0) return;
  const record = caseOf(row);
  const taken = await takeOver(db, row, settled, now);
  if (!takesLength(record.action)) return;
  const set = already ? settled.map((one) => ({ ...one, places: taken.get(one.target) ?? 0 })) : settled;
  const kept = await stillIts(db, row, set);
  if (kept.length === 0) return;
  const plan = planHold({ expiresAt: record.expiresAt, vendorClockSeconds: row.vendor_clock_seconds, now });
  if (record.asked.at > record.createdAt) {
    // Only a retry finds holds of its own case.
    const own = await db
      .selectFrom('holds')
      .select(['case_number', 'told_at'])
      .where('case_number', '=', row.number)
      .where('ordinal', 'in', listOf(kept.map(([ordinal]) => ordinal)))
      .execute();
    await takeWarningsBack(db, own, now);
  }
  await writeHolds(db, row, { kept, plan });
}

/** One statement, whatever their number. */
async function writeHolds(
  db: Kysely<Tables>,
  row: CaseRow,
  { kept, plan }: { kept: readonly HeldPlaces[]; plan: HoldPlan | undefined },
): Promise<void> {
  const rows = tableOf('kept', {
    ordinal: numbers(kept.map(([ordinal]) => ordinal)),
    target: texts(kept.map(([, target]) => target)),
    places: numbers(kept.map(([, , places]) => places)),
  });
  // A retried target may have been in doubt before, and be held already.
  await sql`insert into holds (case_number, ordinal, app, scope, target, places, expires_at, due_at, task)
    select ${row.number}, ordinal, ${caseOf(row).place.app}, ${row.scope}, target, places,
      ${row.expires_at}, ${plan?.dueAt ?? null}, ${plan?.task ?? null}
    from ${rows} where true
    on conflict (case_number, ordinal) do update set places = holds.places | excluded.places, due_at = excluded.due_at, task = excluded.task,
      sent = 0, attempts = 0, first_tried_at = null, told_at = null`.execute(db);
}

/**
 * A retry may show that what was in doubt surely did not happen. What it had taken over is the older case's again, unless somebody said
 * something newer since: else nobody would end it.
 */
async function giveBack(db: Kysely<Tables>, row: CaseRow, settled: readonly Settled[], now: number): Promise<void> {
  const ordinals = listOf(settled.map(({ ordinal }) => ordinal));
  const taken = await db
    .selectFrom('targets as mine')
    .innerJoin('targets as older', (join) =>
      join.on(caseOfTarget('older'), '=', (row) => row.ref('mine.took_case')).onRef('older.target', '=', 'mine.target'),
    )
    .select(['older.case_number', 'older.ordinal', 'older.target', 'older.sent'])
    .select(sql<number>`older.places & mine.places`.as('places'))
    .where('mine.case_number', '=', row.number)
    .where('mine.ordinal', 'in', ordinals)
    .where('mine.took_case', '>', 0)
    .execute();
  for (const [number, same] of Map.groupBy(taken, ({ case_number }) => case_number)) {
    const older = await db.selectFrom('cases').selectAll().where('number', '=', number).executeTakeFirstOrThrow();
    const kept = await stillIts(db, older, same);
    const plan = planHold({
      expiresAt: older.expires_at ?? undefined,
      vendorClockSeconds: older.vendor_clock_seconds,
      now,
    });
    // When the vendor's clock was last set is forgotten: to renew too early does no harm.
    await writeHolds(db, older, { kept, plan: plan?.task === 'renew' ? { ...plan, dueAt: now } : plan });
  }
  if (taken.length === 0) return;
  await db
    .updateTable('targets')
    .set({ took_case: null, took_expires_at: null })
    .where('case_number', '=', row.number)
    .where('ordinal', 'in', ordinals)
    .execute();
}

/** A retry may end what was in doubt with a clear no: then there is nothing to end any more at the places it was about. */
async function dropHolds(db: Kysely<Tables>, number: number, settled: readonly Settled[], now: number): Promise<void> {
  const ordinals = listOf(settled.map(({ ordinal }) => ordinal));
  const places = sql<number>`(select places from targets where case_number = ${number} and ordinal = holds.ordinal)`;
  await db
    .updateTable('holds')
    .set({ places: sql<number>`places & ~${places}` })
    .where('case_number', '=', number)
    .where('ordinal', 'in', ordinals)
    .execute();
  const gone = await db
    .deleteFrom('holds')
    .where('case_number', '=', number)
    .where('ordinal', 'in', ordinals)
    .where('places', '=', 0)
    .returning(['case_number', 'told_at'])
    .execute();
  await takeWarningsBack(db, gone, now);
}

/** Where people were told that an end had no answer, they are told that nobody waits for it any more. */
async function takeWarningsBack(
  db: Kysely<Tables>,
  gone: readonly Pick<HoldRow, 'case_number' | 'told_at'>[],
  now: number,
): Promise<void> {
  const told = gone.filter(({ told_at }) => told_at !== null).map(({ case_number }) => case_number);
  for (const number of new Set(told)) await announce(db, { kind: 'lifts', case: number, dueAt: now });
}

/** Removes these targets' places from older holds, and notes whose they were. Returns the places that were held, by target. */
async function takeOver(
  db: Kysely<Tables>,
  row: CaseRow,
  settled: readonly Settled[],
  now: number,
): Promise<ReadonlyMap<string, number>> {
  const wanted = new Map(settled.map(({ target, places }) => [target, places]));
  const older = await db
    .selectFrom('holds')
    .select(['id', 'target', 'places', 'case_number', 'expires_at', 'told_at'])
    .where('scope', '=', row.scope)
    .where('target', 'in', listOf([...wanted.keys()]))
    .where('case_number', '<', row.number)
    .orderBy('case_number')
    .execute();
  const from = new Map<string, Pick<HoldRow, 'case_number' | 'expires_at'>>();
  const taken = new Map<string, number>();
  const gone: Pick<HoldRow, 'id' | 'case_number' | 'told_at'>[] = [];
  for (const { id, target, places, ...hold } of older) {
    const mine = places & (wanted.get(target) ?? 0);
    if (mine === 0) continue;
    from.set(target, hold);
    taken.set(target, mine | (taken.get(target) ?? 0));
    if (mine === places) gone.push({ id, ...hold });
    else
      await db
        .updateTable('holds')
        .set({ places: places & ~mine })
        .where('id', '=', id)
        .execute();
  }
  if (gone.length > 0) {
    const ids = gone.map(({ id }) => id);
    await db.deleteFrom('holds').where('id', 'in', listOf(ids)).execute();
    await takeWarningsBack(db, gone, now);
  }
  await noteEarlierEnds(db, row.number, from);
  return taken;
}

/** Keeps which case each target was taken over from, and until when that one would have gone on: people are told both ends. */
async function noteEarlierEnds(
  db: Kysely<Tables>,
  number: number,
  from: ReadonlyMap<string, Pick<HoldRow, 'case_number' | 'expires_at'>>,
): Promise<void> {
  const alike = Map.groupBy(from, ([, hold]) => `${hold.case_number} ${hold.expires_at}`);
  for (const [first, ...others] of alike.values()) {
    if (!first) continue;
    const [, hold] = first;
    await db
      .updateTable('targets')
      .set({ took_case: hold.case_number, took_expires_at: hold.expires_at })
      .where(caseOfTarget(), '=', number)
      .where('target', 'in', listOf([first, ...others].map(([target]) => target)))
      .execute();
  }
}

type HeldPlaces = readonly [ordinal: number, target: string, places: number];

/** Of what a case set, the places where no newer case's word counts. */
async function stillIts(db: Kysely<Tables>, row: CaseRow, set: readonly Settled[]): Promise<readonly HeldPlaces[]> {
  const lost = await newerWord(db, row, set);
  return set.flatMap(({ ordinal, target, places }): readonly HeldPlaces[] => {
    const left = places & ~(lost.get(target) ?? 0);
    return left === 0 ? [] : [[ordinal, target, left]];
  });
}

/**
 * The places where a newer case's word counts already, by target. A newer case comes first only after a crash, when what this case had
 * sent was never answered: its late ending must not take back what was said since.
 */
async function newerWord(
  db: Kysely<Tables>,
  row: CaseRow,
  settled: readonly Settled[],
): Promise<ReadonlyMap<string, number>> {
  const newer = await db
    .selectFrom('targets')
    .innerJoin('cases', (join) => join.on('cases.number', '=', caseOfTarget()))
    .select(['targets.target', 'targets.places'])
    .where('targets.target', 'in', listOf(settled.map(({ target }) => target)))
    .where(caseOfTarget(), '>', row.number)
    .where('cases.scope', '=', row.scope)
    // A newer mute that found it so `already` may have found what this case set: then this case still has to end it.
    .where((or) =>
      or.or([
        or('targets.outcome', 'in', ['done', 'unconfirmed']),
        or.and([
          or('targets.outcome', '=', 'already'),
          or(
            'cases.action',
            'in',
            actions.filter((one) => !takesLength(one)),
          ),
        ]),
      ]),
    )
    .execute();
  const places = new Map<string, number>();
  for (const one of newer) places.set(one.target, one.places | (places.get(one.target) ?? 0));
  return places;
}

/** Closes the case if no target is open any more, and has it told: in the audit channel and to its moderator. */
export async function closeWhenDone(db: Kysely<Tables>, number: number, now: number): Promise<void> {
  const open = await db
    .selectFrom('targets')
    .select('ordinal')
    .where('case_number', '=', number)
    .where('outcome', 'is', null)
    // From the end: targets end in order, so from the beginning every one that has ended would be walked past, at every settling.
    .orderBy('ordinal', 'desc')
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
  const { undoes } = await db
    .selectFrom('cases')
    .select('undoes')
    .where('number', '=', number)
    .executeTakeFirstOrThrow();
  // What was undone says so itself.
  if (undoes !== null) await announce(db, { kind: 'case', case: undoes, dueAt: now });
}
