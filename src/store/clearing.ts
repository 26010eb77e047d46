import { type Kysely, sql } from 'kysely';
import type { Action } from '../moderation/action.ts';
import { actionFacts } from '../moderation/action.ts';
import { wireDuration } from '../moderation/hold.ts';
import type { Ending } from '../moderation/outcome.ts';
import { modulesOf } from '../moderation/place.ts';
import type { CaseClearance } from '../moderation/ports.ts';
import type { RequestPurpose, Sendable } from '../moderation/vendor.ts';
import { caseOfTarget, isOpenTarget } from './by-target.ts';
import { caseOf } from './case-rows.ts';
import { listOf } from './json-list.ts';
import { keepDoubted, type Settled, settleTargets } from './settling.ts';
import type { CaseRow, Tables } from './tables.ts';

interface Claim {
  readonly case: number;
  readonly places: number;
}

/**
 * Decides, right before a request, which of these targets it may still name: not those whose every place a newer case names, and none
 * once the time is up (a duration of 0 would unmute). What is dropped is ended here; the rest is marked as sent before it is sent, so
 * that after a crash Hush knows that the vendor may have heard of it. Reading is no such request.
 */
export async function clearTargets(
  db: Kysely<Tables>,
  row: CaseRow,
  { targets, purpose, now }: { targets: readonly string[]; purpose?: RequestPurpose | undefined; now: number },
): Promise<CaseClearance> {
  const open = await db
    .selectFrom('targets')
    .select(['ordinal', 'target', 'places', 'sent'])
    .where(caseOfTarget(), '=', row.number)
    .where('target', 'in', listOf(targets))
    .where(isOpenTarget())
    .orderBy('ordinal')
    .execute();
  const record = caseOf(row);
  const durationSeconds = durationFor(record.action, row, now);
  const timeIsUp = record.expiresAt !== undefined && now >= record.expiresAt;
  const claims = await newerClaims(
    db,
    row,
    open.map(({ target }) => target),
  );

  const dropped: Ending[] = [];
  const cleared: Sendable[] = [];
  const sendable: number[] = [];
  const lost: Settled[] = [];
  for (const { ordinal, target, places, sent } of open) {
    const claim = claims.get(target);
    const left = places & ~(claim?.places ?? 0);
    if (claim && left === 0) {
      dropped.push({ target, outcome: 'skipped', words: `case ${claim.case} is newer` });
    } else if (timeIsUp) {
      dropped.push(timeRanOut(target, sent > 0));
    } else {
      if (left !== places) {
        await narrow(db, { case: row.number, ordinal, places: left });
        lost.push({ ordinal, target, places: places & ~left, sent });
      }
      sendable.push(ordinal);
      const named = record.place.kind === 'modules' ? { modules: modulesOf(left) } : {};
      cleared.push({ target, ...named, repeated: sent > 0 });
    }
  }
  if (sendable.length > 0 && purpose !== 'read') {
    await db
      .updateTable('targets')
      .set((target) => ({ sent: target('sent', '+', 1) }))
      .where('case_number', '=', row.number)
      .where('ordinal', 'in', listOf(sendable))
      .execute();
  }
  await keepDoubted(db, row, lost, now);
  if (dropped.length > 0) await settleTargets(db, row, dropped, now);
  return { targets: cleared, durationSeconds, timeIsUp };
}

async function narrow(
  db: Kysely<Tables>,
  { case: number, ordinal, places }: { case: number; ordinal: number; places: number },
): Promise<void> {
  await db
    .updateTable('targets')
    .set({ places })
    .where('case_number', '=', number)
    .where('ordinal', '=', ordinal)
    .execute();
}

/** A request of which nothing was ever heard may have worked: then the end cannot be called failed. */
function timeRanOut(target: string, sent: boolean): Ending {
  return sent
    ? { target, outcome: 'unconfirmed', words: 'no answer came before its time ran out' }
    : { target, outcome: 'failed', words: 'its time ran out first' };
}

/** The seconds on the wire: 0 only ever for the actions that end another. */
export function durationFor(
  action: Action,
  row: Pick<CaseRow, 'expires_at' | 'length_seconds' | 'vendor_clock_seconds'>,
  now: number,
): number {
  if (!('endedBy' in actionFacts[action])) return 0;
  return wireDuration({
    expiresAt: row.expires_at ?? undefined,
    lengthSeconds: row.length_seconds ?? undefined,
    vendorClockSeconds: row.vendor_clock_seconds,
    now,
  });
}

/** For each target that newer cases name at a place of this case: the newest of them, and all the places they name together. */
async function newerClaims(db: Kysely<Tables>, row: CaseRow, targets: readonly string[]): Promise<Map<string, Claim>> {
  const newer = await db
    .selectFrom('cases')
    .select('number')
    .where('scope', '=', row.scope)
    .where('number', '>', row.number)
    .limit(1)
    .executeTakeFirst();
  const claims = new Map<string, Claim>();
  if (!newer || targets.length === 0) return claims;
  const rows = await db
    .selectFrom('targets')
    .innerJoin('cases', (join) => join.on('cases.number', '=', caseOfTarget()))
    .select(['targets.target', 'targets.places', 'cases.number'])
    .where('targets.target', 'in', listOf(targets))
    .where(caseOfTarget(), '>', row.number)
    .where('cases.scope', '=', row.scope)
    .where(sql<boolean>`targets.outcome is distinct from 'skipped'`)
    .where(sql<boolean>`targets.places & ${row.places} <> 0`)
    .orderBy('cases.number')
    .execute();
  for (const { target, places, number } of rows) {
    claims.set(target, { case: number, places: places | (claims.get(target)?.places ?? 0) });
  }
  return claims;
}
