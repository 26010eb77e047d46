import { asciiLower } from '../../lib/ascii-lower.ts';
import { excerpt } from '../../moderation/excerpt.ts';
import { mostRoles, namedRoles, ownRoles, type Place, type Role, type Whom } from '../../moderation/place.ts';
import type { WrittenTarget } from './command.ts';
import { type Item, inQuotes } from './items.ts';
import { isGroupWord } from './keywords.ts';
import { nearest } from './nearest.ts';
import type { MutePlace } from './place.ts';

type RoleName = keyof typeof namedRoles;
const roleNames = Object.keys(namedRoles) as RoleName[];

/** What is wrong with words that mean many people. */
export interface WordsFault {
  readonly sentence: string;
  /** The item to blame. */
  readonly item: Item;
  /** What could stand in the place of that item; with `all`, in the place of all targets. */
  readonly instead: readonly string[];
  readonly all?: true;
}

/** Whom the targets of a mute mean: single people, by their ids, or many in one group. */
export type WhomReading =
  | { readonly ok: true; readonly whom?: Whom }
  | { readonly ok: false; readonly fault: WordsFault };

/** True for an item that means many people: `everyone`, `all`, `role:…`, without quotes. */
export function meansMany(item: Item): boolean {
  return !item.quoted && isGroupWord(item.text);
}

/** Reads targets that may be words for many people: all of them are, or none. Words that come twice count once. */
export function readWhom(items: readonly Item[]): WhomReading {
  const words = items.filter(meansMany);
  const [first] = words;
  if (first === undefined) return { ok: true };
  const roles = new Set<Role>();
  for (const item of words) {
    if (isEveryone(item)) continue;
    const role = roleOf(item.text);
    if (role === undefined) return { ok: false, fault: unknownRole(item) };
    roles.add(role);
  }
  const everyone = words.find(isEveryone);
  if (words.length < items.length) return { ok: false, fault: withIds(items, first) };
  if (everyone === undefined && roles.size > mostRoles) return { ok: false, fault: tooManyRoles(first, [...roles]) };
  if (everyone === undefined) return { ok: true, whom: [...roles] };
  if (roles.size === 0) return { ok: true, whom: 'everyone' };
  const sentence = 'ZIM mutes everyone in a group, or some roles, and not both at once.';
  return { ok: false, fault: { sentence, item: first, instead: ['everyone', whomText([...roles])], all: true } };
}

/** Whom a mute of a whole group is about, as it is typed: `everyone`, `role:member role:100`. */
export function whomText(whom: Whom): string {
  if (whom === 'everyone') return 'everyone';
  return whom.map((role) => `role:${roleNames.find((name) => namedRoles[name] === role) ?? role}`).join(' ');
}

export type WholeGroupReading =
  | {
      readonly ok: true;
      readonly place: Place & { readonly kind: 'whole-group' };
      readonly targets: readonly [WrittenTarget];
    }
  /** `wrong`: what would have to be another one. */
  | { readonly ok: false; readonly sentence: string; readonly wrong: 'place' | 'targets' };

/** The place and the one target of a mute of many people, if they can be muted or unmuted at that place. */
export function wholeGroup(whom: Whom, { verb, place }: { verb: string; place: MutePlace }): WholeGroupReading {
  if (place.kind !== 'group') {
    const sentence =
      'Everyone and roles can be muted in one group of ZIM only. At NetEase accounts are named one by one. If it is an id, put it in quotes.';
    return { ok: false, sentence, wrong: 'place' };
  }
  if (verb === 'unmute' && whom !== 'everyone') {
    const sentence =
      'ZIM cannot unmute single roles: it lifts every mute of everyone and of roles in a group at once. Write everyone.';
    return { ok: false, sentence, wrong: 'targets' };
  }
  const { app, group } = place;
  return { ok: true, place: { kind: 'whole-group', app, group, whom }, targets: [{ id: group }] };
}

function isEveryone(item: Item): boolean {
  return meansMany(item) && !/^role:/i.test(item.text);
}

function roleOf(text: string): Role | undefined {
  const written = asciiLower(text).slice('role:'.length);
  const name = roleNames.find((known) => known === written);
  if (name !== undefined) return namedRoles[name];
  const number = /^[1-9]\d{2}$/.test(written) ? Number(written) : 0;
  return number >= ownRoles.first && number <= ownRoles.last ? number : undefined;
}

function unknownRole(item: Item): WordsFault {
  const { text } = item;
  const written = asciiLower(text).slice('role:'.length);
  const numbered = roleNames.filter((name) => String(namedRoles[name]) === written);
  const near = numbered.length > 0 ? numbered : nearest(written, roleNames);
  const { first, last } = ownRoles;
  const sentence = `“${excerpt(text)}” is no role. Roles are role:owner, role:admin, role:member, and your own from role:${first} to role:${last}. If it is an id, put it in quotes.`;
  const roles = near.length > 0 ? near : roleNames;
  return { sentence, item, instead: [...roles.map((name) => `role:${name}`), inQuotes(text)] };
}

/** Words and ids are cases of their own: a line for each, the one for fewer people first, and one that takes the words for ids. */
function withIds(items: readonly Item[], first: Item): WordsFault {
  const words = items.filter(meansMany);
  const everyone = words.some(isEveryone);
  const roles = words.flatMap((item) => (isEveryone(item) ? [] : (roleOf(item.text) ?? [])));
  const many = everyone ? 'everyone' : whomText([...new Set(roles)]);
  const ids = items.filter((item) => !meansMany(item)).map(written);
  const literal = items.map((item) => (meansMany(item) ? inQuotes(item.text) : written(item)));
  const sentence = `“${excerpt(first.text)}” means many people in a group, and an id means one: they cannot stand on one line. If it is an id, put it in quotes.`;
  return { sentence, item: first, instead: [ids.join(' '), many, literal.join(' ')], all: true };
}

function tooManyRoles(first: Item, roles: readonly Role[]): WordsFault {
  const sentence = `At most ${mostRoles} roles at a time, and here are ${roles.length}.`;
  return { sentence, item: first, instead: [whomText(roles.slice(0, mostRoles))], all: true };
}

function written({ quoted, text }: Item): string {
  return quoted ? inQuotes(text) : text;
}
