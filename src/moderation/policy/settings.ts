import type { Action } from '../action.ts';
import type { Length } from '../length.ts';

/** What a moderator may do: whoever has several roles may do what any of them allows. */
export interface Role {
  /** As `hush.yml` calls it: `moderator`, `lead`. */
  readonly name: string;
  /** Slack ids of users (`U…`, `W…`) and user groups (`S…`). Absent: those whom `HUSH_MODERATORS` names, or else the workspace's admins and owners. */
  readonly who?: readonly string[];
  /** Verbs of `/hush`; buttons count as the verb they stand for. Absent: all. */
  readonly verbs?: readonly string[];
  /** Names of apps. Absent: all. */
  readonly apps?: readonly string[];
  /** Where: groups, modules (`p2p`, `everywhere`), users of silences. Absent: anywhere. */
  readonly places?: readonly Pattern[];
  /** The longest mute or silence, in seconds. Absent: any, permanent ones too. */
  readonly longestSeconds?: number;
}

/** An id: the whole of it, or what it begins with. */
export type Pattern = { readonly exact: string } | { readonly prefix: string };

/** Who somebody in Slack is in the chats: vendor ids by the app's name. */
export type Directory = ReadonlyMap<string, Readonly<Record<string, string>>>;

/** A length as the policy holds it: seconds, or `permanent`. */
export type SetLength = number | 'permanent';

export function lengthOf(set: SetLength): Length {
  return set === 'permanent' ? { kind: 'permanent' } : { kind: 'timed', seconds: set };
}

/** Reasons that can stand in the place of a length, as `hush.yml` writes them, with the length that each means. */
export type Templates = ReadonlyMap<string, SetLength>;

/** What `hush.yml` says under `policy`, checked. What is absent is not asked for. */
export interface Policy {
  /** At least one. */
  readonly roles: readonly Role[];
  /** Ids that nobody may mute or silence. */
  readonly protected: readonly Pattern[];
  readonly reason?: {
    /** Actions that need one. */
    readonly requiredFor: readonly Action[];
    readonly templates: Templates;
  };
  readonly people: Directory;
  /** Most targets that one moderator may act on within an hour. */
  readonly targetsPerHour?: number;
  /** More targets than this, or a permanent end, need the yes of a second moderator. */
  readonly approval?: {
    readonly above?: number;
    readonly permanent: boolean;
    /** Names of the roles that may say yes. Absent: every role that may do it itself. */
    readonly by?: readonly string[];
    /** How long it waits for that, in seconds. */
    readonly expiresSeconds: number;
  };
  /** More targets than this are shown to who asked, and wait for their yes. */
  readonly confirmAbove?: number;
  /** Who acts on a target on which somebody else acted less than so many seconds ago is asked whether they still want to. */
  readonly recentSeconds?: number;
  /** What `for auto` picks from. */
  readonly ladder?: {
    /** Rising; the last may be `permanent`. */
    readonly steps: readonly SetLength[];
    /** Mutes of longer ago than this do not count, in seconds. Absent: all count. */
    readonly forgetSeconds?: number;
  };
}

/** True if an id is meant. */
export function matches(pattern: Pattern, id: string): boolean {
  return 'exact' in pattern ? pattern.exact === id : id.startsWith(pattern.prefix);
}
