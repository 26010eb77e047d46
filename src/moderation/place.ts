/** NetEase's chat modules, in the order Hush always writes them. All four together are `everywhere`. */
export const modules = ['p2p', 'team', 'room', 'qchat'] as const;
export type Module = (typeof modules)[number];

/** Where an action applies, in one configured vendor app (`app` is its name). */
export type Place =
  /** One ZIM group; targets are its members. */
  | { readonly kind: 'group'; readonly app: string; readonly group: string }
  /** NetEase modules, at least one, without repeats, in the order of {@link modules}; targets are accounts. */
  | { readonly kind: 'modules'; readonly app: string; readonly modules: readonly Module[] }
  /**
   * One ZIM group as a whole: its one target is the group itself, by its id. ZIM holds one mute of that kind in a group, so a newer one
   * replaces it, whoever it is about; people who are muted one by one are another matter.
   */
  | { readonly kind: 'whole-group'; readonly app: string; readonly group: string; readonly whom: Whom }
  /** The notifications of one ZIM user; targets are conversations: groups, or users for one-to-one chats. */
  | { readonly kind: 'notifications'; readonly app: string; readonly user: string; readonly of: ConversationKind };

export type ConversationKind = 'groups' | 'users';

/** Who in a group: everyone, or everyone with one of these roles, at least one, without repeats. */
export type Whom = 'everyone' | readonly Role[];

/** A role in a ZIM group: {@link namedRoles}, or a number of the product's own from 100 to 255. */
export type Role = number;

/** ZIM's own roles (https://www.zegocloud.com/docs/zim-server/group/mute-a-group). */
export const namedRoles = { owner: 1, admin: 2, member: 3 } as const;

/** Numbers that a product may give to roles of its own (https://www.zegocloud.com/docs/zim-server/group/set-group-member-role). */
export const ownRoles = { first: 100, last: 255 } as const;

/** Most roles that one mute may name (https://www.zegocloud.com/docs/zim-server/group/mute-a-group). */
export const mostRoles = 20;

/** The place of a case that ends what was set at this one: ZIM ends every mute of a whole group at once, whomever it was about. */
export function endingPlace(place: Place): Place {
  return place.kind === 'whole-group' ? { ...place, whom: 'everyone' } : place;
}

/** True when all four modules are named. */
export function isEverywhere(place: Place): boolean {
  return place.kind === 'modules' && place.modules.length === modules.length;
}

/** The given modules without repeats, in Hush's order. */
export function sortModules(named: Iterable<Module>): readonly Module[] {
  const wanted = new Set(named);
  return modules.filter((module) => wanted.has(module));
}

/**
 * What two cases must share, with the target, to be able to meet: the app and group (its members one by one, or as a whole), the app's
 * accounts, or the app, user and kind of conversation. NetEase modules share one scope and differ in their {@link placeBits}.
 */
export function scopeOf(place: Place): string {
  switch (place.kind) {
    case 'group':
      return `${place.app}/group/${place.group}`;
    case 'modules':
      return `${place.app}/accounts`;
    case 'whole-group':
      return `${place.app}/whole-group/${place.group}`;
    case 'notifications':
      return `${place.app}/notifications/${place.of}/${place.user}`;
  }
}

/** The places inside a scope as bits: one per NetEase module (p2p 1, team 2, room 4, qchat 8), else 1. Two cases meet if they share a bit. */
export function placeBits(place: Place): number {
  return place.kind === 'modules' ? bitsOf(place.modules) : 1;
}

export function bitsOf(named: readonly Module[]): number {
  return named.reduce((bits, module) => bits | (1 << modules.indexOf(module)), 0);
}

export function modulesOf(bits: number): readonly Module[] {
  return modules.filter((_, index) => bits & (1 << index));
}

/** A place with only the modules that these bits name. */
export function narrowed(place: Place, places: number): Place {
  return place.kind === 'modules' ? { ...place, modules: modulesOf(places) } : place;
}
