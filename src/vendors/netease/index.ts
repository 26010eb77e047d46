import type { Watched } from '../../moderation/figures.ts';
import { isEverywhere } from '../../moderation/place.ts';
import type { VendorApp } from '../../moderation/vendor.ts';
import { type AppOptions, type CallOptions, concurrencyFor, createCore } from '../core.ts';
import type { Operation } from '../operation.ts';
import { createAccountBook } from './account-book.ts';
import { carryOutModules } from './carry-out.ts';
import { getUinfos } from './operations/get-uinfos.ts';
import { muteModule } from './operations/mute-module.ts';
import { neteaseProtocol } from './protocol.ts';

export interface NeteaseAppOptions extends AppOptions {
  /** From the NetEase console. */
  readonly appKey: string;
  /** Never logged. */
  readonly appSecret: string;
}

/** A NetEase app. Beside orders it makes single calls of any NetEase operation, for programs that use it alone. */
export interface NeteaseApp extends VendorApp, Watched {
  readonly vendor: 'netease';
  /** One signed call within the quota, without repeats. Throws a `VendorError` unless NetEase answered with code 200. */
  call<Input, Reply>(operation: Operation<Input, Reply>, input: Input, options?: CallOptions): Promise<Reply>;
}

/** Orders of one case that read 200 accounts and then write: two keep the writes going while one of them reads. */
const namedConcurrency = 2;

/** Makes a NetEase app ready for orders. Opens no connection until it must. Throws if the URL has `/nimserver` twice. */
export function createNeteaseApp(options: NeteaseAppOptions): NeteaseApp {
  const { name, callsPerSecond } = options;
  const core = createCore(options, neteaseProtocol(options));
  const book = createAccountBook();
  return {
    name,
    vendor: 'netease',
    batching: (action, place) => {
      if (place.kind !== 'modules') {
        return {
          unsupported: 'NetEase accounts are muted everywhere or in p2p, team, room, qchat, not in single groups',
        };
      }
      if (action !== 'mute' && action !== 'unmute')
        return { unsupported: 'NetEase has no silencing that Hush could use' };
      // Reads have a quota of their own and are far fewer: they take no time beside the writes.
      const pace = { targetsPerRequest: muteModule.maxTargets, requestsPerSecond: callsPerSecond };
      if (!isEverywhere(place)) return { size: getUinfos.maxTargets, concurrency: namedConcurrency, pace };
      return { size: muteModule.maxTargets, concurrency: concurrencyFor(callsPerSecond), pace };
    },
    carryOut: async (order) => {
      const { action, place } = order;
      if (place.kind !== 'modules' || (action !== 'mute' && action !== 'unmute')) {
        throw new TypeError(`not an order for NetEase: ${action} at ${place.kind}`);
      }
      return carryOutModules(order, core, { modules: place.modules, muted: action === 'mute', book });
    },
    keepsClockFor: () => 0,
    trouble: core.outage.trouble,
    standing: core.standing,
    call: core.call,
    close: core.close,
  };
}
