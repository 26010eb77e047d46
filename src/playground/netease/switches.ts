import type { WindowKind } from '../vendor/rate-window.ts';

/** What the vendor's documents leave open, and what a customer can have bought. Every field may be set at any time. */
export interface NeteaseSwitches {
  /** Per app and API. */
  callsPerSecond: number;
  window: WindowKind;
  /** See `WindowOptions.burst`. */
  burst?: number;
  /** How long an API is blocked once too many calls came. */
  blockMs: number;
  /** Calls during the block begin it anew. */
  blockExtends: boolean;
  /** Answer a RequestId that was carried out in the last minutes with 431. */
  refuseRepeatedRequestId: boolean;
  /** What muteModule does with flags that were not sent. */
  omittedFlags: 'unchanged' | 'false';
  /** What getUinfos does with accounts it does not know: leaves them out, or refuses the whole call. */
  unknownInRead: 'missing' | 'refused';
  /** What the vendor's clock is ahead of ours, in ms. */
  clockSkewMs: number;
}

/** As the documents read most plainly. */
export const neteaseDefaults: NeteaseSwitches = {
  callsPerSecond: 100,
  window: 'sliding',
  blockMs: 10_000,
  blockExtends: false,
  refuseRepeatedRequestId: true,
  omittedFlags: 'unchanged',
  unknownInRead: 'missing',
  clockSkewMs: 0,
};
