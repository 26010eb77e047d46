import { allowing, rolesOf } from './allowed-roles.ts';
import type { Facts } from './rule.ts';
import type { RoleVerb } from './verbs.ts';

/**
 * The verbs that one of somebody's roles allows at some place; none: they are no moderator. For what is shown without being asked for: no
 * wish is judged, and nothing recorded. Rejects as {@link Facts.roster} does.
 */
export async function verbsFor(
  moderator: string,
  facts: Pick<Facts, 'roster' | 'policy'>,
): Promise<{ has(verb: RoleVerb): boolean }> {
  const own = await rolesOf({ moderator }, facts);
  return { has: (verb) => allowing(own, { moderator, verb }).length > 0 };
}
