import type { Action } from '../action.ts';
import type { Case, CaseRequest } from '../case.ts';
import type { Length } from '../length.ts';
import type { Outcome } from '../outcome.ts';
import type { Pattern, Policy } from './settings.ts';

/** Who may use Hush, as far as Slack knows. Rejects with {@link RosterUnavailable} when Slack does not answer: that refuses, it never allows. */
export interface Roster {
  /** Names of somebody's roles; none: they are no moderator. */
  rolesOf(user: string): Promise<ReadonlySet<string>>;
}

export class RosterUnavailable extends Error {
  override readonly name = 'RosterUnavailable';
  constructor(options?: ErrorOptions) {
    super('Slack did not say whether you are a moderator. Nothing was recorded or done, try again.', options);
  }
}

/** What somebody wants to do. */
export interface Wish {
  /** Slack user id. */
  readonly moderator: string;
  /** The verb, or the button's name. */
  readonly verb: string;
  /** Present when it is a case. */
  readonly request?: CaseRequest;
  /** How many targets the other cases have that are asked for together with this one: what counts targets counts those too. */
  readonly alongside?: number;
  /** Present when it is about a case that is there already. */
  readonly followUp?: {
    readonly record: Case;
    /** The end it is to get, and how many targets the case holds, which get it. */
    readonly length?: Length;
    readonly held?: number;
  };
}

/** Somebody acted on a target before. */
export interface EarlierAct {
  readonly target: string;
  readonly case: number;
  readonly action: Action;
  readonly moderator: string;
  /** Epoch ms. */
  readonly at: number;
}

/** So many targets were asked for, by one case. */
export interface Asking {
  /** Epoch ms. */
  readonly at: number;
  readonly targets: number;
}

/** What rules ask of the history. */
export interface Records {
  /**
   * The cases of a moderator that were recorded after `since` (epoch ms), oldest first, undos left out, and the one that the request with the
   * delivery key `not` made: that request may be delivered again.
   */
  askedFor(query: { moderator: string; since: number; not?: string }): Promise<readonly Asking[]>;
  /**
   * Per target the newest case of somebody else at a place that meets this request's, recorded since then (epoch ms), unless that came to
   * nothing for it; of the first thousand targets.
   */
  actsOfOthers(query: { request: CaseRequest; since: number }): Promise<readonly EarlierAct[]>;
  /** Which of these ids are targets of a case. */
  targetsAmong(query: { case: number; ids: readonly string[] }): Promise<readonly string[]>;
  /** Which targets of a case that ended in one of these ways are meant by one of the patterns, in their order; at most `limit`. */
  targetsMeantBy(query: {
    case: number;
    patterns: readonly Pattern[];
    outcomes: readonly Outcome[];
    limit: number;
  }): Promise<readonly string[]>;
}

export interface Facts {
  readonly roster: Roster;
  readonly policy: Policy;
  readonly records: Records;
  /** Epoch ms. */
  readonly now: number;
}

/** The part of a request that a refusal is about: where a form shows it. */
export type RefusedField = 'targets' | 'place' | 'length' | 'reason';

/** A no, in a sentence for the moderator. */
export interface Refusal {
  readonly sentence: string;
  /** Absent: it is about the whole. */
  readonly field?: RefusedField;
}

/** What a rule says to a wish. */
export type Verdict =
  /** No. The first one is the answer. */
  | ({ readonly kind: 'refuse' } & Refusal)
  /** Not for these targets, each with words that follow its id (`is protected`): they end `skipped`, and the others go on. */
  | { readonly kind: 'skip'; readonly targets: ReadonlyMap<string, string> }
  /**
   * Only once who asks has seen what would happen, and why they are asked: a sentence. In it, as in those below, somebody in Slack is `@` and
   * their Slack id, and a vendor's id stands between backticks; whoever shows it makes that readable, and nothing else.
   */
  | { readonly kind: 'confirm'; readonly why: string }
  /** Only with the yes of a second moderator; a sentence says why. */
  | { readonly kind: 'approve'; readonly why: string };

/** One thing that is looked at before something is done. */
export interface Rule {
  /** Kebab-case, as in the file's name; it stands in the audit. */
  readonly name: string;
  /** Undefined lets the wish pass. */
  judge(wish: Wish, facts: Facts): Promise<Verdict | undefined>;
}
