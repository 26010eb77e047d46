import type { Clock } from '../../lib/clock.ts';

/** An app of the vendor, with everybody in it. */
export interface ZimApp {
  readonly appId: number;
  readonly secret: string;
  /** Registered user ids. */
  readonly users: Set<string>;
  readonly groups: Map<string, ZimGroup>;
  /** Silenced conversations by user; keys as made by {@link conversationKey}. */
  readonly silenced: Map<string, Set<string>>;
}

/** A group with its members and mutes. */
export interface ZimGroup {
  readonly id: string;
  readonly owner: string;
  readonly admins: Set<string>;
  /** Everybody, owner and admins too. */
  readonly members: Set<string>;
  /** Muted members: the end in epoch ms, infinite for permanent. */
  readonly mutes: Map<string, number>;
  /** The mute of the group as a whole: there is one at most. */
  wholeMute: ZimWholeMute | undefined;
  /** How many tips messages about mutes the group's members saw. */
  tips: number;
}

/** Everybody, or everybody with one of these roles, is muted until then: epoch ms, infinite for permanent. */
export interface ZimWholeMute {
  readonly whom: 'everyone' | readonly number[];
  readonly until: number;
}

/** What a seed says of a group. */
export interface ZimGroupSeed {
  readonly id: string;
  readonly owner: string;
  readonly admins?: readonly string[];
  readonly members?: readonly string[];
  readonly allMuted?: boolean;
  readonly mutedRoles?: readonly number[];
}

/** What a seed says of an app. Owners, admins and members are registered by it. */
export interface ZimAppSeed {
  readonly appId: number;
  readonly secret: string;
  /** Registered users who are in no group. */
  readonly users?: readonly string[];
  readonly groups?: readonly ZimGroupSeed[];
}

/** 0 one-to-one, 2 group. */
export type ConvType = 0 | 2;

/** One conversation as a text: its type and id. */
export function conversationKey(type: ConvType, id: string): string {
  return `${type}:${id}`;
}

/** An app as seeded, nobody muted for a time. */
export function createZimApp(seed: ZimAppSeed): ZimApp {
  const app: ZimApp = {
    appId: seed.appId,
    secret: seed.secret,
    users: new Set(seed.users),
    groups: new Map(),
    silenced: new Map(),
  };
  for (const group of seed.groups ?? []) addZimGroup(app, group);
  return app;
}

/** Adds or replaces a group and registers everybody in it. */
export function addZimGroup(app: ZimApp, seed: ZimGroupSeed): void {
  const members = new Set([seed.owner, ...(seed.admins ?? []), ...(seed.members ?? [])]);
  for (const member of members) app.users.add(member);
  app.groups.set(seed.id, {
    id: seed.id,
    owner: seed.owner,
    admins: new Set(seed.admins),
    members,
    mutes: new Map(),
    wholeMute: wholeMuteOf(seed),
    tips: 0,
  });
}

function wholeMuteOf({ allMuted, mutedRoles }: ZimGroupSeed): ZimWholeMute | undefined {
  const whom = allMuted ? 'everyone' : mutedRoles;
  return whom && { whom, until: Number.POSITIVE_INFINITY };
}

/** 1 the owner, 2 an admin, 3 any other member. */
export function roleIn(group: ZimGroup, user: string): number {
  if (user === group.owner) return 1;
  return group.admins.has(user) ? 2 : 3;
}

/** The group's mute as a whole, unless its time is over: then it is forgotten. */
export function runningWholeMute(group: ZimGroup, clock: Clock): ZimWholeMute | undefined {
  if (group.wholeMute && group.wholeMute.until <= clock.now()) group.wholeMute = undefined;
  return group.wholeMute;
}

/** Forgets mutes whose time is over, and says who is muted in the group now. */
export function runningMutes(group: ZimGroup, clock: Clock): ReadonlyMap<string, number> {
  const now = clock.now();
  for (const [user, until] of group.mutes) if (until <= now) group.mutes.delete(user);
  return group.mutes;
}

/** 1 all members, 2 roles, 4 single users, added up; 0: not muted at all. */
export function forbidType(group: ZimGroup, clock: Clock): number {
  const single = runningMutes(group, clock).size > 0 ? 4 : 0;
  const whole = runningWholeMute(group, clock);
  return (whole ? (whole.whom === 'everyone' ? 1 : 2) : 0) + single;
}
