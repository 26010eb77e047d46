import type { Rule } from './rule.ts';

/** Some actions need a reason. */
export const reasonRequired: Rule = {
  name: 'reason-required',
  judge: async ({ request }, { policy }) => {
    if (!request || request.reason !== undefined || !policy.reason?.requiredFor.includes(request.action))
      return undefined;
    const sentence = `Why? ${request.action === 'unmute' || request.action === 'unsilence' ? 'An' : 'A'} ${request.action} needs a reason here.`;
    return { kind: 'refuse', sentence, field: 'reason' };
  },
};
