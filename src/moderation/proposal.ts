import { createHash } from 'node:crypto';
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
  /** Only to be looked at, as far as who asks knows: its message says that nothing was done. */
  readonly dryRun?: true;
  /** Of a confirmation: why a second moderator must say yes after it, each a sentence. */
  readonly approval?: readonly string[];
  /** The approval that an accepted confirmation became, by its id; then there are no cases yet. */
  readonly successor?: string;
}

/** How long a confirmation waits. A preview of a file waits as long. */
export const confirmationMs = 23 * 3_600_000;

/** A digest of everything that a yes carries out: SHA-256 as hex. However the cases were read, the same cases have the same one. */
export function digestOf(cases: readonly ProposedCase[]): string {
  const hash = createHash('sha256');
  for (const { action, vendor, place, length, reason, targets, duplicates, vendorClockSeconds } of cases) {
    const where = Object.entries(place).toSorted(([a], [b]) => (a < b ? -1 : 1));
    const seconds = length?.kind === 'timed' ? length.seconds : (length?.kind ?? null);
    const whom = targets.map(({ id, problem }) => [id, problem ?? null]);
    hash.update(JSON.stringify([action, vendor, where, seconds, reason ?? null, duplicates, vendorClockSeconds, whom]));
  }
  return hash.digest('hex');
}

/** What of a request a proposal keeps. */
export function proposedOf(request: CaseRequest): ProposedCase {
  const { deliveryKey: _, responseUrl: __, moderator: ___, ...proposed } = request;
  return proposed;
}
