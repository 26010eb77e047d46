import type { CaseRequest } from '../case.ts';

/** Who may use Hush, as far as Slack knows. Rejects with {@link RosterUnavailable} when Slack does not answer: that refuses, it never allows. */
export interface Roster {
  isModerator(user: string): Promise<boolean>;
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
}

export interface Facts {
  readonly roster: Roster;
}

/** One reason to say no. The first rule of the list that refuses gives the answer. */
export interface Rule {
  /** Kebab-case, as in the file's name; it stands in the audit. */
  readonly name: string;
  /** The refusal as a sentence for the moderator, or undefined to let the wish pass. */
  refuse(wish: Wish, facts: Facts): Promise<string | undefined>;
}
