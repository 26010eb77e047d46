import { type Kysely, sql } from 'kysely';
import type { Clock } from '../lib/clock.ts';
import type { CaseRequest } from '../moderation/case.ts';
import { type Cases, TooLate } from '../moderation/ports.ts';
import type { StoreFault } from '../moderation/store-trouble.ts';
import { either } from './either.ts';
import { storeFault } from './result-codes.ts';
import type { Tables } from './tables.ts';

/** Whoever may ask for readiness may not wear the disk: between two probes lie at least so many milliseconds. */
const probeEveryMs = 3000;
/** Whoever asks for readiness does not wait longer than this for a database that may never answer. */
const answerMs = 1500;
/** Damage shows only where somebody reads: it counts for this long after it was last met. */
const damageCountsMs = 60_000;

/** A request like any other, except that it is never claimed, and so never recorded. */
const neverRecorded: CaseRequest = {
  action: 'mute',
  vendor: 'zim',
  place: { kind: 'group', app: 'probe', group: 'probe' },
  targets: [{ id: 'probe' }],
  duplicates: 0,
  length: { kind: 'timed', seconds: 60 },
  vendorClockSeconds: 60,
  moderator: 'hush',
  deliveryKey: 'probe',
};

const writeForGood = either({
  sqlite: sql`pragma user_version = 1`,
  postgres: sql`update probe set times = times + 1`,
});
/** SQLite keeps pages of the file in memory; PostgreSQL's are its server's. */
const forgetWhatWasRead = either({ sqlite: sql`pragma shrink_memory`, postgres: sql`select 1` });

/** Finds out whether cases can be recorded. */
export interface Probe {
  /** Does what recording a case does, then writes one page for good. Throws `StoreTrouble`. */
  write(): Promise<void>;
  /** Why nothing can be recorded now, at most a few seconds old; undefined when something can. */
  trouble(): Promise<StoreFault | undefined>;
  /** Told of every statement that failed because of the database. */
  met(fault: StoreFault): void;
}

/**
 * A read alone does not notice a full disk, nor does a transaction that is rolled back, for it never reaches the disk: the probe writes
 * SQLite's `user_version`, a number in the file's header that Hush has no other use for, and in PostgreSQL a table of one row.
 */
export function createProbe(
  db: Kysely<Tables>,
  { cases, clock }: { cases: Pick<Cases, 'record'>; clock: Clock },
): Probe {
  let damage: { readonly fault: StoreFault; readonly until: number } | undefined;
  let last: { readonly at: number; readonly found: Promise<StoreFault | undefined> } | undefined;
  let looking: Promise<StoreFault | undefined> | undefined;

  const write = async () => {
    // What was read from a damaged file stays in memory: without this a file that was put right would go unnoticed.
    if (damage) await forgetWhatWasRead.execute(db);
    try {
      await cases.record(neverRecorded, () => false);
    } catch (error) {
      if (!(error instanceof TooLate)) throw error;
    }
    await writeForGood.execute(db);
  };

  const look = async () => {
    try {
      await write();
      return damage && clock.monotonic() < damage.until ? damage.fault : undefined;
    } catch (error) {
      return storeFault(error) ?? Promise.reject(error);
    } finally {
      looking = undefined;
    }
  };

  return {
    write,
    trouble: () => {
      const now = clock.monotonic();
      if (!last || now - last.at >= probeEveryMs) {
        // While one is without an answer, another would only keep one more connection busy.
        looking ??= look();
        last = { at: now, found: inTime(looking, clock) };
      }
      return last.found;
    },
    met: (fault) => {
      if (fault.damaged) damage = { fault, until: clock.monotonic() + damageCountsMs };
    },
  };
}

const silent: StoreFault = {
  cannot: 'use its database',
  why: 'it does not answer',
  remedy: 'try again, and tell whoever runs Hush if it stays so',
};

/** What was found, or after a while that there is no answer. */
async function inTime(found: Promise<StoreFault | undefined>, clock: Clock): Promise<StoreFault | undefined> {
  const answered = new AbortController();
  const silence = clock.sleep(answerMs, answered.signal).then(
    () => silent,
    () => undefined,
  );
  try {
    return await Promise.race([found, silence]);
  } finally {
    answered.abort();
  }
}
