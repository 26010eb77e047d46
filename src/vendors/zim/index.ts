import type { Watched } from '../../moderation/figures.ts';
import type { Place } from '../../moderation/place.ts';
import type { Order, VendorApp } from '../../moderation/vendor.ts';
import { type AppCore, type AppOptions, type CallOptions, concurrencyFor, createCore } from '../core.ts';
import type { Operation } from '../operation.ts';
import { carryOutBatch } from './carry-out.ts';
import { readGroupMute } from './group-mute.ts';
import { mutedGroups } from './muted-groups.ts';
import { muteGroup } from './operations/mute-group.ts';
import { longestMuteSeconds, muteGroupMembers } from './operations/mute-group-members.ts';
import { silenceConvNotification } from './operations/silence-conv-notification.ts';
import { zimProtocol } from './protocol.ts';

export interface ZimAppOptions extends AppOptions {
  /** From the ZEGOCLOUD console. */
  readonly appId: number;
  /** The ServerSecret of 32 characters. Never logged. */
  readonly secret: string;
  /** The ZIM user that mutes: owner or admin of the groups. */
  readonly operator: string;
}

/** A ZIM app. Beside orders it makes single calls of any ZIM operation, for programs that use it alone. */
export interface ZimApp extends VendorApp, Watched {
  readonly vendor: 'zim';
  mutedGroups(signal: AbortSignal): ReturnType<typeof mutedGroups>;
  /** One signed call within the quota, without repeats. Throws a `VendorError` unless ZIM answered with code 0. */
  call<Input, Reply>(operation: Operation<Input, Reply>, input: Input, options?: CallOptions): Promise<Reply>;
}

/** ZIM's numbers for the kinds of conversation. */
const conversationTypes = { users: 0, groups: 2 } as const;

/** Makes a ZIM app ready for orders. Opens no connection until it must. */
export function createZimApp(options: ZimAppOptions): ZimApp {
  const { name, operator, callsPerSecond } = options;
  const core = createCore(options, zimProtocol(options));
  return {
    name,
    vendor: 'zim',
    batching: (action, place) => {
      const operation = operationFor(action, place);
      if ('unsupported' in operation) return operation;
      const pace = { targetsPerRequest: operation.maxTargets, requestsPerSecond: callsPerSecond };
      return { size: operation.maxTargets, concurrency: concurrencyFor(callsPerSecond), pace };
    },
    carryOut: (order) => carryOut(order, { core, operator }),
    mutedGroups: (signal) => mutedGroups(core, { operator, signal }),
    keepsClockFor: (action) => (action === 'mute' ? longestMuteSeconds : 0),
    trouble: core.outage.trouble,
    standing: core.standing,
    call: core.call,
    close: core.close,
  };
}

function operationFor(action: Order['action'], { kind }: Place) {
  const mutes = action === 'mute' || action === 'unmute';
  if (kind === 'modules') return { unsupported: 'ZIM has no chat modules and no everywhere: name a group' };
  if (mutes && kind === 'group') return muteGroupMembers;
  if (mutes && kind === 'whole-group') return muteGroup;
  if (!mutes && kind === 'notifications') return silenceConvNotification;
  return { unsupported: mutes ? 'ZIM mutes people in groups only' : 'ZIM silences the notifications of one user' };
}

function carryOut(order: Order, { core, operator }: { core: AppCore; operator: string }) {
  const { action, place } = order;
  const state = action === 'mute' || action === 'silence';
  const operation = operationFor(action, place);
  if (operation === muteGroupMembers && place.kind === 'group') {
    return carryOutBatch(order, core, {
      operation,
      state,
      encode: ({ targets, durationSeconds }) => {
        // 0 unmutes. Whatever went wrong above, a mute never carries it, and an unmute never anything else.
        if ((durationSeconds !== 0) !== state)
          throw new RangeError(`not the duration of a ${action}: ${durationSeconds}`);
        return { operator, group: place.group, users: targets.map(({ target }) => target), durationSeconds };
      },
    });
  }
  if (operation === muteGroup && place.kind === 'whole-group') {
    const { group } = place;
    return carryOutBatch(order, core, {
      operation,
      state,
      encode: ({ targets, durationSeconds }) => {
        // The place is the target: whatever else were named would be muted without its name on the wire.
        const others = targets.filter(({ target }) => target !== group);
        if (others.length > 0) throw new RangeError(`not the group of this order: ${others[0]?.target}`);
        return { operator, group, muted: state ? place.whom : 'nobody', durationSeconds };
      },
      readBack: readGroupMute(core, order, operator),
    });
  }
  if (operation === silenceConvNotification && place.kind === 'notifications') {
    return carryOutBatch(order, core, {
      operation,
      state,
      encode: ({ targets }) => ({
        user: place.user,
        conversationType: conversationTypes[place.of],
        conversations: targets.map(({ target }) => target),
        silent: state,
      }),
    });
  }
  throw new TypeError('unsupported' in operation ? operation.unsupported : `not an order for ZIM: ${action}`);
}
