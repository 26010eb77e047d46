import type { Clock } from '../../lib/clock.ts';
import { roleIn, runningMutes, runningWholeMute, type ZimApp, type ZimGroup } from './world.ts';

/** A muted member. */
export interface ZimMute {
  readonly user: string;
  /** Epoch ms; absent: permanent. */
  readonly until?: number;
  readonly secondsLeft?: number;
}

/** A group that is muted as a whole. */
export interface ZimWholeMuteShown {
  readonly whom: 'everyone' | readonly number[];
  /** Whom it keeps from speaking. */
  readonly people: readonly string[];
  /** Epoch ms; absent: permanent. */
  readonly until?: number;
}

/** An app's state as plain data, without its secret. */
export interface ZimSnapshot {
  readonly appId: number;
  readonly users: number;
  readonly groups: readonly {
    readonly id: string;
    readonly owner: string;
    readonly members: number;
    readonly muted: readonly ZimMute[];
    readonly whole?: ZimWholeMuteShown;
    readonly tips: number;
  }[];
  readonly silenced: readonly {
    readonly user: string;
    readonly groups: readonly string[];
    readonly users: readonly string[];
  }[];
}

/** What an app looks like now. */
export function zimSnapshot(app: ZimApp, clock: Clock): ZimSnapshot {
  return {
    appId: app.appId,
    users: app.users.size,
    groups: [...app.groups.values()].map((group) => ({
      id: group.id,
      owner: group.owner,
      members: group.members.size,
      muted: [...runningMutes(group, clock)].map(([user, until]) => describeMute({ user, until, clock })),
      ...describeWhole(group, clock),
      tips: group.tips,
    })),
    silenced: [...app.silenced]
      .filter(([, conversations]) => conversations.size > 0)
      .map(([user, conversations]) => ({
        user,
        groups: idsOf(conversations, '2:'),
        users: idsOf(conversations, '0:'),
      })),
  };
}

function describeMute({ user, until, clock }: { user: string; until: number; clock: Clock }): ZimMute {
  return Number.isFinite(until) ? { user, until, secondsLeft: Math.ceil((until - clock.now()) / 1000) } : { user };
}

function describeWhole(group: ZimGroup, clock: Clock): { whole?: ZimWholeMuteShown } {
  const mute = runningWholeMute(group, clock);
  if (!mute) return {};
  const { whom, until } = mute;
  const people = [...group.members].filter((user) => whom === 'everyone' || whom.includes(roleIn(group, user)));
  return { whole: { whom, people, ...(Number.isFinite(until) && { until }) } };
}

function idsOf(conversations: ReadonlySet<string>, prefix: string): readonly string[] {
  return [...conversations].filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
}
