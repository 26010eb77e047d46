import type { z } from 'zod';
import type { Order } from '../../moderation/vendor.ts';
import type { AppCore } from '../core.ts';
import { VendorError } from '../errors.ts';
import { readPatiently } from '../read-patiently.ts';
import type { ReadBack, Seen, Sent } from './carry-out.ts';
import { longestGroupMuteSeconds, type MuteGroupInput } from './operations/mute-group.ts';
import { queryGroupInfo } from './operations/query-group-info.ts';

/** An end within a minute of the promised one is what was asked for: requests, and clocks that are set, differ by seconds. */
const asGoodAsAskedMs = 60_000;
/** By no more than this can ZIM's clock and Hush's differ: beyond it ZIM refuses the signature (Accessing Server APIs, `Timestamp`). */
const clocksApartMs = 600_000;

/** Reads back what a MuteGroup did. Reading is not a new wish, so the domain is not asked again, and an abort only ends the reading. */
export function readGroupMute(
  core: AppCore,
  { action, lane, signal }: Pick<Order, 'action' | 'lane' | 'signal'>,
  operator: string,
): ReadBack<MuteGroupInput> {
  return {
    notSo: action === 'unmute' ? 'the group is still muted' : 'the group is not muted so',
    see: async (sent) => {
      const input = { operator, group: sent.input.group };
      try {
        const reply = await readPatiently(core, { operation: queryGroupInfo, input, lane, signal });
        return seenIn(reply, sent, core.clock.now());
      } catch (error) {
        if (signal.aborted || error instanceof VendorError) return 'unclear';
        throw error;
      }
    },
  };
}

/**
 * What a group shows of a request about it. Whom the mute is about must be the same. An end that is up to a minute off counts as the one
 * that was asked for, one that is off by more than clocks can be as another one; between the two, and without an end, nobody can
 * tell.
 */
export function seenIn(
  group: z.infer<typeof queryGroupInfo.reply>,
  { input: { muted, durationSeconds }, at }: Sent<Pick<MuteGroupInput, 'muted' | 'durationSeconds'>>,
  now: number,
): Seen {
  const { IsAllForbid: all, ForbidList: roles, ForbidExpireTime } = group;
  if (typeof all !== 'boolean' && !roles) return 'unclear';
  if (!isAbout(muted, { all: all === true, roles: roles ?? [] })) return 'not so';
  const until = ForbidExpireTime ?? 0;
  if (muted === 'nobody') return 'so';
  if (durationSeconds === -1) {
    // Nothing that has an end at ZIM ends later than this.
    const isTimed = until > 0 && Math.abs(until - now) <= longestGroupMuteSeconds * 1000 + clocksApartMs;
    return isTimed ? 'not so' : 'so';
  }
  // A mute for ever, or one whose end is not told: perhaps another one that was there before.
  if (until <= 0) return 'unclear';
  const offMs = Math.abs(until - (at + durationSeconds * 1000));
  if (offMs <= asGoodAsAskedMs) return 'so';
  return offMs <= clocksApartMs ? 'unclear' : 'not so';
}

function isAbout(muted: MuteGroupInput['muted'], { all, roles }: { all: boolean; roles: readonly number[] }): boolean {
  if (muted === 'everyone') return all;
  const wanted = new Set(muted === 'nobody' ? [] : muted);
  const found = new Set(roles);
  return !all && found.size === wanted.size && [...found].every((role) => wanted.has(role));
}
