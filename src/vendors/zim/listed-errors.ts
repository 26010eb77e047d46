import { z } from 'zod';
import type { ListedError } from '../batch.ts';

/**
 * ZIM names one failed item by `UserId` or by `ConvId`; `SubMessage` is not always there and never decides anything. An item that names
 * nobody makes the reply unreadable: calling everybody done would be wrong for somebody.
 */
const item = z
  .object({ UserId: z.string().nullish(), ConvId: z.string().nullish(), SubCode: z.int() })
  .refine(({ UserId, ConvId }) => UserId || ConvId);
const list = z.array(item).nullish();

/**
 * A reply with partial failures. The list stands under one of two names, depending on the operation and the page's age, and may be
 * missing or null when there is nothing to tell.
 * @see https://www.zegocloud.com/docs/zim-server/group/mute-group-members
 */
export const batchReply = z.object({ Code: z.int(), ErrorList: list, ErrorUsers: list });
export type BatchReply = z.infer<typeof batchReply>;

/** The failed items under whichever name they came. */
export function listedErrors({ ErrorList, ErrorUsers }: BatchReply): readonly ListedError[] {
  if (!ErrorList && !ErrorUsers) return [];
  return [...(ErrorList ?? []), ...(ErrorUsers ?? [])].flatMap(({ UserId, ConvId, SubCode }) => {
    const target = UserId ?? ConvId;
    return typeof target === 'string' ? [{ target, code: SubCode }] : [];
  });
}
