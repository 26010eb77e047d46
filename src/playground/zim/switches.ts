import type { WindowKind } from '../vendor/rate-window.ts';

/** How {@link ZimSwitches.pages} may end or break a list of pages. */
export type PageStyle =
  /** The last page has FetchEnd 1 and NextFlag 0. */
  | 'plain'
  /** The last page has FetchEnd 1 and NextFlag 100000, as in the vendor's sample. */
  | 'sample'
  /** No FetchEnd at all; NextFlag 0 is the end. */
  | 'no-fetch-end'
  /** Broken: NextFlag repeats the flag that was sent, FetchEnd stays 0. */
  | 'repeated-flag'
  /** Broken: FetchEnd 0 and no NextFlag. */
  | 'no-flag';

/** What the vendor's documents leave open, and what a customer can have changed. Every field may be set at any time. */
export interface ZimSwitches {
  /** Per app and operation. */
  callsPerSecond: number;
  window: WindowKind;
  /** See `WindowOptions.burst`. */
  burst?: number;
  /** HTTP status of errors of the gateway (1000000xx). */
  gatewayErrorStatus: number;
  /** Refuse a nonce that was used before (as a wrong signature). */
  refuseReplayedNonce: boolean;
  /** Take `UserIds=a` as well as `UserIds[]=a`. */
  acceptBareUserIds: boolean;
  /** The operator of a mute must be in the group, and its owner or admin. */
  operatorMustBeAdmin: boolean;
  /** Also judge characters of ids by the operation's list: 660000002 for the whole call. */
  checkCharacters: boolean;
  /** Leave empty `ErrorUsers` and `ErrorList` out of replies. */
  omitEmptyLists: boolean;
  /** Groups per page of FetchForbidGroupList. */
  pageSize: number;
  pages: PageStyle;
  /** One-to-one conversations a user can have silenced. */
  silenceLimit: number;
  /** What the vendor's clock is ahead of ours, in ms. */
  clockSkewMs: number;
}

/** As the documents read most plainly. */
export const zimDefaults: ZimSwitches = {
  callsPerSecond: 20,
  window: 'sliding',
  gatewayErrorStatus: 200,
  refuseReplayedNonce: false,
  acceptBareUserIds: false,
  operatorMustBeAdmin: true,
  checkCharacters: false,
  omitEmptyLists: false,
  pageSize: 10_000,
  pages: 'plain',
  silenceLimit: 500,
  clockSkewMs: 0,
};
