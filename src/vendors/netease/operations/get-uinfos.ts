import { z } from 'zod';
import { operation } from '../../operation.ts';
import { neteaseCodes } from '../codes.ts';
import { wireFlags } from '../flags.ts';

export interface GetUinfosInput {
  /** 1 to 200 accounts. */
  readonly accids: readonly string[];
}

/**
 * Reads accounts with their mute flags. Accounts that NetEase does not know are missing from the answer.
 * @see https://doc.yunxin.163.com/messaging/server-apis/zI0NzYyMDQ?platform=server
 */
export const getUinfos = operation({
  name: 'getUinfos',
  source: 'https://doc.yunxin.163.com/messaging/server-apis/zI0NzYyMDQ?platform=server',
  method: 'POST',
  path: '/user/getUinfos.action',
  repeat: 'reads',
  quota: { callsPerSecond: 100, source: 'https://doc.yunxin.163.com/messaging2/concept/TM3MTAxNzE?platform=client' },
  maxTargets: 200,
  // 200 accounts, each with a name, a signature, an icon's address and up to 1024 characters of the app's own: below 3 MB.
  maxReplyBytes: 4 * 1024 * 1024,
  success: 200,
  codes: neteaseCodes,
  // One parameter that holds a JSON array; mute flags come only if they are asked for.
  encode: ({ accids }: GetUinfosInput) => ({
    form: [
      ['accids', JSON.stringify(accids)],
      ['muteStatus', 'true'],
    ],
  }),
  reply: z.object({ code: z.int(), uinfos: z.array(wireFlags.extend({ accid: z.string() })).nullish() }),
});
