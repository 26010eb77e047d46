import { z } from 'zod';
import { operation } from '../../operation.ts';
import { zimCodes } from '../codes.ts';

export interface QueryGroupInfoInput {
  readonly operator: string;
  readonly group: string;
}

/**
 * Reads one group. Hush reads from it who is muted in the group as a whole; members who are muted one by one are not in it, and ZIM tells
 * them nowhere.
 * @see https://www.zegocloud.com/docs/zim-server/group/query-group-info
 */
export const queryGroupInfo = operation({
  name: 'QueryGroupInfo',
  source: 'https://www.zegocloud.com/docs/zim-server/group/query-group-info',
  method: 'POST',
  path: '/',
  repeat: 'reads',
  quota: { callsPerSecond: 20, source: 'https://www.zegocloud.com/docs/zim-server/overview' },
  maxTargets: 1,
  // The group's notice and attributes come along.
  maxReplyBytes: 256 * 1024,
  success: 0,
  codes: zimCodes,
  encode: ({ operator, group }: QueryGroupInfoInput) => ({ json: { FromUserId: operator, GroupId: group } }),
  reply: z.object({
    Code: z.int(),
    IsAllForbid: z.boolean().nullish(),
    /** Roles; never together with `IsAllForbid`. */
    ForbidList: z.array(z.int()).nullish(),
    /** When the mute ends, epoch ms; what ZIM writes for one without an end is not documented. */
    ForbidExpireTime: z.number().nullish(),
  }),
});
