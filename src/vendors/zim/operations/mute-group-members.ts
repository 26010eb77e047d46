import { operation } from '../../operation.ts';
import { zimCodes } from '../codes.ts';
import { batchReply } from '../listed-errors.ts';

/** ZIM keeps a member's mute by itself for at most 30 days. Seconds. */
export const longestMuteSeconds = 2_592_000;

export interface MuteGroupMembersInput {
  /** The user that mutes: the group's owner or an admin. */
  readonly operator: string;
  readonly group: string;
  /** 1 to 20 members, each at most 32 bytes. */
  readonly users: readonly string[];
  /** 1 to 2592000 seconds, -1 for ever, 0 to unmute. ZIM reads a missing one as 0, so it is always sent. */
  readonly durationSeconds: number;
}

/**
 * Mutes or unmutes members of one group. A GET that writes; a repeat starts the mute's clock anew, and every call shows a tip in the
 * group.
 * @see https://www.zegocloud.com/docs/zim-server/group/mute-group-members
 */
export const muteGroupMembers = operation({
  name: 'MuteGroupMembers',
  source: 'https://www.zegocloud.com/docs/zim-server/group/mute-group-members',
  method: 'GET',
  path: '/',
  repeat: 'extends',
  quota: { callsPerSecond: 20, source: 'https://www.zegocloud.com/docs/zim-server/overview' },
  maxTargets: 20,
  maxReplyBytes: 256 * 1024,
  success: 0,
  codes: zimCodes,
  encode: ({ operator, group, users, durationSeconds }: MuteGroupMembersInput) => {
    if (!isMuteDuration(durationSeconds)) throw new RangeError(`not a mute's duration: ${durationSeconds}`);
    return {
      query: [
        ['FromUserId', operator],
        ['GroupId', group],
        ...users.map((user) => ['UserIds[]', user] as const),
        ['Duration', String(durationSeconds)],
      ],
    };
  },
  reply: batchReply,
});

/** Nothing else may reach the wire: 0 unmutes, -1 is for ever, and a fraction is whatever ZIM makes of it. */
function isMuteDuration(seconds: number): boolean {
  return Number.isInteger(seconds) && seconds >= -1 && seconds <= longestMuteSeconds;
}
