import type { Action } from './action.ts';
import type { Case } from './case.ts';
import type { Tally } from './outcome.ts';

/** Some time, in epoch ms: from its first instant up to, and without, its last. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What was decided in a time. Undos, and cases that only gave another one a new end, are not counted. */
export interface Activity {
  /** Cases and their targets, by action. */
  readonly actions: Readonly<Record<Action, { readonly cases: number; readonly targets: number }>>;
  /** How the targets of all these cases ended. */
  readonly outcomes: Tally;
  /** Moderators by their number of cases, the busiest first: Slack user ids. */
  readonly moderators: readonly { readonly moderator: string; readonly cases: number }[];
}

/** A reason in the spelling of its newest case; absent: none was given. */
export interface ReasonCount {
  readonly reason?: string;
  readonly cases: number;
}

/** What counts and charts are made of. Reads only. */
export interface Statistics {
  activity(span: Span): Promise<Activity>;
  /** Mutes and silences in each of these times. */
  startedIn(spans: readonly Span[]): Promise<readonly number[]>;
  /**
   * Reasons of mutes and silences, the most frequent first; spelled alike but for capitals and spaces, they are one. Of the newest 10,000
   * cases of the time, if it has more.
   */
  reasons(span: Span): Promise<readonly ReasonCount[]>;
  /** Mutes and silences that are on now, the oldest first. */
  longestRunning(limit: number): Promise<readonly Case[]>;
  /** Targets whose end or renewal came to nothing in this time. */
  failedEnds(span: Span): Promise<number>;
}
