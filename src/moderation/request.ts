import type { CaseRequest } from './case.ts';
import { overQuota } from './policy/hourly-quota.ts';
import { rules } from './policy/index.ts';
import type { Facts, Refusal, Wish } from './policy/rule.ts';
import { type Asking, type Audit, type Cases, OverQuota, type Proposals, type Quota } from './ports.ts';
import { confirmationMs, type Proposal, proposedOf } from './proposal.ts';

/** What rules need, and where their refusals are kept. */
export interface PolicyParts extends Omit<Facts, 'now'> {
  readonly audit: Pick<Audit, 'append'>;
  readonly clock: { now(): number };
}

/** In the place of the audit where rules are asked about what is nobody's wish at the moment: what they refuse then is not recorded. */
export const noWish: PolicyParts['audit'] = { append: async () => undefined };

export interface RequestParts extends PolicyParts {
  readonly cases: Pick<Cases, 'record'>;
  readonly proposals: Pick<Proposals, 'ask'>;
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
  /** It is shown, and waits for a yes; nothing is done before that. */
  | { readonly kind: 'asked'; readonly proposal: Proposal }
  | ({ readonly kind: 'refused' } & Refusal);

/** How something is asked for. */
export interface RequestHow {
  /** It is only to be shown what would happen. */
  readonly dryRun?: boolean;
  /** It is shown to who asks first, also where a second moderator has to say yes after them. */
  readonly showFirst?: boolean;
  /** Whoever asks has seen exactly this, and said yes. */
  readonly confirmed?: boolean;
  /** More reasons to show it first, each a sentence; see `Verdict`. */
  readonly why?: readonly string[];
}

/**
 * Policy, then one transaction, then the carrying out begins; or, where somebody's yes is needed, a proposal in the place of the case. When
 * this resolves with `recorded` or `asked` that survives a crash. Throws `TooLate` if `claim` says no right before the commit: then nothing
 * was recorded.
 */
export async function requestCase(
  request: CaseRequest,
  parts: RequestParts,
  claim: () => boolean,
  how: RequestHow = {},
): Promise<Requested> {
  const judged = await judgeAll([request], parts);
  if (judged.refusal !== undefined) return { ...judged.refusal, kind: 'refused' };
  const [first = request] = judged.requests;
  const asking = askingFor(judged, how, parts);
  if (asking) return ask(asking, first, parts, claim);
  const recorded = await withinQuota(first, parts, () => parts.cases.record(first, claim, quotaOf(parts)));
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

/**
 * Several cases under one yes, all or none: a confirmation, or an approval where a second moderator is needed. They are one moderator's, in
 * the order in which they will be numbered; the first one's delivery key is that of all. See {@link requestCase}.
 */
export async function proposeCases(
  requests: readonly [CaseRequest, ...CaseRequest[]],
  parts: RequestParts,
  claim: () => boolean,
  how: RequestHow = {},
): Promise<Exclude<Requested, { kind: 'recorded' }>> {
  const judged = await judgeAll(requests, parts);
  if (judged.refusal !== undefined) return { ...judged.refusal, kind: 'refused' };
  const asking = askingFor(judged, how, parts) ?? confirmationOf(judged, how, parts);
  return ask(asking, requests[0], parts, claim);
}

/** What the rules say to all of them. */
export type JudgedTogether =
  | { readonly refusal: Refusal }
  | {
      readonly refusal?: undefined;
      readonly requests: readonly CaseRequest[];
      readonly confirm: readonly string[];
      readonly approve: readonly string[];
    };

/** Asks every rule about every one of several requests that come together. The first refusal is that of all. */
export async function judgeAll(requests: readonly CaseRequest[], parts: PolicyParts): Promise<JudgedTogether> {
  const all = requests.reduce((sum, { targets }) => sum + targets.length, 0);
  const judged: CaseRequest[] = [];
  const confirm = new Set<string>();
  const approve = new Set<string>();
  for (const request of requests) {
    const { moderator, action } = request;
    const alongside = all - request.targets.length;
    const wish = { moderator, verb: action, request, ...(alongside > 0 && { alongside }) };
    const judgement = await judge(wish, parts);
    if (judgement.refusal !== undefined) return judgement;
    judged.push(judgement.request ?? request);
    for (const why of judgement.confirm) confirm.add(why);
    for (const why of judgement.approve) approve.add(why);
  }
  return { requests: judged, confirm: [...confirm], approve: [...approve] };
}

type Together = Exclude<JudgedTogether, { refusal: Refusal }>;
type AskingFor = Omit<Asking, 'moderator' | 'deliveryKey' | 'responseUrl'>;

/** What has to be asked before this is done; undefined: nothing. */
function askingFor(judged: Together, how: RequestHow, parts: PolicyParts): AskingFor | undefined {
  const why = [...judged.confirm, ...(how.why ?? [])];
  if (how.dryRun || how.showFirst) return confirmationOf(judged, how, parts);
  if (judged.approve.length > 0) {
    const cases = judged.requests.map(proposedOf);
    return { kind: 'approval', cases, why: [...judged.approve, ...why], expiresAt: approvalEnd(parts) };
  }
  return why.length > 0 && !how.confirmed ? confirmationOf(judged, how, parts) : undefined;
}

function confirmationOf(judged: Together, { why = [], dryRun }: RequestHow, { clock }: PolicyParts): AskingFor {
  return {
    kind: 'confirmation',
    cases: judged.requests.map(proposedOf),
    why: [...judged.confirm, ...why],
    expiresAt: clock.now() + confirmationMs,
    ...(judged.approve.length > 0 && { approval: judged.approve }),
    ...(dryRun && { dryRun }),
  };
}

/** Until when an approval waits that is asked for now, epoch ms. */
export function approvalEnd({ policy, clock }: Pick<PolicyParts, 'policy' | 'clock'>): number {
  return clock.now() + (policy.approval?.expiresSeconds ?? confirmationMs / 1000) * 1000;
}

async function ask(
  asking: AskingFor,
  { moderator, deliveryKey, responseUrl }: CaseRequest,
  { proposals }: RequestParts,
  claim: () => boolean,
): Promise<Exclude<Requested, { kind: 'recorded' | 'refused' }>> {
  const way = { moderator, deliveryKey, ...(responseUrl !== undefined && { responseUrl }) };
  const asked = await proposals.ask({ ...asking, ...way }, claim);
  if (asked.kind === 'recorded before') return { kind: 'duplicate', number: asked.number };
  return { kind: 'asked', proposal: asked.proposal };
}
