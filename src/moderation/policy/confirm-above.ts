import { attemptedBy, isOfMany, targetsInWords } from './attempted.ts';
import type { Rule } from './rule.ts';
import { isAboutTooMany } from './second-moderator.ts';

/** What is about many is seen by who asks before it is done; where it is about so many that a second moderator sees it, by them. */
export const confirmAbove: Rule = {
  name: 'confirm-above',
  judge: async (wish, { policy: { confirmAbove: most, approval } }) => {
    const count = attemptedBy(wish);
    if (most === undefined || isAboutTooMany(wish, approval)) return undefined;
    if (wish.request && isOfMany(wish.request)) return { kind: 'confirm', why: 'It is about a whole group.' };
    if (count <= most) return undefined;
    const limit = most.toLocaleString('en-US');
    return {
      kind: 'confirm',
      why: `It is about ${targetsInWords(count)}, more than the ${limit} that need no second look.`,
    };
  },
};
