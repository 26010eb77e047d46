import { isEverywhere, type Place } from '../place.ts';
import type { Facts, Wish } from './rule.ts';
import { matches, type Pattern, type Role } from './settings.ts';
import { isRoleVerb } from './verbs.ts';

/** Somebody's roles, in the order of `hush.yml`. */
export async function rolesOf(
  { moderator }: Pick<Wish, 'moderator'>,
  { roster, policy }: Pick<Facts, 'roster' | 'policy'>,
): Promise<readonly Role[]> {
  const names = await roster.rolesOf(moderator);
  return policy.roles.filter(({ name }) => names.has(name));
}

/** Those of the roles that let a wish pass, lengths aside: its verb, its app and its whole place. */
export function allowing(roles: readonly Role[], wish: Wish): readonly Role[] {
  const verbs = verbsOf(wish);
  const place = placeOf(wish);
  return roles.filter(
    (role) =>
      (!verbs || allowsVerb(role, verbs)) &&
      (!place || ((role.apps?.includes(place.app) ?? true) && allowsPlace(role, place))),
  );
}

/** Where a wish is about; undefined if it is about no place, or that is not known yet. */
export function placeOf({ request, followUp }: Wish): Place | undefined {
  return request?.place ?? followUp?.record.place;
}

/**
 * The verbs that a wish can stand for: one of them must be allowed. Undefined: it needs none, or that is not known yet. To retry a case is to
 * ask for it again, and who may ask for a case or undo it may stop it.
 */
export function verbsOf({ verb, followUp }: Wish): readonly string[] | undefined {
  if (isRoleVerb(verb)) return [verb];
  if (!followUp) return undefined;
  const { record } = followUp;
  const asked = record.undoes === undefined ? record.action : 'undo';
  return verb === 'cancel' ? [asked, 'undo'] : [asked];
}

export function allowsVerb({ verbs }: Role, wanted: readonly string[]): boolean {
  return !verbs || wanted.some((verb) => verbs.includes(verb));
}

/** True if a role may act at the whole of a place: for NetEase, in each of its modules. */
function allowsPlace({ places }: Role, place: Place): boolean {
  if (!places) return true;
  const isOne = (id: string) => places.some((pattern) => matches(pattern, id));
  switch (place.kind) {
    case 'group':
    case 'whole-group':
      return isOne(place.group);
    case 'notifications':
      return isOne(place.user);
    case 'modules': {
      const named = new Set(places.flatMap((pattern) => ('exact' in pattern ? pattern.exact : [])));
      return named.has('everywhere') || place.modules.every((module) => named.has(module));
    }
  }
}

/** What a wish is about, in words: `in lobby (zim)`, `everywhere (netease)`. */
export function placeWords(place: Place): string {
  switch (place.kind) {
    case 'group':
      return `in ${place.group} (${place.app})`;
    case 'whole-group':
      return `the whole of ${place.group} (${place.app})`;
    case 'notifications':
      return `for ${place.user}’s notifications (${place.app})`;
    case 'modules':
      return `${isEverywhere(place) ? 'everywhere' : `in ${place.modules.join(', ')}`} (${place.app})`;
  }
}

/** A pattern as `hush.yml` has it. */
export function patternText(pattern: Pattern): string {
  return 'exact' in pattern ? pattern.exact : `${pattern.prefix}*`;
}
