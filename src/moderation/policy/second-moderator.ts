import { capital } from '../../lib/capital.ts';
import { takesLength } from '../action.ts';
import type { Length } from '../length.ts';
import { attemptedBy, isOfMany, targetsInWords } from './attempted.ts';
import type { Rule, Wish } from './rule.ts';
import type { Policy } from './settings.ts';

/** A mute or silence of many, or one for ever, is not one person's decision. Whatever ends something needs nobody's yes. */
export const secondModerator: Rule = {
  name: 'second-moderator',
  judge: async (wish, { policy: { approval } }) => {
    const asked = askedBy(wish);
    const reasons = approval && asked && reasonsFor(asked, approval);
    return reasons === undefined ? undefined : { kind: 'approve', why: `${capital(reasons)}.` };
  },
};

/** True if a wish is about more targets than one moderator alone may decide about. */
export function isAboutTooMany(wish: Wish, approval: Policy['approval']): boolean {
  const asked = askedBy(wish);
  return asked !== undefined && approval !== undefined && isTooMany(asked, approval);
}

/** What lasts, and for how many. Another end for a case is that, too: it would go around the second yes. */
interface Lasting {
  readonly count: number;
  readonly length: Length | undefined;
  readonly isOfMany: boolean;
}

function askedBy(wish: Wish): Lasting | undefined {
  const { request, followUp } = wish;
  if (followUp?.length) {
    const { record, length, held = record.total } = followUp;
    // What holds nothing any more is refused for that.
    return held === 0 ? undefined : { count: held, length, isOfMany: isOfMany(record) };
  }
  if (!request || !takesLength(request.action)) return undefined;
  const count = attemptedBy(wish);
  return count === 0 ? undefined : { count, length: request.length, isOfMany: isOfMany(request) };
}

type Approval = NonNullable<Policy['approval']>;

function isTooMany({ count, isOfMany: unbounded }: Lasting, { above }: Approval): boolean {
  return above !== undefined && (unbounded || count > above);
}

/** Why one moderator is not enough: `it is about 30 targets, …; it would be permanent`. Undefined: they are. */
function reasonsFor(asked: Lasting, approval: Approval): string | undefined {
  const { count, length } = asked;
  const why: string[] = [];
  if (isTooMany(asked, approval)) {
    const most = approval.above?.toLocaleString('en-US');
    why.push(
      asked.isOfMany
        ? 'it is about a whole group'
        : `it is about ${targetsInWords(count)}, and one moderator alone may decide about ${most}`,
    );
  }
  if (approval.permanent && length?.kind === 'permanent') why.push('it would be permanent');
  return why.length === 0 ? undefined : why.join('; ');
}
