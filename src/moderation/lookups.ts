import type { Case } from './case.ts';
import type { Ending, Outcome, Tally } from './outcome.ts';
import type { Place } from './place.ts';
import type { HoldTask } from './ports.ts';

/**
 * One page of a list, read from a place in it rather than by its number: what began or ended since the last page shifts nothing.
 * Without `from` it is the first page; else the one that begins right behind `from`, or with `back` the one that ends right before it.
 */
export interface PageQuery<Key> {
  readonly from?: Key;
  readonly back?: boolean;
  /** Most items of a page. */
  readonly limit: number;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly hasPrevious: boolean;
  readonly hasNext: boolean;
}

/** A place in the list of what is running: {@link ActiveCase.endsAt} and the case's number. */
export interface ActiveKey {
  readonly endsAt: number;
  readonly number: number;
}

/** Ends or renewals that were tried and have had no answer. */
export interface Hanging {
  readonly task: HoldTask;
  /** Counted up to 1,000. */
  readonly count: number;
  /** There are more than that. */
  readonly more?: true;
  /** When the first of them was first tried, epoch ms. */
  readonly since: number;
}

/** A mute or silence that Hush set and nobody ended, or one that is still being carried out. */
export interface ActiveCase {
  readonly record: Case;
  /** Epoch ms; for what never ends a number beyond every time. */
  readonly endsAt: number;
  /** How many targets it holds now. */
  readonly held: number;
  /** The first few that it holds; before it holds any, the first few that it will be carried out for. */
  readonly targets: readonly string[];
  /** Asked for by a target: that target alone, at the place where this case still holds it. */
  readonly match?: {
    readonly target: string;
    readonly place: Place;
    /** It is not carried out for this target yet. */
    readonly waits?: true;
  };
  /** How many targets have not ended yet; 0 once it is carried out. */
  readonly open: number;
  readonly hanging: readonly Hanging[];
}

/** A case as a list tells it. */
export interface CaseEntry {
  readonly record: Case;
  readonly tally: Tally;
  /** How many targets it holds now. */
  readonly held: number;
  /** Of a case that holds nothing any more: the first three cases, by number, among those that took something over from it. */
  readonly takenBy?: readonly number[];
}

/** What became of what a case set for one target. Everything that the store knows; nothing of it excludes the rest. */
export interface Fate {
  /** The place that this case still holds; absent: nothing any more. */
  readonly on?: Place;
  /** The newest case that took it, or some of it, over. */
  readonly takenBy?: { readonly number: number; readonly how: 'undid' | 'ended' | 'extended' | 'took over' };
  /** How its end went, or that a renewal came to nothing. */
  readonly lift?: {
    readonly task: HoldTask;
    readonly outcome: Outcome;
    readonly code?: string;
    readonly words?: string;
    /** Epoch ms; absent for ends of before this was kept. */
    readonly at?: number;
  };
  /** It was so already without Hush: never Hush's to end. */
  readonly notOurs?: true;
}

/** One target of a case. */
export interface TargetEntry extends Partial<Ending> {
  /** Its place among the case's targets, from 0. */
  readonly ordinal: number;
  readonly target: string;
  readonly fate: Fate;
}

/** A case in the history of a target. Without `target` it is about the notifications of that user, all conversations together. */
export interface HistoryEntry extends CaseEntry {
  readonly target?: TargetEntry;
}

/** What people look up. Reads only; each answer costs what its page holds, however long the history is. */
export interface Lookups {
  /**
   * Mutes and silences that run now, the next end first, permanent ones last. With a `text` those of the target with that id (NetEase's
   * in lower case too), in the group with that id, or of that user's notifications.
   */
  active(
    query: PageQuery<ActiveKey> & { readonly text?: string },
  ): Promise<Page<ActiveCase> & { readonly total: number }>;
  /** Cases that name this target, and silences of that user's notifications, newest first. The key is a case's number. */
  ofTarget(query: PageQuery<number> & { readonly target: string }): Promise<Page<HistoryEntry>>;
  /** Cases that this Slack user asked for, newest first. The key is a case's number. */
  byModerator(query: PageQuery<number> & { readonly moderator: string }): Promise<Page<CaseEntry>>;
  /** The newest cases, newest first. */
  latest(limit: number): Promise<readonly CaseEntry[]>;
  /** One case; undefined when there is none. */
  entry(number: number): Promise<CaseEntry | undefined>;
  /**
   * The newest case that gave another end to what this one had set, or to what such a case had, as long as it holds something or is being
   * carried out.
   */
  extendedBy(number: number): Promise<number | undefined>;
  /** A case's ends and renewals that hang. */
  hanging(number: number): Promise<readonly Hanging[]>;
  /** One page of a case's targets, from the given ordinal on. */
  targets(query: {
    readonly record: Case;
    readonly first: number;
    readonly limit: number;
  }): Promise<readonly TargetEntry[]>;
}
