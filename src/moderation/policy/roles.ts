import { excerpt } from '../excerpt.ts';
import { allowing, allowsVerb, patternText, placeOf, placeWords, rolesOf, verbsOf } from './allowed-roles.ts';
import { listed } from './list-words.ts';
import type { Rule, Wish } from './rule.ts';
import type { Role } from './settings.ts';

/** Whoever has roles may do what one of them allows: its verbs, in its apps, at its places. */
export const roles: Rule = {
  name: 'roles',
  judge: async (wish, facts) => {
    const own = await rolesOf(wish, facts);
    if (allowing(own, wish).length > 0) return undefined;
    const others = allowing(facts.policy.roles, wish).map(({ name }) => name);
    const can =
      others.length > 0
        ? `${listed(others, { joint: 'or' })} can do it.`
        : 'Nobody has a role that can: whoever runs Hush can change that.';
    const names = listed(own.map(({ name }) => name));
    const told = own.map((role) => `${role.name}: ${what(role)}`).join('; ');
    const field = atPlace(own, wish) ? { field: 'place' as const } : {};
    return {
      kind: 'refuse',
      sentence: `As ${names} you may not ${wanted(own, wish)}. You may do this as ${told}. ${can}`,
      ...field,
    };
  },
};

/** True if it is the place that no role of somebody's allows. */
function atPlace(own: readonly Role[], wish: Wish): boolean {
  const verbs = verbsOf(wish);
  return wish.request !== undefined && (!verbs || own.some((role) => allowsVerb(role, verbs)));
}

function wanted(own: readonly Role[], wish: Wish): string {
  const place = placeOf(wish);
  const { verb, followUp } = wish;
  const act = followUp ? `${verb} case ${followUp.record.number}` : `use ${verb}`;
  const verbs = verbsOf(wish) ?? [];
  const isVerb = !own.some((role) => allowsVerb(role, verbs));
  if (!place || isVerb) return act;
  const shown = excerpt(placeWords(place), 80);
  return followUp ? `${act}, which is ${shown}` : `${verb} ${shown}`;
}

/** What a role may do, in words: `mute, unmute and undo in the app eu at lobby, event-*`. */
function what(role: Role): string {
  const { verbs, apps, places } = role;
  const does = verbs ? listed(verbs) : 'everything';
  const where = apps ? ` in the app${apps.length === 1 ? '' : 's'} ${listed(apps)}` : '';
  const at = places ? ` at ${listed(places.map(patternText))}` : '';
  return `${does}${where}${at}`;
}
