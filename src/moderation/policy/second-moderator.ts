import { takesLength } from '../action.ts';
import type { Length } from '../length.ts';
import { attemptedBy, isOfMany, targetsInWords } from './attempted.ts';
import type { Rule, Verdict, Wish } from './rule.ts';
import type { Policy } from './settings.ts';

/** A mute or silence of many, or one for ever, is not one person's decision. Whatever ends something needs nobody's yes. */
export const secondModerator: Rule = {
  name: 'second-moderator',
  judge: async (wish, { policy: { approval } }) => {
    if (!approval) return undefined;
    const { request, followUp } = wish;
    if (followUp?.length) return forExtension(followUp, approval);
    if (!request || !takesLength(request.action)) return undefined;
    const count = attemptedBy(wish);
    if (count === 0) return undefined;
    const reasons = reasonsFor({ count, length: request.length, isOfMany: isOfMany(request) }, approval);
    return reasons === undefined ? undefined : { kind: 'approve', why: sentence(reasons) };
  },
};

type Approval = NonNullable<Policy['approval']>;

/** Why one moderator is not enough: `it is about 30 targets, …; it would be permanent`. Undefined: they are. */
function reasonsFor(
  asked: { readonly count: number; readonly length: Length | undefined; readonly isOfMany: boolean },
  approval: Approval,
) {
  const { count, length } = asked;
  const why: string[] = [];
  if (approval.above !== undefined && asked.isOfMany) why.push('it is about a whole group');
  else if (approval.above !== undefined && count > approval.above) {
    const most = approval.above.toLocaleString('en-US');
    why.push(`it is about ${targetsInWords(count)}, and one moderator alone may decide about ${most}`);
  }
  if (approval.permanent && length?.kind === 'permanent') why.push('it would be permanent');
  return why.length === 0 ? undefined : why.join('; ');
}

/** Another end for a case would go around the second yes, and what is asked about a case that is there cannot wait for one. */
function forExtension({ record, length }: NonNullable<Wish['followUp']>, approval: Approval): Verdict | undefined {
  const reasons = reasonsFor({ count: record.total, length, isOfMany: isOfMany(record) }, approval);
  if (reasons === undefined) return undefined;
  const instead = `type a ${record.action} of the same targets, and another moderator is asked`;
  return { kind: 'refuse', sentence: `This needs the yes of a second moderator: ${reasons}. Instead, ${instead}.` };
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
