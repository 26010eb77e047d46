import { takesLength } from '../action.ts';
import { attemptedBy } from './attempted.ts';
import type { Rule } from './rule.ts';

/** A mute or silence of many, or one for ever, is not one person's decision. Whatever ends something needs nobody's yes. */
export const secondModerator: Rule = {
  name: 'second-moderator',
  judge: async (wish, { policy: { approval } }) => {
    const { request } = wish;
    if (!approval || !request || !takesLength(request.action)) return undefined;
    const count = attemptedBy(wish);
    if (count === 0) return undefined;
    const why: string[] = [];
    if (approval.above !== undefined && count > approval.above) {
      const [all, most] = [count, approval.above].map((number) => number.toLocaleString('en-US'));
      why.push(`it is about ${all} targets, and one moderator alone may decide about ${most}`);
    }
    if (approval.permanent && request.length?.kind === 'permanent') why.push('it would be permanent');
    return why.length === 0 ? undefined : { kind: 'approve', why: sentence(why.join('; ')) };
  },
};

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
