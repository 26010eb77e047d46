import { asciiLower } from '../../lib/ascii-lower.ts';
import { takesLength } from '../action.ts';
import { excerpt } from '../excerpt.ts';
import { listed } from './list-words.ts';
import type { Rule } from './rule.ts';
import { matches, type Pattern } from './settings.ts';

const who = 'Nobody may mute or silence whoever is protected; whoever runs Hush can change who is.';

const wholeGroup =
  'It stops protected people too, if they are in the group and have such a role: ZIM leaves nobody out.';

/** Nobody mutes or silences an id that is protected. Of a silence it is the user who is: the conversations are no people to protect. Whoever mutes a whole
 * group is told that it leaves nobody out. */
export const protectedIds: Rule = {
  name: 'protected',
  judge: async ({ request }, { policy }) => {
    if (!request || !takesLength(request.action) || policy.protected.length === 0) return undefined;
    const isProtected = testFor(policy.protected, request.vendor === 'netease');
    if (request.place.kind === 'notifications') {
      const { user } = request.place;
      if (!isProtected(user)) return undefined;
      return { kind: 'refuse', sentence: `${excerpt(user)} is protected. ${who}`, field: 'place' };
    }
    // Its target is a group, which may have the id of a person.
    if (request.place.kind === 'whole-group') return { kind: 'confirm', why: wholeGroup };
    const possible = request.targets.filter(({ problem }) => problem === undefined);
    const found = possible.filter(({ id }) => isProtected(id)).map(({ id }) => id);
    if (found.length === 0) return undefined;
    if (found.length < possible.length) {
      return { kind: 'skip', targets: new Map(found.map((id) => [id, 'is protected'])) };
    }
    const ids = listed(
      found.slice(0, 4).map((id) => excerpt(id)),
      { most: 3 },
    );
    const more =
      found.length > 4
        ? `All ${found.length.toLocaleString('en-US')} targets are`
        : `${ids} ${found.length === 1 ? 'is' : 'are'}`;
    return { kind: 'refuse', sentence: `${more} protected. ${who}`, field: 'targets' };
  },
};

/** NetEase tells no capital from small letters. */
function testFor(patterns: readonly Pattern[], inLowerCase: boolean): (id: string) => boolean {
  if (!inLowerCase) return (id) => patterns.some((pattern) => matches(pattern, id));
  const lower = patterns.map((pattern) =>
    'exact' in pattern ? { exact: asciiLower(pattern.exact) } : { prefix: asciiLower(pattern.prefix) },
  );
  return (id) => lower.some((pattern) => matches(pattern, asciiLower(id)));
}
