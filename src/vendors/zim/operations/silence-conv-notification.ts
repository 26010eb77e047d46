import { operation } from '../../operation.ts';
import { zimCodes } from '../codes.ts';
import { batchReply } from '../listed-errors.ts';

export interface SilenceConvNotificationInput {
  /** The user whose notifications stop or come back. */
  readonly user: string;
  /** What the conversations are: 0 one-to-one (ids of the peers), 2 groups. */
  readonly conversationType: 0 | 2;
  /** 1 to 10 conversations, each at most 32 bytes. */
  readonly conversations: readonly string[];
  /** True stops the notifications, false brings them back. */
  readonly silent: boolean;
}

/**
 * Stops or restarts one user's notifications of some conversations. Has no duration: whoever silences must end it. The answer to a
 * repeat (660800051, 660800052) tells the state; there is no other way to read it.
 * @see https://www.zegocloud.com/docs/zim-server/conversation/mute-notifications-for-conversations
 */
export const silenceConvNotification = operation({
  name: 'SilenceConvNotification',
  source: 'https://www.zegocloud.com/docs/zim-server/conversation/mute-notifications-for-conversations',
  method: 'POST',
  path: '/',
  repeat: 'harmless',
  quota: { callsPerSecond: 20, source: 'https://www.zegocloud.com/docs/zim-server/overview' },
  maxTargets: 10,
  maxReplyBytes: 256 * 1024,
  success: 0,
  codes: {
    ...zimCodes,
    // Here the call is made as the user whose notifications are meant.
    660500002: { next: 'rejectPlace', words: 'is not registered', wholeWords: 'the silenced user is not registered' },
    660600024: {
      next: 'rejectPlace',
      words: 'the silenced user is not in this group',
      wholeWords: 'the silenced user is not in the group',
    },
  },
  encode: ({ user, conversationType, conversations, silent }: SilenceConvNotificationInput) => ({
    json: { FromUserId: user, ConvType: conversationType, ConvIds: conversations, Enable: silent },
  }),
  reply: batchReply,
});
