import { capital } from '../../lib/capital.ts';
import { lengthInWords } from '../length.ts';
import { allowing, rolesOf } from './allowed-roles.ts';
import { listed } from './list-words.ts';
import type { Rule } from './rule.ts';
import type { Role } from './settings.ts';

/** Nothing is set for longer than the roles of who asks allow there; permanent is longer than all. */
export const longestLength: Rule = {
  name: 'longest-length',
  judge: async (wish, facts) => {
    const { verb, request, followUp } = wish;
    // To retry a case is to ask for it again.
    const length = request?.length ?? followUp?.length ?? (verb === 'retry' ? followUp?.record.length : undefined);
    if (!length) return undefined;
    const fits = ({ longestSeconds }: Role) =>
      longestSeconds === undefined || (length.kind === 'timed' && length.seconds <= longestSeconds);
    const own = allowing(await rolesOf(wish, facts), wish);
    if (own.some(fits)) return undefined;
    const longest = Math.max(...own.map(({ longestSeconds = 0 }) => longestSeconds));
    const names = own.filter(({ longestSeconds }) => longestSeconds === longest).map(({ name }) => name);
    const others = allowing(facts.policy.roles, wish)
      .filter(fits)
      .map(({ name }) => name);
    const can =
      others.length > 0
        ? `${listed(others, { joint: 'or' })} can set a longer one.`
        : 'Nobody may set a longer one: whoever runs Hush can change that.';
    const words = length.kind === 'permanent' ? 'Permanent' : capital(lengthInWords(length));
    return {
      kind: 'refuse',
      sentence: `${words} is too long for your role: as ${listed(names)} you may set at most ${lengthInWords({ kind: 'timed', seconds: longest })}. ${can}`,
      field: 'length',
    };
  },
};
