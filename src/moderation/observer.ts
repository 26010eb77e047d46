import type { Action } from './action.ts';
import type { Outcome } from './outcome.ts';
import type { DeliveryKind, HoldTask, Lane } from './ports.ts';
import type { VendorName } from './vendor.ts';

/**
 * What became of something that somebody asked for in Slack.
 *
 * - `recorded`: something was committed.
 * - `asked`: it is shown, and waits for a yes.
 * - `answered`: it was looked up, shown or opened, or had been recorded before.
 * - `refused`: Hush said no; `refusal` says why in a few fixed words.
 * - `late`: given up, for it could not be answered in time.
 * - `error`: Hush broke.
 */
export type InteractionResult = 'recorded' | 'asked' | 'answered' | 'refused' | 'late' | 'error';

/**
 * How one HTTP request to a vendor ended: with success, with another code, with "too many calls", without having been sent, or without
 * an answer to what was sent.
 */
export type AttemptEnd = 'success' | 'code' | 'over-quota' | 'unsent' | 'unanswered';

/** How many targets ended in each way; those that are left out none. */
export type Endings = Readonly<Partial<Record<Outcome, number>>>;

/**
 * Pieces of work that take time, and what is told of each. No user's text, no target's id, no secret: numbers of cases, and words from
 * fixed lists, for these become labels, log fields and attributes of spans.
 */
export interface Works {
  /** Somebody typed a line, sent a form, pressed a button or chose a shortcut. */
  readonly interaction: {
    readonly way: string;
    readonly verb?: string;
    readonly result?: InteractionResult;
    readonly refusal?: string;
    /** The case that it made or changed. */
    readonly case?: number;
    /** The case that a new case undoes or extends. */
    readonly follows?: number;
    /** From when Hush had read the request until it was acknowledged. */
    readonly ackSeconds?: number;
  };
  /** One transaction that records what somebody decided. */
  readonly recording: { readonly what: string; readonly case?: number };
  /** A case is carried out, or carried on with, until nothing of it is open or Hush stops. */
  readonly 'carry-out': {
    readonly case: number;
    readonly app: string;
    readonly action: Action;
    readonly targets: number;
  };
  /** One HTTP request to a vendor. */
  readonly attempt: {
    readonly vendor: VendorName;
    readonly app: string;
    readonly operation: string;
    readonly method: string;
    /** The vendor's host, and its port. */
    readonly address: string;
    readonly port: number;
    readonly cases?: readonly number[];
    readonly ended?: AttemptEnd;
    /** The vendor's code. */
    readonly code?: number;
    /** The HTTP status. */
    readonly http?: number;
  };
  /** One message is offered to Slack. */
  readonly delivery: {
    readonly lane: Lane;
    readonly kind: DeliveryKind;
    readonly case?: number;
    /** `told`; `again`: told, with more to tell; `refused`. */
    readonly result?: 'told' | 'again' | 'refused';
    /** Slack's word for why. */
    readonly trouble?: string;
  };
  /** Mutes or silences whose time has come are lifted or renewed in one order; lifts of several cases may share it. */
  readonly ends: {
    readonly app: string;
    readonly task: HoldTask;
    readonly action: Action;
    readonly targets: number;
    readonly cases: readonly number[];
  };
}

/** What happens at an instant. */
export interface Happenings {
  /** Targets of a case ended. */
  readonly settled: { readonly case: number; readonly app: string; readonly action: Action; readonly endings: Endings };
  /** The vendor answered to ends of a case that had come due. */
  readonly ended: { readonly case: number; readonly app: string; readonly task: HoldTask; readonly endings: Endings };
  /** A vendor took no more calls. */
  readonly 'over quota': { readonly app: string; readonly operation: string };
  /** A statement failed because of the database. */
  readonly 'database trouble': Readonly<Record<string, never>>;
}

/** Told what Hush does by those parts that do it: behind it are metrics, traces and lines of the log. Never throws, never waits. */
export interface Observer {
  /** Does `work`, and tells how long it took and whether it broke. */
  during<Kind extends keyof Works, T>(kind: Kind, facts: Works[Kind], work: () => Promise<T>): Promise<T>;
  /** Adds to the innermost work of this kind that is under way where this is called; nothing if there is none. */
  note<Kind extends keyof Works>(kind: Kind, facts: Partial<Works[Kind]>): void;
  saw<Kind extends keyof Happenings>(kind: Kind, facts: Happenings[Kind]): void;
}

/** For tests, and for programs that use parts of Hush alone. */
export const nobodyWatches: Observer = {
  during: (_kind, _facts, work) => work(),
  note: () => undefined,
  saw: () => undefined,
};

/** Endings counted by their outcome. */
export function endingsOf(endings: readonly { readonly outcome: Outcome }[]): Endings {
  const counts: Partial<Record<Outcome, number>> = {};
  for (const { outcome } of endings) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

/** The number of a case as a field; of several cases their numbers. */
export function caseFields(cases: readonly number[] = []): { case?: number; cases?: readonly number[] } {
  const [first, ...others] = new Set(cases);
  if (first === undefined) return {};
  return others.length === 0 ? { case: first } : { cases: [first, ...others] };
}
