import { z } from 'zod';
import { mostRoles, type Role } from '../../../moderation/place.ts';
import { operation } from '../../operation.ts';
import { zimCodes } from '../codes.ts';

/** ZIM keeps a group's mute by itself for at most 30 days. Seconds. */
export const longestGroupMuteSeconds = 2_592_000;

export interface MuteGroupInput {
  /** The user that mutes: the group's owner or an admin. */
  readonly operator: string;
  readonly group: string;
  /** Who may not speak afterwards; `nobody` lifts every mute of the group, but none of single members. Roles: 1 to 20, without repeats. */
  readonly muted: 'everyone' | 'nobody' | readonly Role[];
  /** 1 to 2592000 seconds, or -1 for ever; 0 exactly for `nobody`. */
  readonly durationSeconds: number;
}

/**
 * Mutes everyone in a group, or everyone with certain roles, in the place of whatever mute the group had as a whole; or lifts that. A GET
 * that writes; a repeat starts the mute's clock anew. ZIM takes a call without its three optional parameters for "lift everything", and a
 * missing `Duration` for 0: so what is meant is always written out, and anything doubtful is not sent at all.
 * @see https://www.zegocloud.com/docs/zim-server/group/mute-a-group
 */
export const muteGroup = operation({
  name: 'MuteGroup',
  source: 'https://www.zegocloud.com/docs/zim-server/group/mute-a-group',
  method: 'GET',
  path: '/',
  repeat: 'extends',
  quota: { callsPerSecond: 20, source: 'https://www.zegocloud.com/docs/zim-server/overview' },
  // A call is about one group.
  maxTargets: 1,
  maxReplyBytes: 256 * 1024,
  success: 0,
  codes: {
    ...zimCodes,
    660600032: {
      next: 'rejectPlace',
      words: "the operator is not the group's owner or admin, or it is an admin, who cannot mute the owner",
    },
  },
  encode: ({ operator, group, muted, durationSeconds }: MuteGroupInput) => {
    if (!isDurationOf(muted, durationSeconds)) {
      throw new RangeError(`not a duration for a mute of ${muted}: ${durationSeconds}`);
    }
    if (typeof muted !== 'string' && !areRoles(muted)) throw new RangeError(`not the roles of a mute: ${muted}`);
    const roles = typeof muted === 'string' ? [] : muted;
    return {
      query: [
        ['FromUserId', operator],
        ['GroupId', group],
        ['IsAllMuted', muted === 'everyone' ? 'true' : 'false'],
        ...roles.map((role) => ['MuteRoleList[]', String(role)] as const),
        ['Duration', String(durationSeconds)],
      ],
    };
  },
  reply: z.object({ Code: z.int() }),
});

/** 0 lifts every mute of the group: it goes with `nobody`, and nothing else does. */
function isDurationOf(muted: MuteGroupInput['muted'], seconds: number): boolean {
  if (muted === 'nobody') return seconds === 0;
  const known = muted === 'everyone' || Array.isArray(muted);
  return known && Number.isInteger(seconds) && seconds !== 0 && seconds >= -1 && seconds <= longestGroupMuteSeconds;
}

function areRoles(roles: readonly Role[]): boolean {
  const distinct = new Set(roles).size === roles.length;
  const each = roles.every((role) => Number.isInteger(role) && role >= 1 && role <= 255);
  return roles.length >= 1 && roles.length <= mostRoles && distinct && each;
}
