import type { CaseRequest } from './case.ts';
import { rules } from './policy/index.ts';
import type { Facts, Wish } from './policy/rule.ts';
import type { Audit, Cases } from './ports.ts';

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
  | { readonly refusal: string }
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
        return { refusal: verdict.sentence };
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
  return (await judge(wish, parts)).refusal;
}

export type Requested =
  | { readonly kind: 'recorded'; readonly number: number }
  /** The same request was delivered before; it stands, and nothing was added. */
  | { readonly kind: 'duplicate'; readonly number: number }
  | { readonly kind: 'refused'; readonly sentence: string };

/**
 * Policy, then one transaction, then the carrying out begins. When this resolves with `recorded` the case survives a crash. Throws
 * `TooLate` if `claim` says no right before the commit: then nothing was recorded.
 */
export async function requestCase(request: CaseRequest, parts: RequestParts, claim: () => boolean): Promise<Requested> {
  const judged = await judge({ moderator: request.moderator, verb: request.action, request }, parts);
  if (judged.refusal !== undefined) return { kind: 'refused', sentence: judged.refusal };
  const { number, duplicate } = await parts.cases.record(judged.request ?? request, claim);
  if (duplicate) return { kind: 'duplicate', number };
  parts.begin(number);
  return { kind: 'recorded', number };
}
