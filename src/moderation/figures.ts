import type { HoldTask, Lane } from './ports.ts';
import type { ProposalKind } from './proposal.ts';

/** How much there is to do, as the tables say. Nothing is counted beyond {@link mostCounted}, so that looking never takes long. */
export interface StoreFigures {
  /** When it was read, epoch ms. */
  readonly at: number;
  readonly cases: {
    readonly open: number;
    /** Targets of open cases that have not ended. */
    readonly openTargets: number;
    /** When the oldest open case was asked for last, epoch ms. */
    readonly oldestAt?: number;
  };
  readonly ends: {
    /** Lifts and renewals that are due now. */
    readonly due: Readonly<Record<HoldTask, number>>;
    /** Lifts whose promised end is more than a second, and more than a minute ago. */
    readonly late: Readonly<Record<'1s' | '1m', number>>;
    /** The promised end that is longest ago, of what is still to be lifted; epoch ms. */
    readonly oldestAt?: number;
    /** Lifts and renewals that were tried for and had no answer for over a minute. */
    readonly unanswered: number;
  };
  readonly outbox: Readonly<
    Record<
      Lane,
      {
        readonly waiting: number;
        /** When the first of them comes, or came, due, epoch ms. */
        readonly dueAt?: number;
        /** Slack's word for why it refused one of the oldest. */
        readonly error?: string;
      }
    >
  >;
  readonly proposals: Readonly<Record<ProposalKind, number>>;
  /** Number of the audit's newest entry; 0 before there is one. */
  readonly auditSeq: number;
}

/** No figure goes beyond this, whatever there is. */
export const mostCounted = 10_000;

export interface Figures {
  /** At most a second old, however many ask. Rejects where the database does not answer. */
  read(): Promise<StoreFigures>;
}

/** How one vendor app stands, as this process sees it. */
export interface AppStanding {
  /** Attempts in a row had no answer, and calls that can wait go out one at a time. */
  readonly out: boolean;
  /** The vendor refused the credentials, and nothing is sent for a minute. */
  readonly refused: boolean;
  readonly quotas: readonly QuotaStanding[];
}

/** How far the limit of one operation is used. */
export interface QuotaStanding extends QuotaUse {
  readonly operation: string;
}

export interface QuotaUse {
  /** Most requests in any one second. */
  readonly limit: number;
  /** Permits of requests under way. */
  readonly away: number;
  /** Permits of requests that were answered less than a second ago. */
  readonly resting: number;
  /** Who waits for a permit. */
  readonly waiting: Readonly<Record<'single' | 'bulk', number>>;
}

/** Tells how it stands. */
export interface Watched {
  standing(): AppStanding;
}
