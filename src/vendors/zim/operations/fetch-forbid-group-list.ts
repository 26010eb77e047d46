import { z } from 'zod';
import { operation } from '../../operation.ts';
import { zimCodes } from '../codes.ts';

export interface FetchForbidGroupListInput {
  readonly operator: string;
  /** 0 for the first page, then the last reply's `NextFlag`. */
  readonly startFlag: number;
}

/** `ForbidType` is a sum of these; ZIM may add more. */
export const forbidBits = { everyone: 1, roles: 2, people: 4 } as const;

const group = z.object({ GroupId: z.string(), ForbidType: z.int() });

/**
 * Lists the app's groups in which somebody is muted, 10,000 a page.
 * @see https://www.zegocloud.com/docs/zim-server/group/fetch-forbid-group-list
 */
export const fetchForbidGroupList = operation({
  name: 'FetchForbidGroupList',
  source: 'https://www.zegocloud.com/docs/zim-server/group/fetch-forbid-group-list',
  method: 'POST',
  path: '/',
  repeat: 'reads',
  quota: { callsPerSecond: 20, source: 'https://www.zegocloud.com/docs/zim-server/overview' },
  maxTargets: 10_000,
  // 10,000 groups with ids of 32 bytes, every byte escaped as \u00xx, and their keys: 2.3 MB.
  maxReplyBytes: 4 * 1024 * 1024,
  success: 0,
  codes: zimCodes,
  encode: ({ operator, startFlag }: FetchForbidGroupListInput) => ({
    json: { FromUserId: operator, StartFlag: startFlag },
  }),
  reply: z.object({
    Code: z.int(),
    /** 1: this was the last page, whatever `NextFlag` says. */
    FetchEnd: z.int().nullish(),
    NextFlag: z.int().nullish(),
    GroupList: z.array(group).nullish(),
  }),
});
