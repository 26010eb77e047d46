import { z } from 'zod';
import { modules } from '../../../moderation/place.ts';
import { operation } from '../../operation.ts';
import { neteaseCodes } from '../codes.ts';
import { type Flags, flagNames, wireFlags } from '../flags.ts';

export interface MuteModuleInput {
  /** At most 32 characters; NetEase does not tell upper from lower case. */
  readonly accid: string;
  /** All four, always: what NetEase does with one that is left out is not documented. */
  readonly flags: Flags;
  /** One id per intent, kept over repeats, so that NetEase can tell a repeat from a new wish. 32 hex characters. */
  readonly requestId: string;
}

/**
 * Mutes or unmutes one account in each chat module. Has no duration: whoever mutes must unmute. Over the quota the whole app is blocked
 * for 10 s.
 * @see https://doc.commsease.com/en/messaging/server-apis/DU5NDM5MjQ?platform=server
 */
export const muteModule = operation({
  name: 'muteModule',
  source: 'https://doc.commsease.com/en/messaging/server-apis/DU5NDM5MjQ?platform=server',
  method: 'POST',
  path: '/user/muteModule.action',
  repeat: 'harmless',
  quota: {
    callsPerSecond: 100,
    source: 'https://doc.commsease.com/en/messaging/server-apis/DU5NDM5MjQ?platform=server',
  },
  maxTargets: 1,
  maxReplyBytes: 64 * 1024,
  success: 200,
  codes: neteaseCodes,
  encode: ({ accid, flags, requestId }: MuteModuleInput) => ({
    form: [['accid', accid], ...modules.map((module) => [flagNames[module], String(flags[module])] as const)],
    requestId,
  }),
  reply: z.object({
    code: z.int(),
    /** The account's state after the call; what is missing was not confirmed. */
    data: wireFlags.partial().nullish(),
  }),
});
