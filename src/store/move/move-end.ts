import type { Kysely } from 'kysely';
import type { Tables } from '../tables.ts';

/** How far a table has counted by itself: the number that it gave last, by the table's name. It never gives one of those again. */
export type Counters = ReadonlyMap<string, number>;

/** A database that is moved from, or to. Its methods throw `StoreUnavailable` with a sentence for the person who runs Hush. */
export interface MoveEnd {
  /** `./data`, or `db.example.com:5432/hush`: without user and password. */
  readonly place: string;
  /** Where it is, for the person who sets Hush up on it. */
  readonly setting: string;
  /** Hands its tables out to be read, as of one moment, while no bot runs on it or can start. They must be those of this version. */
  read<Result>(work: (db: Kysely<Tables>, counters: Counters) => Promise<Result>): Promise<Result>;
  /**
   * Hands its tables out to be filled: brought up to date, and without any row, while no bot runs on it or can start. No trigger does
   * anything meanwhile. What `work` returns are its counters from then on. All is one transaction: if anything throws, or the process is
   * killed, no row stays.
   */
  fill<Result>(work: (db: Kysely<Tables>) => Promise<{ counters: Counters; result: Result }>): Promise<Result>;
}
