import { attemptedBy } from './attempted.ts';
import type { Rule } from './rule.ts';

/** What is about many is seen by who asks before it is done. */
export const confirmAbove: Rule = {
  name: 'confirm-above',
  judge: async (wish, { policy: { confirmAbove: most } }) => {
    const count = attemptedBy(wish);
    if (most === undefined || count <= most) return undefined;
    const [all, limit] = [count, most].map((number) => number.toLocaleString('en-US'));
    return { kind: 'confirm', why: `It is about ${all} targets: above ${limit} they are shown first.` };
  },
};
