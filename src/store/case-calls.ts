import type { Kysely } from 'kysely';
import type { Ending } from '../moderation/outcome.ts';
import type { CaseClearance } from '../moderation/ports.ts';
import type { RequestPurpose } from '../moderation/vendor.ts';
import { clearTargets } from './clearing.ts';
import { existingCase } from './recording.ts';
import { settleTargets } from './settling.ts';
import type { Tables } from './tables.ts';

// What several orders ask of the store in one transaction, about one case or several; see `gather`.

export interface ClearCall {
  readonly number: number;
  readonly targets: readonly string[];
  readonly purpose: RequestPurpose | undefined;
}

export interface SettleCall {
  readonly number: number;
  readonly endings: readonly Ending[];
}

/** What is of the same case and for the same purpose is cleared as one. */
export async function clearAll(
  db: Kysely<Tables>,
  calls: readonly ClearCall[],
  now: number,
): Promise<readonly CaseClearance[]> {
  const cleared = new Map<ClearCall, CaseClearance>();
  for (const alike of Map.groupBy(calls, ({ number, purpose }) => `${number} ${purpose}`).values()) {
    const [first] = alike;
    if (!first) continue;
    const row = await existingCase(db, first.number);
    const targets = alike.flatMap((call) => call.targets);
    const clearance = await clearTargets(db, row, { targets, purpose: first.purpose, now });
    for (const call of alike) {
      const own = new Set(call.targets);
      cleared.set(call, { ...clearance, targets: clearance.targets.filter(({ target }) => own.has(target)) });
    }
  }
  return calls.flatMap((call) => cleared.get(call) ?? []);
}

/** What is of the same case is settled as one. */
export async function settleAll(
  db: Kysely<Tables>,
  calls: readonly SettleCall[],
  now: number,
): Promise<readonly undefined[]> {
  for (const [number, alike] of Map.groupBy(calls, (call) => call.number)) {
    const endings = alike.flatMap((call) => call.endings);
    await settleTargets(db, await existingCase(db, number), endings, now);
  }
  return calls.map(() => undefined);
}
