import type { CaseRequest } from './case.ts';
import { idInSentence } from './excerpt.ts';
import type { Claim } from './follow-up.ts';
import { workspaceOf } from './person.ts';
import type { Decision, Proposals } from './ports.ts';
import type { Proposal } from './proposal.ts';
import { approvalEnd, judgeAll, noWish, type PolicyParts, quotaOf, type RequestParts, withinQuota } from './request.ts';

/** Somebody answers a proposal. The id and the digest came back from the outside: they may say anything. */
export interface Answer {
  readonly id: string;
  /** What the answer is to; see `Proposal.digest`. */
  readonly digest: string;
  /** Slack user id. */
  readonly by: string;
  /** Where `by` can be answered privately from now on; a secret. */
  readonly responseUrl?: string;
}

export interface AnswerParts extends RequestParts {
  readonly proposals: Proposals;
}

/**
 * - `accepted`: its cases are recorded and begun; `proposal` has their numbers.
 * - `passed on`: a second moderator is asked now.
 * - `denied`, `withdrawn`: it ended without a yes.
 * - `over`: it was decided before, or nobody answered in time; `proposal` says how.
 * - `refused`: nothing happened, and that somebody tried is in the audit. The sentence is plain text; see `Verdict`.
 */
export type Answered =
  | { readonly kind: 'accepted' | 'denied' | 'withdrawn' | 'over'; readonly proposal: Proposal }
  | { readonly kind: 'passed on'; readonly proposal: Proposal; readonly approval: Proposal }
  | { readonly kind: 'refused'; readonly sentence: string };

/** An answer, and what it says. */
interface Answering extends Answer {
  readonly says: 'yes' | 'no';
}

/** Why an answer does not count: a word for the audit, and a sentence for who gave it. */
interface Refusal {
  readonly why: string;
  readonly sentence: string;
}

/**
 * Yes. To a confirmation only from who asked; to an approval from a moderator who did not ask, has one of the roles that may approve, and
 * could ask for the very same. The rules are asked anew. Throws `TooLate` as `requestCase` does.
 */
export async function sayYes(answer: Answer, parts: AnswerParts, claim: Claim): Promise<Answered> {
  const answering: Answering = { ...answer, says: 'yes' };
  const found = await openProposal(answering, parts);
  if ('kind' in found) return found;
  const { proposal } = found;
  // Whether the stored cases are still what the digest says is looked at in the transaction of the yes.
  const isSame = answer.digest === proposal.digest;
  const refusal = isSame ? await whyNotTheirs(proposal, answer.by, parts) : changed;
  if (refusal) return refuse(refusal, answering, parts);
  const judged = await judgeAnew(proposal, proposal.moderator, parts);
  if ('not' in judged) return refuse(rulesChanged(proposal, judged.not), answering, parts);
  const barred = proposal.kind === 'approval' ? await whyNotAsThemselves(proposal, answer.by, parts) : undefined;
  if (barred) return refuse(barred, answering, parts);
  const needsAnother = proposal.kind === 'confirmation' && judged.approve.length > 0;
  const approval = needsAnother ? { why: judged.approve, expiresAt: approvalEnd(parts) } : undefined;
  const yes = { ...answer, ...(approval && { approval }) };
  const asked = { moderator: proposal.moderator, action: 'proposal' };
  const decision = await withinQuota(asked, { ...parts, audit: noWish }, () =>
    parts.proposals.accept(yes, claim, quotaOf(parts)),
  );
  if ('sentence' in decision) return refuse(rulesChanged(proposal, { ...decision, isRefusal: true }), answering, parts);
  if (decision.kind !== 'decided') return undecided(decision, answering, parts);
  if (decision.approval) return { kind: 'passed on', proposal: decision.proposal, approval: decision.approval };
  for (const number of decision.proposal.numbers ?? []) parts.begin(number);
  return { kind: 'accepted', proposal: decision.proposal };
}

/**
 * No. Who asked takes it back with it, in both kinds; to an approval it may come from whoever has one of the roles that may approve, also where
 * their own rules would not let them do what is asked for: a no does nothing to anybody.
 */
export async function sayNo(answer: Answer, parts: AnswerParts, claim: Claim): Promise<Answered> {
  const answering: Answering = { ...answer, says: 'no' };
  const found = await openProposal(answering, parts);
  if ('kind' in found) return found;
  const { proposal } = found;
  const isOwn = proposal.moderator === answer.by;
  if (!isOwn) {
    const refusal = proposal.kind === 'confirmation' ? notShownToThem(proposal) : await lacksRole(answer.by, parts);
    if (refusal) return refuse(refusal, answering, parts);
  }
  const state = isOwn ? 'withdrawn' : 'denied';
  const decision = await parts.proposals.close({ id: answer.id, by: answer.by, state }, claim);
  return decision.kind === 'decided'
    ? { kind: state, proposal: decision.proposal }
    : undecided(decision, answering, parts);
}

const unknown: Refusal = {
  why: 'unknown',
  sentence: 'Hush does not know what this button is about any more. Nothing was done: ask again.',
};

const elsewhere: Refusal = {
  why: 'another workspace',
  sentence: 'This was asked for in another workspace, and only its moderators can answer it.',
};

const changed: Refusal = {
  why: 'changed',
  sentence: 'This is not what was shown: what Hush kept of it has changed since. Nothing was done: ask again.',
};

/** The proposal, if it waits for an answer. */
async function openProposal(
  answering: Answering,
  parts: AnswerParts,
): Promise<{ readonly proposal: Proposal } | Answered> {
  const proposal = await parts.proposals.find(answering.id);
  if (!proposal) return refuse(unknown, answering, parts);
  if (workspaceOf(proposal.moderator) !== workspaceOf(answering.by)) return refuse(elsewhere, answering, parts);
  if (proposal.state !== 'open') return undecided({ kind: 'not open', proposal }, answering, parts);
  const isLate = parts.clock.now() >= proposal.expiresAt;
  return isLate ? undecided({ kind: 'expired', proposal }, answering, parts) : { proposal };
}

function notShownToThem({ moderator }: Proposal): Refusal {
  return { why: 'not theirs', sentence: `This was shown to @${moderator}, and only they can answer it.` };
}

/** Why somebody's yes to it does not count, whatever it is about. */
async function whyNotTheirs(proposal: Proposal, by: string, parts: AnswerParts): Promise<Refusal | undefined> {
  const isOwn = proposal.moderator === by;
  if (proposal.kind === 'confirmation') return isOwn ? undefined : notShownToThem(proposal);
  if (isOwn) return { why: 'own request', sentence: 'You asked for this yourself: the yes must be somebody else’s.' };
  return lacksRole(by, parts);
}

/** Why somebody who could not ask for it themselves cannot approve it either. */
async function whyNotAsThemselves(proposal: Proposal, by: string, parts: AnswerParts): Promise<Refusal | undefined> {
  // How many they act on themselves has nothing to do with what they say yes to.
  const { targetsPerHour: _, ...policy } = parts.policy;
  const judged = await judgeAnew(proposal, by, { ...parts, policy });
  if (!('not' in judged)) return undefined;
  const { sentence } = judged.not;
  return { why: 'may not', sentence: `Only who may do this themselves can say yes to it. ${sentence}` };
}

async function lacksRole(by: string, { roster, policy }: PolicyParts): Promise<Refusal | undefined> {
  const has = await roster.rolesOf(by);
  const wanted = policy.approval?.by ?? [...has];
  if (wanted.some((role) => has.has(role))) return undefined;
  const only = wanted.length === 0 ? 'a moderator' : `somebody with the role ${wanted.join(' or ')}`;
  const yours = has.size === 0 ? 'none' : `${[...has].join(', ')} alone`;
  const sentence = `Only ${only} can answer this, and of the roles you have ${yours}.`;
  return { why: 'lacks the role', sentence };
}

/**
 * What the rules of now say to it, as a wish of `moderator`'s: that it is `not` to be done, if it is refused now, or a target is skipped now
 * that was not when it was shown; else why a second moderator is needed.
 */
async function judgeAnew(
  proposal: Proposal,
  moderator: string,
  parts: PolicyParts,
): Promise<
  { readonly not: { readonly sentence: string; readonly isRefusal: boolean } } | { readonly approve: readonly string[] }
> {
  const requests = proposal.cases.map((proposed): CaseRequest => ({ ...proposed, moderator, deliveryKey: '' }));
  // Who pressed, and that it came to nothing, is what the audit is told.
  const judged = await judgeAll(requests, { ...parts, audit: noWish });
  if (judged.refusal !== undefined) return { not: { sentence: judged.refusal.sentence, isRefusal: true } };
  const sentence = skippedNow(proposal, judged.requests);
  return sentence === undefined ? judged : { not: { sentence, isRefusal: false } };
}

/** Somebody else than who asked is told what who asked would be. */
function rulesChanged(
  { kind, moderator }: Proposal,
  { sentence, isRefusal }: { readonly sentence: string; readonly isRefusal: boolean },
): Refusal {
  const told = kind === 'approval' && isRefusal ? `@${moderator} would be told now: “${sentence}”` : sentence;
  return { why: 'rules', sentence: `The rules have changed since: ${told} Nothing was done: ask again.` };
}

/** Targets that are named; the others are counted. */
const mostNamed = 5;

/** ``` `x` is protected now. ``` */
function skippedNow({ cases }: Proposal, judged: readonly CaseRequest[]): string | undefined {
  const skipped = cases.flatMap(({ targets }, at) =>
    (judged[at]?.targets ?? []).filter(({ problem }, index) => problem !== undefined && !targets[index]?.problem),
  );
  if (skipped.length === 0) return undefined;
  const named = skipped.slice(0, mostNamed).map(({ id, problem }) => `${idInSentence(id)} ${problem} now`);
  const more = skipped.length - named.length;
  return `${named.join(', ')}${more > 0 ? `, and so it is with ${more.toLocaleString('en-US')} more` : ''}.`;
}

/** What became of an answer that decided nothing. */
async function undecided(
  decision: Exclude<Decision, { kind: 'decided' }>,
  answering: Answering,
  parts: AnswerParts,
): Promise<Answered> {
  if (decision.kind === 'unknown') return refuse(unknown, answering, parts);
  if (decision.kind === 'changed') return refuse(changed, answering, parts);
  await recordRefused(decision.kind, answering, parts);
  const { proposal } = decision;
  return { kind: 'over', proposal: proposal.state === 'open' ? { ...proposal, state: 'expired' } : proposal };
}

async function refuse({ why, sentence }: Refusal, answering: Answering, parts: AnswerParts): Promise<Answered> {
  await recordRefused(why, answering, parts);
  return { kind: 'refused', sentence };
}

/** An id from outside is kept in the audit, but not at any length. */
const longestId = 64;

function recordRefused(why: string, { id, by, says }: Answering, { audit }: AnswerParts): Promise<void> {
  const details = { proposal: id.slice(0, longestId), says, why };
  return audit.append({ event: 'proposal.refused', actor: by, details });
}
