import type { CaseRequest } from './case.ts';

/**
 * - `confirmation`: shown to who asked, and waits for their own yes.
 * - `approval`: shown in the audit channel, and waits for the yes of another moderator.
 */
export type ProposalKind = 'confirmation' | 'approval';

/**
 * - `open`: it waits.
 * - `accepted`: it became `cases`.
 * - `denied`: somebody who could have said yes said no.
 * - `withdrawn`: who asked took it back.
 * - `expired`: nobody answered in time.
 */
export type ProposalState = 'open' | 'accepted' | 'denied' | 'withdrawn' | 'expired';

/** What a case will be, without what only the request that is carried out knows: how it was delivered and where its moderator is answered. */
export type ProposedCase = Omit<CaseRequest, 'deliveryKey' | 'responseUrl' | 'moderator'>;

/** A wish that waits for a yes. It carries its exact targets: a yes runs those, and nothing else. Its time counts from the yes. */
export interface Proposal {
  /** Opaque; never authority. */
  readonly id: string;
  readonly kind: ProposalKind;
  /** Slack user id of who asked. */
  readonly moderator: string;
  /** Epoch ms. */
  readonly createdAt: number;
  /** Epoch ms; a yes at or after this is too late. */
  readonly expiresAt: number;
  /** At least one. Targets with a `problem` are skipped in the case, and shown here. */
  readonly cases: readonly ProposedCase[];
  /** Why it is asked, each a sentence. */
  readonly why: readonly string[];
  /** Of `cases`: a yes names it, so that it is a yes to exactly what was shown. */
  readonly digest: string;
  readonly state: ProposalState;
  /** Who decided, and when (epoch ms); absent while it is open or where it expired. */
  readonly decided?: { readonly by: string; readonly at: number };
  /** The cases that an accepted one became. */
  readonly numbers?: readonly number[];
}
