import type { Case } from './case.ts';
import type { Length } from './length.ts';
import type { Cases, FollowUps, MadeCase } from './ports.ts';
import { judge, type PolicyParts, quotaOf, withinQuota } from './request.ts';

/** What a moderator asks for about a case that is there already. */
export interface FollowUp {
  /** The case's number. */
  readonly number: number;
  /** Slack user id of who asks. Any moderator may follow up any case, as far as the rules let them. */
  readonly moderator: string;
  /** Two requests with one key are one request delivered twice: `command:<trigger_id>`, `button:<trigger_id>`. */
  readonly deliveryKey: string;
  /** Where the moderator can be answered privately; a secret. */
  readonly responseUrl?: string;
}

/**
 * Why a case cannot be followed up like this.
 *
 * - `unknown`: there is no such case.
 * - `running`: it is still being carried out; it can be cancelled.
 * - `ended`: it is not being carried out, so there is nothing to cancel.
 * - `cancelled`: that was cancelled already, and is coming to its end.
 * - `sets nothing`: it is an unmute, an unsilence or an undo.
 * - `over`: its time is up.
 * - `undone`: case `by` undoes it, or tried to.
 * - `nothing left`: nothing that it set is still its own; `by` is the newest case that took something over.
 * - `nothing failed`: no target of it failed or is unconfirmed.
 * - `same reason`: that is its reason already.
 * - `rule`: a rule says no, in a sentence.
 * - `needs a yes`: a rule wants a yes first, for which only a new case can wait; the sentences say why.
 */
export type FollowUpRefusal =
  | { readonly why: 'unknown'; readonly number: number }
  | { readonly why: 'undone'; readonly record: Case; readonly by: number; readonly running: boolean }
  | { readonly why: 'nothing left'; readonly record: Case; readonly by?: number }
  | { readonly why: 'rule'; readonly record: Case; readonly sentence: string }
  | { readonly why: 'needs a yes'; readonly record: Case; readonly sentences: readonly string[] }
  | {
      readonly why: 'running' | 'ended' | 'cancelled' | 'sets nothing' | 'over' | 'nothing failed' | 'same reason';
      readonly record: Case;
    };

export type FollowedUp =
  /** `number` is the case to carry on: the same one, or a new one. With `duplicate` it was there already. */
  | { readonly kind: 'recorded'; readonly number: number; readonly duplicate: boolean }
  | { readonly kind: 'refused'; readonly refusal: FollowUpRefusal };

/** Carries cases out and stops them; both return at once. */
export interface Carrier {
  begin(number: number): void;
  cancel(number: number): void;
}

export interface FollowUpParts extends Carrier, PolicyParts {
  readonly followUps: Omit<FollowUps, 'trial'>;
  readonly cases: Pick<Cases, 'find' | 'held'>;
}

/** Says whether the request can still be answered in time; see `Cases.record`. */
export type Claim = () => boolean;

/** Lifts what a case set and no newer case took over, as a case of its own. */
export async function undoCase(ask: FollowUp, parts: FollowUpParts, claim: Claim): Promise<FollowedUp> {
  return (await refusedBy({ ...ask, verb: 'undo' }, parts)) ?? begun(await parts.followUps.undo(ask, claim), parts);
}

/** Gives what a case set, and no newer case took over, another end: `length` from now. A case of its own. */
export async function extendCase(
  ask: FollowUp & { readonly length: Length },
  parts: FollowUpParts,
  claim: Claim,
): Promise<FollowedUp> {
  const refused = await refusedBy({ ...ask, verb: 'extend' }, parts);
  if (refused) return refused;
  const { moderator, number } = ask;
  const followed = await withinQuota({ moderator, action: 'extend' }, parts, () =>
    parts.followUps.extend(ask, claim, quotaOf(parts)),
  );
  if ('kind' in followed) return begun(followed, parts);
  const record = await parts.cases.find(number);
  const refusal: FollowUpRefusal = record
    ? { why: 'rule', record, sentence: followed.sentence }
    : { why: 'unknown', number };
  return { kind: 'refused', refusal };
}

/** Carries on with the targets of a case that failed or are unconfirmed, to its original end. */
export async function retryCase(ask: FollowUp, parts: FollowUpParts, claim: Claim): Promise<FollowedUp> {
  return (await refusedBy({ ...ask, verb: 'retry' }, parts)) ?? begun(await parts.followUps.retry(ask, claim), parts);
}

/** Stops a running case: what was not attempted yet ends `skipped`, what is under way is waited for. */
export async function cancelCase(ask: FollowUp, parts: FollowUpParts, claim: Claim): Promise<FollowedUp> {
  const refused = await refusedBy({ ...ask, verb: 'cancel' }, parts);
  if (refused) return refused;
  const followed = await parts.followUps.cancel(ask, claim);
  if (followed.kind === 'recorded') parts.cancel(followed.number);
  return followed;
}

/** Puts another reason in the place of the one a case has. */
export async function correctReason(
  ask: FollowUp & { readonly reason: string },
  parts: FollowUpParts,
  claim: Claim,
): Promise<FollowedUp> {
  return (await refusedBy({ ...ask, verb: 'reason' }, parts)) ?? parts.followUps.correctReason(ask, claim);
}

/** What would come of a follow-up. */
export type TriedFollowUp =
  | { readonly kind: 'possible'; readonly made: MadeCase }
  | Extract<FollowedUp, { kind: 'refused' }>;

/** Does what `act` does in a way that leaves nothing behind, and says what would have come of it: the same rules, the same statements. */
export async function tryFollowUp(
  act: (parts: FollowUpParts) => Promise<FollowedUp>,
  parts: FollowUpParts & { readonly followUps: FollowUps },
): Promise<TriedFollowUp> {
  const { followUps, made } = parts.followUps.trial();
  const nothing = () => undefined;
  const followed = await act({ ...parts, followUps, begin: nothing, cancel: nothing });
  const seen = made();
  if (followed.kind === 'refused') return followed;
  return seen ? { kind: 'possible', made: seen } : Promise.reject(new Error('A trial made nothing.'));
}

/** What the rules say against it, knowing the case; undefined: nothing, or there is no such case. */
async function refusedBy(
  { number, moderator, verb, length }: FollowUp & { readonly verb: string; readonly length?: Length },
  parts: FollowUpParts,
): Promise<FollowedUp | undefined> {
  const record = await parts.cases.find(number);
  if (!record) return undefined;
  const end = length && { length, held: await parts.cases.held(number) };
  const judged = await judge({ moderator, verb, followUp: { record, ...end } }, parts);
  if (judged.refusal) return { kind: 'refused', refusal: { why: 'rule', record, sentence: judged.refusal.sentence } };
  const sentences = [...judged.approve, ...judged.confirm];
  if (sentences.length === 0) return undefined;
  const why = 'needs a yes';
  await parts.audit.append({ event: 'wish.refused', actor: moderator, details: { why, verb, case: number } });
  return { kind: 'refused', refusal: { why, record, sentences } };
}

function begun(followed: FollowedUp, { begin }: Carrier): FollowedUp {
  if (followed.kind === 'recorded' && !followed.duplicate) begin(followed.number);
  return followed;
}
