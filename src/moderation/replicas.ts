/**
 * What several processes that work on one database need beside its tables. One of them is the carrier: it alone carries cases out and tells
 * people what the outbox holds. Where one process has the database to itself it always is, and nothing of this is there.
 */
export interface Replicas {
  readonly leases: Leases;
  readonly bells: Bells;
  readonly permits: Permits;
}

/** Another process carries the cases out by now: nothing was written or sent. */
export class NotCarrier extends Error {
  override readonly name = 'NotCarrier';
  constructor() {
    super('Another replica carries the cases out by now.');
  }
}

/** The right to be the carrier, as the database keeps it, by the database's clock. Every method rejects within a few seconds if it does not answer. */
export interface Leases {
  /**
   * Takes it for `forMs` if it is free, over, or this process's own already. The epoch: one more than any before, by which transactions
   * tell whether their process is still the carrier. Undefined: another process has it.
   */
  take(forMs: number): Promise<number | undefined>;
  /** It ends `forMs` from now. False: it was taken or given back since, and nothing changed. */
  renew(epoch: number, forMs: number): Promise<boolean>;
  /** Free from now on, and the others are told; if it was taken since, nothing changes. */
  giveBack(epoch: number): Promise<void>;
}

/** Something that happened on one replica and concerns another. */
export type Word =
  /** A case was recorded, or opened again; or it was marked as cancelled. */
  | { readonly kind: 'begin' | 'cancel'; readonly number: number }
  /** There may be something new in the outbox. */
  | { readonly kind: 'outbox' }
  /** Nobody is the carrier. */
  | { readonly kind: 'free' };

/** Words between replicas. The tables are the truth: a word that is lost only comes later, when somebody looks. */
export interface Bells {
  /** Tells all others; returns at once. */
  ring(word: Word): void;
  /** `heard` is given what others ring; undefined: words may have been missed. */
  onRing(heard: (word: Word | undefined) => void): void;
}

/** The permits of one documented limit: one app and one operation. */
export interface PermitBucket {
  readonly app: string;
  readonly operation: string;
}

/** Rows that every process takes its permits from, by the database's clock. */
export interface Permits {
  /**
   * Takes one of the bucket's first `limit` permits for `forMs`, and it comes back then whatever becomes of the taker. If none is free,
   * after how many milliseconds (at least 1) the next may be.
   */
  take(bucket: PermitBucket & { readonly limit: number; readonly forMs: number }): Promise<TakenPermit | number>;
  /** The permit may be taken `afterMs` from now; if it came back and was taken since, nothing changes. */
  giveBack(permit: TakenPermit, afterMs: number): Promise<void>;
  /** No permit of the bucket is free before `forMs` from now. */
  pause(bucket: PermitBucket, forMs: number): Promise<void>;
}

export interface TakenPermit extends PermitBucket {
  readonly slot: number;
  /** Counts how often the row was taken: by this one tells its own taking from a later one. */
  readonly taking: number;
}
