import type { Action } from './action.ts';
import type { Ending } from './outcome.ts';
import type { Module, Place } from './place.ts';

export const vendors = ['zim', 'netease'] as const;
export type VendorName = (typeof vendors)[number];

/** The vendor's name as people write it. */
export const vendorTitles = { zim: 'ZIM', netease: 'NetEase' } as const satisfies Record<VendorName, string>;

/** A configured vendor app, as far as parsing a line needs to know it. */
export interface AppName {
  readonly name: string;
  readonly vendor: VendorName;
}

/** How a vendor wants an action's targets handed over. */
export interface Batching {
  /** Most targets in one {@link Order}. */
  readonly size: number;
  /** How many orders of one case are worth having under way at once. */
  readonly concurrency: number;
  /** What the quota allows of the requests that change something, to say beforehand how long it takes. Absent: not known. */
  readonly pace?: { readonly targetsPerRequest: number; readonly requestsPerSecond: number };
}

/** A target that may be sent now, as the domain sees it right before the request. */
export interface Sendable {
  readonly target: string;
  /** The modules of this target that no newer case has claimed, for NetEase; absent elsewhere. */
  readonly modules?: readonly Module[];
  /** An earlier request of this case for this target may have reached the vendor: `already` then means our own call worked. */
  readonly repeated: boolean;
}

/** What may be sent now. Targets that were asked about and are not listed have been ended by the domain; the vendor drops them. */
export interface Clearance {
  readonly targets: readonly Sendable[];
  /** For vendors that keep the clock themselves: -1 for ever, 0 to unmute, or 1 to 2592000 s still to go, computed for this very request. */
  readonly durationSeconds: number;
}

/** Whether a request may change something at the vendor; left out: `write`. */
export type RequestPurpose = 'read' | 'write';

/** One action at one place for a few targets, handed to a vendor app to be carried out to its end. */
export interface Order {
  readonly action: Action;
  readonly place: Place;
  /** At most {@link Batching.size}, without repeats. */
  readonly targets: readonly string[];
  /** `single` passes `bulk` in the queue for permits: a person waits for it. */
  readonly lane: 'single' | 'bulk';
  /** Orders with one key share the quota as one; different keys take turns. The case's number. */
  readonly turn: string;
  /** The cases that it is about, for those who watch. */
  readonly cases?: readonly number[];
  /** While the vendor surely did not get the request, it is repeated until this instant (epoch ms); then the targets end `failed`. */
  readonly giveUpAt: number;
  /** Aborted when the moderator cancels, the case's time is up, or Hush stops. No new request is made; what is open stays open. */
  readonly signal: AbortSignal;
  /**
   * Asked right before every request, first or repeat, with the permit in hand. Drops what a newer case claimed or whose time is up. What a
   * request to `read` names does not count as sent: reading changes nothing, also if Hush dies before the answer.
   */
  clear(targets: readonly string[], purpose?: RequestPurpose): Promise<Clearance>;
  /** Told when the request for these surely never reached the vendor, so that they do not count as sent. */
  unsent?(targets: readonly string[]): Promise<void>;
  /** Told the endings as replies arrive. The vendor goes on only after it resolved, so that nothing is lost in a crash. */
  settle(endings: readonly Ending[]): Promise<void>;
}

/** How an order ended as a whole. Every target was settled, dropped by `clear`, or (only after an abort) left open. */
export interface OrderEnd {
  /** The vendor's no was about the whole place: the case's remaining targets end `rejected` with no more calls. */
  readonly placeRejected?: { readonly code: string; readonly words: string };
  /** The vendor refused the credentials: the app sends nothing for a while and people must be told. */
  readonly credentialsRefused?: { readonly code: string; readonly words: string };
}

/** What is muted in one ZIM group, as FetchForbidGroupList tells it. */
export interface MutedGroup {
  readonly group: string;
  readonly everyone: boolean;
  readonly roles: boolean;
  readonly people: boolean;
  /** Bits of ForbidType that Hush does not know; kept, never dropped. 0 when there are none. */
  readonly unknownBits: number;
}

/** A vendor did not do what was asked of it. The message is a sentence that a moderator may read; it holds no URL and no secret. */
export class VendorTrouble extends Error {}

/** A vendor that does not answer. */
export interface VendorOutage {
  /** When the first of the attempts in a row was made that had no answer, epoch ms. */
  readonly since: number;
  /** How the last one failed, for a moderator: `the connection was refused`. Without a URL. */
  readonly words: string;
}

/** One configured vendor app, ready to carry out orders. */
export interface VendorApp extends AppName {
  /** How to cut this action's targets at this place; or why this vendor cannot do it, in words for a moderator. */
  batching(action: Action, place: Place): Batching | { readonly unsupported: string };
  /** Carries the order out. Resolves when every target has its ending; rejects only for bugs and when `settle` or `clear` reject. */
  carryOut(order: Order): Promise<OrderEnd>;
  /** Groups now muted, streamed page by page; throws a {@link VendorTrouble}. Absent where the vendor has no such list. */
  mutedGroups?(signal: AbortSignal): AsyncIterable<MutedGroup>;
  /** How long this vendor keeps an action's clock by itself, in seconds; 0: not at all, Hush must lift it. */
  keepsClockFor(action: Action): number;
  /** Set while attempts in a row had no usable answer; gone with the next answer, whatever it says. */
  trouble(): VendorOutage | undefined;
  /** Closes connections. Nothing may be under way. */
  close(): Promise<void>;
}
