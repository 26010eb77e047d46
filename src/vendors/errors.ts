import { type VendorName, VendorTrouble, vendorTitles } from '../moderation/vendor.ts';

/** Where an error happened. */
export interface CallPlace {
  readonly vendor: VendorName;
  /** The configured app's name. */
  readonly app: string;
  readonly operation: string;
}

/**
 * A vendor call that did not work. One class for each thing that a reader can do next. The message is a sentence that a moderator may
 * read; neither it nor any field holds a URL, a secret or a signature, and there is no `cause` to leak one.
 */
export abstract class VendorError extends VendorTrouble {
  readonly vendor: VendorName;
  readonly app: string;
  readonly operation: string;
  /** The vendor's code exactly as it came, if one came. */
  readonly code: string | undefined;

  constructor(place: CallPlace, told: { readonly message: string; readonly code?: string | undefined }) {
    super(told.message);
    this.name = new.target.name;
    this.vendor = place.vendor;
    this.app = place.app;
    this.operation = place.operation;
    this.code = told.code;
  }
}

/** Over the vendor's quota; surely not executed. Wait, then ask again. */
export class RateLimitedError extends VendorError {
  /** How long the vendor's bucket is left alone, in milliseconds. */
  readonly pauseMs: number;

  constructor(place: CallPlace, told: { readonly pauseMs: number; readonly code?: string | undefined }) {
    super(place, { ...told, message: sentence(place, { words: 'took no more calls for now', ...told }) });
    this.pauseMs = told.pauseMs;
  }
}

/** No usable answer. Look at {@link UnavailableError.executed} before asking again. */
export class UnavailableError extends VendorError {
  /** `no`: the request surely never reached the vendor. `maybe`: it may have been carried out. */
  readonly executed: 'no' | 'maybe';

  constructor(
    place: CallPlace,
    told: { readonly words: string; readonly executed: 'no' | 'maybe'; readonly code?: string | undefined },
  ) {
    super(place, { ...told, message: sentence(place, { words: `did not answer: ${told.words}`, code: told.code }) });
    this.executed = told.executed;
  }
}

/** The vendor said no to this very request. Asking again changes nothing. */
export class RejectedError extends VendorError {
  constructor(place: CallPlace, told: { readonly words: string; readonly code: string }) {
    super(place, { ...told, message: sentence(place, { words: `said no: ${told.words}`, code: told.code }) });
  }
}

/** The app's credentials, set-up or clock are wrong. An operator must act. */
export class MisconfiguredError extends VendorError {
  constructor(place: CallPlace, told: { readonly words: string; readonly code: string }) {
    super(place, { ...told, message: told.words });
  }
}

/** A code that Hush does not know, kept raw. */
export class UnknownCodeError extends VendorError {
  constructor(place: CallPlace, told: { readonly code: string }) {
    super(place, { ...told, message: sentence(place, { words: `answered with ${unknownCodeWords}`, ...told }) });
  }
}

/** Said of a code that is in no table. */
export const unknownCodeWords = 'a code Hush does not know';

function sentence(place: CallPlace, told: { words: string; code?: string | undefined }): string {
  return `${vendorTitles[place.vendor]} ${told.words}${told.code === undefined ? '' : ` (${told.code})`}`;
}

/** `2 s`, `0.5 s`. */
export function secondsInWords(ms: number): string {
  return `${ms / 1000} s`;
}
