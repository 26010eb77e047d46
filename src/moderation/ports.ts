import type { Action } from './action.ts';
import type { AuditEvent, AuditHead } from './audit.ts';
import type { AskedTarget, Case, CaseRequest, EarlierEnd, EndingGroup } from './case.ts';
import type { Claim, FollowedUp, FollowUp } from './follow-up.ts';
import type { Length } from './length.ts';
import type { Endings } from './observer.ts';
import type { Ending } from './outcome.ts';
import type { Place } from './place.ts';
import type { Asking as AskedFor } from './policy/rule.ts';
import type { Proposal, ProposedCase } from './proposal.ts';
import type { Clearance, RequestPurpose } from './vendor.ts';

/** The request was not there in time; the transaction was rolled back for good. */
export class TooLate extends Error {
  override readonly name = 'TooLate';
  constructor() {
    super('Nothing was recorded or done, try again.');
  }
}

/** What one moderator may ask for. */
export interface Quota {
  /** Most targets within an hour, undos aside. Absent: any number. */
  readonly targetsPerHour?: number;
}

/** The request is one too many for its moderator's quota; the transaction was rolled back for good. */
export class OverQuota extends Error {
  override readonly name = 'OverQuota';
  readonly quota: { readonly wanted: number; readonly most: number; readonly asked: readonly AskedFor[] };
  /** `wanted`: targets of the request; `most`: those of an hour; `asked`: what else was asked for within it, oldest first. */
  constructor(quota: OverQuota['quota']) {
    super('The quota of an hour does not hold that many targets.');
    this.quota = quota;
  }
}

export type Recorded = { readonly number: number; readonly duplicate: boolean };

/** What may be sent of a case, and whether its time is up: then nothing, now and for good. */
export interface CaseClearance extends Clearance {
  readonly timeIsUp: boolean;
}

/** Cases and their targets. Every method is one transaction; each event is in the audit by the same commit. */
export interface Cases {
  /**
   * Commits the case, its targets, the audit entry and the announcements. With a `deliveryKey` that is already known nothing changes
   * and the earlier number comes back with `duplicate`. `claim` is asked once, right before the commit: yes is binding for whoever says
   * it, at no the whole is rolled back and {@link TooLate} thrown. A request that `quota` does not hold any more is rolled back with
   * {@link OverQuota}, before `claim` is asked.
   */
  record(request: CaseRequest, claim: () => boolean, quota?: Quota): Promise<Recorded>;
  find(number: number): Promise<Case | undefined>;
  /** How many targets ended in each way so far; those that are left out none. */
  endings(number: number): Promise<Endings>;
  /** How many targets hold something that this case set and nobody ended or took over. */
  held(number: number): Promise<number>;
  /** Numbers of the cases that still have open targets, oldest first. */
  open(): Promise<readonly number[]>;
  /** Those of them that were marked as cancelled. */
  cancelled(): Promise<readonly number[]>;
  /** Names of the apps of open cases. */
  openApps(): Promise<readonly string[]>;
  /** The next open targets after the given ordinal (-1 first), at most `limit`, in the order they were asked for. */
  openTargets(query: {
    number: number;
    after: number;
    limit: number;
  }): Promise<readonly { ordinal: number; target: string }[]>;
  /** See `Order.clear`: ends what a newer case claimed or whose time is up, marks the rest as sent unless it is only read. */
  clear(number: number, targets: readonly string[], purpose?: RequestPurpose): Promise<CaseClearance>;
  /**
   * For a start, before any case is carried on: ends or narrows in open cases what was sent without an answer and a newer case names by now.
   * Only then does the newer one, should it find a place so `already`, know that Hush may have set it.
   */
  dropOvertaken(): Promise<void>;
  /** See `Order.unsent`. */
  unsent(number: number, targets: readonly string[]): Promise<void>;
  /** Writes endings as replies arrive, keeps {@link Holds} true, and closes the case with its last target. Endings of closed targets are ignored. */
  settle(number: number, endings: readonly Ending[]): Promise<void>;
  /** Ends everything that is still open in one way. */
  settleRest(number: number, ending: Omit<Ending, 'target'>): Promise<void>;
  /**
   * The case's targets by ending, up to `sample` of each group; groups in the order of `outcomes`, open ones last. However many reasons
   * there are, at most 8 groups come back: the largest by their reason, the others of an outcome together, without code and with the words
   * "with other reasons". Every outcome that occurs has a group, and the counts add up to the case's targets.
   */
  groups(number: number, sample: number): Promise<readonly EndingGroup[]>;
  /** How many targets were so already without this or an older case of Hush having set it: not Hush's to end. */
  notOurs(number: number): Promise<number>;
  /** What this case took over from older ones, the most frequent first, at most `limit`; up to `sample` targets of each. */
  earlierEnds(query: { number: number; limit: number; sample: number }): Promise<readonly EarlierEnd[]>;
  /** One page of targets with their endings, in the order they were asked for. */
  targets(query: {
    number: number;
    after: number;
    limit: number;
  }): Promise<readonly (Partial<Ending> & { target: string; ordinal: number })[]>;
}

/** What is done to cases that are there already. Every method is one transaction, asks `claim` as {@link Cases.record} does, and audits. */
export interface FollowUps {
  /**
   * Records a case that ends what case `number` set at exactly the places that no newer case took over since. What a newer open case claims
   * is `skipped` in it.
   */
  undo(ask: FollowUp, claim: Claim): Promise<FollowedUp>;
  /**
   * Records a case of the same action for the same targets and place with a new end; what is not the older case's any more is `skipped`.
   * `quota` as in {@link Cases.record}.
   */
  extend(ask: FollowUp & { length: Length }, claim: Claim, quota?: Quota): Promise<FollowedUp>;
  /** Opens the failed and unconfirmed targets of a closed case again. */
  retry(ask: FollowUp, claim: Claim): Promise<FollowedUp>;
  /** Marks an open case as cancelled. Its targets are ended by whoever carries it out. */
  cancel(ask: FollowUp, claim: Claim): Promise<FollowedUp>;
  /** Puts another reason in the place of the one there is, which stays in the audit. */
  correctReason(ask: FollowUp & { reason: string }, claim: Claim): Promise<FollowedUp>;
  /** The same, to see what would happen. */
  trial(): Trial;
}

/** Follow-ups by the same statements in transactions that are rolled back: no number is used up, and nothing is kept or announced. */
export interface Trial {
  readonly followUps: Omit<FollowUps, 'trial'>;
  /** What the last of them made before it was rolled back; undefined if it was refused. */
  made(): MadeCase | undefined;
}

/** A case as it would be: the new one, or the changed one. Its number may become another's. */
export interface MadeCase {
  readonly record: Case;
  /** Open ones would be carried out; up to 100 targets of each. */
  readonly groups: readonly EndingGroup[];
}

/** `lift`: end it; `renew`: the vendor's own clock runs out before the promised end. */
export type HoldTask = 'lift' | 'renew';

/** Ends of one app that share a quota: what is overdue in one lane is never before what is due in another. */
export interface EndsLane {
  readonly app: string;
  readonly task: HoldTask;
}

/** A place in the order in which holds come due. */
export interface DueKey {
  readonly dueAt: number;
  readonly id: number;
}

/** What Hush set and has not ended: one row per target and case, while nothing newer took its places over. */
export interface DueHold {
  readonly id: number;
  readonly case: number;
  readonly scope: string;
  readonly target: string;
  readonly task: HoldTask;
  /** The action of the case that set it. */
  readonly action: Action;
  /** The places of it that are still this case's. */
  readonly place: Place;
  readonly dueAt: number;
}

export interface Holds {
  /** Lanes in which something is due at `now`, also of apps that are not set up. */
  dueLanes(now: number): Promise<readonly EndsLane[]>;
  /**
   * Due in a lane at `now`, oldest end first, behind `after`, without those in `not`. Looks at `limit` of them and leaves out what waits for
   * a newer open case: however many wait, a look takes no longer. `next`: there may be more behind it.
   */
  due(query: {
    lane: EndsLane;
    now: number;
    limit: number;
    not: ReadonlySet<number>;
    after?: DueKey | undefined;
  }): Promise<{ readonly holds: readonly DueHold[]; readonly next?: DueKey }>;
  /** These cannot be tried, for their app is not set up: people are told as of any end without an answer. */
  strand(ids: readonly number[]): Promise<void>;
  /** See `Order.clear`, for holds: drops what is no longer this case's, or is claimed by a newer open case. Keeps the order of `ids`. */
  clear(ids: readonly number[]): Promise<Clearance>;
  /** What the vendor answered to a lift or renewal: confirmed ends it, a rejection ends it and is told, anything else is tried again later. */
  settle(ids: readonly number[], endings: readonly Ending[]): Promise<void>;
  /**
   * Tells people about lifts and renewals that have been unanswered for a minute, each once, and about renewals that came to nothing before
   * their end; forgets holds whose vendor kept the clock to its end. A few thousand at a time: what is left waits for the next call.
   */
  tend(): Promise<void>;
  /** How many lifts and renewals have been unanswered for over a minute. */
  hanging(): Promise<number>;
}

/** What waits for a yes. Every method that changes one is a transaction with its audit entry and what people are told. */
export interface Proposals {
  /** Commits it. With a `deliveryKey` that is already known, of a proposal or a case, nothing changes and that comes back. `claim` as in {@link Cases.record}. */
  ask(asking: Asking, claim: Claim): Promise<ProposalAsked>;
  /** With its exact cases; of one that was decided a day ago without their targets. */
  find(id: string): Promise<Proposal | undefined>;
  /** Approvals that wait, the one whose time is over first in front; at most `limit`. */
  waiting(limit: number): Promise<readonly Proposal[]>;
  /**
   * The yes of `by` to exactly what `digest` names. Records the cases as those of who asked, under the keys `proposal:<id>:<n>`, or in
   * their place the approval that is still needed, with `approval`'s reasons. All of it or nothing. `claim` and `quota`, that of
   * who asked, as in {@link Cases.record}.
   */
  accept(yes: Yes, claim: Claim, quota?: Quota): Promise<Decision>;
  /** The end without a yes: `denied` or `withdrawn`. */
  close(no: { id: string; by: string; state: 'denied' | 'withdrawn' }, claim: Claim): Promise<Decision>;
  /** Marks what nobody answered in time, and has it told. */
  expire(): Promise<void>;
  /** Forgets the targets of what was decided long ago and told; the audit keeps them. */
  forgetOld(): Promise<void>;
  /**
   * What Hush holds now for targets of a proposed case at places that it names, by case, the most first, at most `limit`; up to
   * `sample` targets of each.
   */
  held(query: { proposed: ProposedCase; limit: number; sample: number }): Promise<readonly EarlierEnd[]>;
  address(id: string): Promise<ProposalAddress | undefined>;
  usedResponseUrl(id: string): Promise<void>;
  posted(id: string, post: { channel: string; ts: string }): Promise<void>;
}

export interface Asking
  extends Pick<Proposal, 'kind' | 'moderator' | 'expiresAt' | 'cases' | 'why' | 'dryRun' | 'approval'> {
  /** As in {@link CaseRequest}. */
  readonly deliveryKey: string;
  readonly responseUrl?: string;
}

export type ProposalAsked =
  | { readonly kind: 'asked'; readonly proposal: Proposal; readonly duplicate: boolean }
  | { readonly kind: 'recorded before'; readonly number: number };

export interface Yes {
  readonly id: string;
  /** Slack user id. */
  readonly by: string;
  readonly digest: string;
  /** Where `by`, if they are who asked, can be answered from now on; a secret. */
  readonly responseUrl?: string;
  /** What is still needed after it. */
  readonly approval?: Pick<Proposal, 'why' | 'expiresAt'>;
}

/**
 * - `decided`: by this; `approval` is what an accepted confirmation became.
 * - `not open`: it was decided before, as it says itself.
 * - `expired`: too late.
 * - `changed`: the digest is another one, or the stored cases do not have it any more.
 */
export type Decision =
  | { readonly kind: 'decided'; readonly proposal: Proposal; readonly approval?: Proposal }
  | { readonly kind: 'not open' | 'expired' | 'changed'; readonly proposal: Proposal }
  | { readonly kind: 'unknown' };

/** Slack's side of a proposal. */
export interface ProposalAddress {
  readonly responseUrl?: string;
  readonly responseUrlUses: number;
  /** Of an approval: its message in the audit channel, once posted. */
  readonly post?: { readonly channel: string; readonly ts: string };
}

/**
 * Of a case: `case`, `started`, `summary`, `lifts`. Of a proposal: `approval` (in the audit channel); `confirmation` (shown to who asked),
 * `waiting` and `decided` (told to who asked about an approval).
 */
export type DeliveryKind =
  | 'case'
  | 'started'
  | 'summary'
  | 'lifts'
  | 'notice'
  | 'approval'
  | 'confirmation'
  | 'waiting'
  | 'decided'
  | 'digest';

/** Something people must be told, kept until Slack took it. */
export interface Delivery {
  readonly id: number;
  readonly kind: DeliveryKind;
  readonly case?: number;
  /** The id of the proposal that it is about. */
  readonly proposal?: string;
  /** For notices: the sentence. For digests: the week, as JSON of `DigestWeek`. */
  readonly text?: string;
  /** For notices: the Slack user who did what the sentence tells; absent: Hush itself. */
  readonly actor?: string;
  readonly attempts: number;
  /** Counts what was added since the delivery was planned; having told an older version does not finish it. */
  readonly version: number;
}

export type Lane = 'audit' | 'private';

/** Slack's side of a case: where it was told, and how whoever asked for it last can still be answered. */
export interface Address {
  /** Slack user id. */
  readonly askedBy: string;
  /** Epoch ms; the `responseUrl` is as old. */
  readonly askedAt: number;
  readonly responseUrl?: string;
  readonly responseUrlUses: number;
  /** The audit message's channel and timestamp, once posted. */
  readonly post?: { readonly channel: string; readonly ts: string };
  /** Where what happens to the case later is told: below its audit message, or for an undo below that of the case it undoes. */
  readonly thread?: { readonly channel: string; readonly ts: string };
  /** The thread message about ends, once posted. */
  readonly liftsTs?: string;
}

/** Ends or renewals that went alike. For `renew`, `failed` and `unconfirmed` say that its time ran out first. */
export interface LiftGroup extends EndingGroup {
  readonly task: HoldTask;
}

export interface Outbox {
  /** What may be told now, in order, at most `limit`. */
  due(query: { lane: Lane; now: number; limit: number }): Promise<readonly Delivery[]>;
  /** When the next delivery of a lane comes due, epoch ms; undefined when there is none. */
  nextDue(lane: Lane): Promise<number | undefined>;
  done(delivery: Delivery): Promise<void>;
  /** Not now: again at `at`. `error` is Slack's word for why, shown to people who ask. */
  later(delivery: Delivery, again: { at: number; error?: string }): Promise<void>;
  /** What Slack refused comes due at once. */
  offerAgain(lane: Lane): Promise<void>;
  notice(text: string, number?: number): Promise<void>;
  /** Slack's error on the head of the audit lane, if it is stuck. */
  stuck(): Promise<string | undefined>;
  address(number: number): Promise<Address | undefined>;
  usedResponseUrl(number: number): Promise<void>;
  posted(number: number, post: { channel: string; ts: string }): Promise<void>;
  postedLifts(number: number, ts: string): Promise<void>;
  /** How this case's ends went so far, and which renewals came to nothing, by outcome and reason; the most frequent first. */
  lifts(number: number): Promise<readonly LiftGroup[]>;
  /** How many of this case's ends, and of its renewals, have been unanswered for over a minute. */
  unanswered(number: number): Promise<Readonly<Record<HoldTask, number>>>;
}

/** The append-only record of who did what. Most entries are written by the transactions they tell of; this is for what has none. */
export interface Audit {
  append(entry: AuditEntry): Promise<void>;
  /** The newest entry, to be noted somewhere else; undefined before there is one. */
  head(): Promise<AuditHead | undefined>;
}

export interface AuditEntry {
  readonly event: AuditEvent;
  /** A Slack user id, or `hush`. */
  readonly actor: string;
  readonly case?: number;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** What a refused line said, kept so that a button can open its form filled in. Never authority. */
export interface Drafts {
  save(draft: { moderator: string; fields: unknown; responseUrl?: string }): Promise<string>;
  /** Somebody else's draft, or one that is more than a day old, is not found. `responseUrl` is left out once it is too old to work. */
  find(id: string, moderator: string): Promise<{ fields: unknown; responseUrl?: string } | undefined>;
}

/** Ids that were read from a file and wait for their moderator's yes. Kept for a day at most. */
export interface Lists {
  /** `wish` is what is to be done to the targets; it comes back as JSON keeps it. */
  save(list: {
    moderator: string;
    wish: unknown;
    targets: readonly AskedTarget[];
    duplicates: number;
  }): Promise<string>;
  /** Somebody else's list, or one that is too old, is not found; one that became a case is `used`. */
  find(
    id: string,
    moderator: string,
  ): Promise<{ wish: unknown; targets: readonly AskedTarget[]; duplicates: number } | 'used' | undefined>;
  /** Forgets the ids. Of a `used` list it is remembered that it was there. */
  forget(id: string, how: { used: boolean }): Promise<void>;
  forgetOld(): Promise<void>;
}
