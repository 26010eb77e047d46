import type { CaseRequest } from './case.ts';
import { overQuota } from './policy/hourly-quota.ts';
import { rules } from './policy/index.ts';
import type { Facts, Refusal, Wish } from './policy/rule.ts';
import { type Audit, type Cases, OverQuota, type Quota } from './ports.ts';

/** What rules need, and where their refusals are kept. */
export interface PolicyParts extends Omit<Facts, 'now'> {
  readonly audit: Audit;
  readonly clock: { now(): number };
}

export interface RequestParts extends PolicyParts {
  readonly cases: Pick<Cases, 'record'>;
  /** Carries the recorded case out; returns at once. */
  begin(number: number): void;
}

/** What all rules together say to a wish. */
export type Judgement =
  | { readonly refusal: Refusal }
  | {
      readonly refusal?: undefined;
      /** The wish's request, with a problem at the targets that are to be skipped. */
      readonly request?: CaseRequest;
      /** Why who asks must see it first, each a sentence; none: they need not. */
      readonly confirm: readonly string[];
      /** Why a second moderator must say yes, each a sentence; none: nobody need. */
      readonly approve: readonly string[];
    };

/** Asks every rule, in their order. A refusal ends it, is recorded in the audit, and comes back as a sentence for the moderator. */
export async function judge(wish: Wish, { audit, clock, ...facts }: PolicyParts): Promise<Judgement> {
  const { moderator: actor, verb } = wish;
  let { request } = wish;
  const confirm: string[] = [];
  const approve: string[] = [];
  for (const rule of rules) {
    const verdict = await rule.judge({ ...wish, ...(request && { request }) }, { ...facts, now: clock.now() });
    switch (verdict?.kind) {
      case 'refuse':
        await audit.append({ event: 'wish.refused', actor, details: { rule: rule.name, verb } });
        return { refusal: verdict };
      case 'skip':
        request &&= without(request, verdict.targets);
        break;
      case 'confirm':
        confirm.push(verdict.why);
        break;
      case 'approve':
        approve.push(verdict.why);
        break;
    }
  }
  return { ...(request && { request }), confirm, approve };
}

function without(request: CaseRequest, skipped: ReadonlyMap<string, string>): CaseRequest {
  const targets = request.targets.map((target) => {
    const problem = target.problem ?? skipped.get(target.id);
    return problem === undefined ? target : { ...target, problem };
  });
  return { ...request, targets };
}

/** Whether somebody may do something at all, before it is known what exactly; the refusal as a sentence. */
export async function refusalOf(wish: Wish, parts: PolicyParts): Promise<string | undefined> {
  return (await judge(wish, parts)).refusal?.sentence;
}

export type Requested =
  | { readonly kind: 'recorded'; readonly number: number }
  /** The same request was delivered before; it stands, and nothing was added. */
  | { readonly kind: 'duplicate'; readonly number: number }
  | ({ readonly kind: 'refused' } & Refusal);

/**
 * Policy, then one transaction, then the carrying out begins. When this resolves with `recorded` the case survives a crash. Throws
 * `TooLate` if `claim` says no right before the commit: then nothing was recorded.
 */
export async function requestCase(request: CaseRequest, parts: RequestParts, claim: () => boolean): Promise<Requested> {
  const judged = await judge({ moderator: request.moderator, verb: request.action, request }, parts);
  if (judged.refusal !== undefined) return { ...judged.refusal, kind: 'refused' };
  const limit = quotaOf(parts);
  const recorded = await withinQuota(request, parts, () => parts.cases.record(judged.request ?? request, claim, limit));
  if ('sentence' in recorded) return { ...recorded, kind: 'refused' };
  const { number, duplicate } = recorded;
  if (duplicate) return { kind: 'duplicate', number };
  parts.begin(number);
  return { kind: 'recorded', number };
}

/** Does what records a case. Whatever came in between the rule's look and the commit, the quota holds: the refusal is the rule's. */
export async function withinQuota<T>(
  { moderator, action: verb }: { readonly moderator: string; readonly action: string },
  { audit, clock }: Pick<PolicyParts, 'audit' | 'clock'>,
  record: () => Promise<T>,
): Promise<T | Refusal> {
  try {
    return await record();
  } catch (error) {
    if (!(error instanceof OverQuota)) throw error;
    await audit.append({ event: 'wish.refused', actor: moderator, details: { rule: 'hourly-quota', verb } });
    return { sentence: overQuota({ ...error.quota, now: clock.now() }), field: 'targets' };
  }
}

/** The limit that the store counts against when it records a case. */
export function quotaOf({ policy }: Pick<PolicyParts, 'policy'>): Quota {
  const { targetsPerHour } = policy;
  return targetsPerHour === undefined ? {} : { targetsPerHour };
}
