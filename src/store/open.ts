import { Kysely } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import type { Pool } from 'pg';
import type { Clock } from '../lib/clock.ts';
import type { Random } from '../lib/random.ts';
import type { AuditRetention } from '../moderation/audit.ts';
import type { Digests } from '../moderation/digest.ts';
import type { Figures } from '../moderation/figures.ts';
import type { MuteHistory } from '../moderation/ladder.ts';
import type { Lookups } from '../moderation/lookups.ts';
import type { Notes } from '../moderation/notes.ts';
import type { Records } from '../moderation/policy/rule.ts';
import type { Audit, Cases, Drafts, FollowUps, Holds, Lists, Outbox, Proposals } from '../moderation/ports.ts';
import type { Statistics } from '../moderation/statistics.ts';
import { StoreTrouble } from '../moderation/store-trouble.ts';
import { appendAudit, auditHead } from './audit.ts';
import { createAuditRetention } from './audit-retention.ts';
import { createCases } from './cases.ts';
import { createDigests } from './digests.ts';
import { createDrafts } from './drafts.ts';
import { createFigures } from './figures.ts';
import { createFollowUps } from './follow-ups.ts';
import { createHolds } from './holds.ts';
import { createLists } from './lists.ts';
import { createLookups } from './lookups.ts';
import { migrations, postgresMigrations } from './migrations/index.ts';
import { createMuteHistory } from './mute-history.ts';
import { createNotes } from './notes.ts';
import { createOutbox } from './outbox.ts';
import type { Ask } from './postgres/driver.ts';
import { changingTables, openPostgres, unusablePostgres } from './postgres/open.ts';
import { createProbe, type Probe } from './probe.ts';
import { createProposals } from './proposals.ts';
import { createRecords } from './records.ts';
import { lockFolder, openSqlite, sqliteDialect, unusable } from './sqlite.ts';
import { createStatistics } from './statistics.ts';
import type { Tables } from './tables.ts';
import { StoreUnavailable } from './unavailable.ts';

/** Everything Hush remembers. */
export interface Store {
  readonly cases: Cases;
  readonly followUps: FollowUps;
  readonly holds: Holds;
  readonly outbox: Outbox;
  readonly audit: Audit;
  readonly drafts: Drafts;
  readonly lists: Lists;
  readonly proposals: Proposals;
  readonly lookups: Lookups;
  readonly notes: Notes;
  readonly records: Records;
  readonly muteHistory: MuteHistory;
  readonly statistics: Statistics;
  readonly digests: Digests;
  readonly retention: AuditRetention;
  readonly figures: Figures;
  /** Calls `listener` after commits that may have put something into the outbox. */
  onChange(listener: () => void): void;
  /** Whether cases can be recorded. */
  readonly probe: Probe;
  /** What several processes need that share a PostgreSQL; absent in an embedded store. */
  readonly shared?: SharedDatabase;
  close(): Promise<void>;
}

/** The PostgreSQL behind a store, for what is no part of its tables. */
export interface SharedDatabase {
  /** For single statements, which take no turn among the writers, and for connections of one's own. It ends with the store. */
  readonly pool: Pool;
  /**
   * The same tables for work that only one process at a time may do: every transaction, and every statement that writes, asks `fence` first,
   * inside the transaction and once it is its turn among the writers. What `fence` throws ends it, and nothing was written. It has
   * listeners of its own, and ends with the store.
   */
  fenced(fence: (ask: Ask) => Promise<void>): Store;
}

/**
 * Opens the PostgreSQL at `databaseUrl`, or without one the embedded database in `folder`, creating it if there is none, and brings the
 * tables up to date. Other bots are kept out of the folder until `close`; a PostgreSQL they may share. Throws {@link StoreUnavailable} with
 * a sentence for the person who runs Hush.
 */
export function openStore(
  folder: string,
  { databaseUrl, ...world }: { clock: Clock; random: Random; databaseUrl?: string | undefined },
): Promise<Store> {
  return databaseUrl === undefined ? openFolder(folder, world) : openShared(databaseUrl, world);
}

async function openShared(url: string, world: { clock: Clock; random: Random }): Promise<Store> {
  const { pool, tables, close } = await openPostgres(url, world.clock);
  const open = (fence?: (ask: Ask) => Promise<void>): Store => {
    let probe: Probe | undefined;
    const db = tables({ met: (fault) => probe?.met(fault), ...(fence && { fence }) });
    const store = createStore(db, world);
    probe = store.probe;
    return store;
  };
  try {
    await changingTables(url, world.clock, (db, schema) => migrate(db, { known: postgresMigrations, schema }));
    const store = open();
    await store.probe.write();
    return { ...store, shared: { pool, fenced: open }, close };
  } catch (error) {
    await close();
    throw error instanceof StoreUnavailable ? error : unusablePostgres(url, error);
  }
}

async function openFolder(folder: string, { clock, random }: { clock: Clock; random: Random }): Promise<Store> {
  const unlock = lockFolder(folder);
  let db: Kysely<Tables> | undefined;
  let store: Store | undefined;
  try {
    db = new Kysely<Tables>({ dialect: sqliteDialect(openSqlite(folder), (fault) => store?.probe.met(fault)) });
    await migrate(db);
    store = createStore(db, { clock, random, closed: unlock });
    // A file that cannot be written, or is damaged where Hush writes, is better noticed now than at the first command.
    await store.probe.write();
    return store;
  } catch (error) {
    await db?.destroy();
    unlock();
    throw error instanceof StoreTrouble ? unusable(folder, error) : error;
  }
}

/** The store over tables that are there. */
export function createStore(
  db: Kysely<Tables>,
  { clock, random, closed }: { clock: Clock; random: Random; closed?: () => void },
): Store {
  const listeners: (() => void)[] = [];
  const changed = () => {
    for (const listener of listeners) listener();
  };
  const cases = createCases(db, clock, changed);
  return {
    cases,
    followUps: createFollowUps(db, clock, changed),
    holds: createHolds(db, clock, changed),
    outbox: createOutbox(db, clock, changed),
    audit: {
      append: (entry) => db.transaction().execute((trx) => appendAudit(trx, clock.now(), entry)),
      head: () => auditHead(db),
    },
    drafts: createDrafts(db, { clock, random }),
    lists: createLists(db, { clock, random }),
    proposals: createProposals(db, { clock, random, changed }),
    lookups: createLookups(db, clock),
    notes: createNotes(db, clock, changed),
    records: createRecords(db),
    muteHistory: createMuteHistory(db),
    statistics: createStatistics(db, clock),
    digests: createDigests(db, clock, changed),
    retention: createAuditRetention(db, clock),
    figures: createFigures(db, clock),
    onChange: (listener) => {
      listeners.push(listener);
    },
    probe: createProbe(db, { cases, clock }),
    close: async () => {
      await db.destroy();
      closed?.();
    },
  };
}

/** Runs the migrations that are missing, in order. A database from a newer Hush is refused. `schema`: where PostgreSQL has the tables. */
export async function migrate(
  db: Kysely<Tables>,
  { known: all = migrations, schema }: { known?: Readonly<Record<string, Migration>>; schema?: string } = {},
): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => ({ ...all }) },
    ...(schema !== undefined && { migrationTableSchema: schema }),
  });
  const known = new Set(Object.keys(all));
  try {
    const { error } = await migrator.migrateToLatest();
    if (error) throw error;
  } catch (error) {
    if (error instanceof StoreTrouble) throw error;
    const message = error instanceof Error ? error.message : String(error);
    const newer = /previously executed migration (\S+) is missing/.exec(message)?.[1];
    throw new StoreUnavailable(
      newer && !known.has(newer)
        ? `The database was written by a newer Hush (it has ${newer}). Start that version, or use another ${schema === undefined ? 'HUSH_DATA_DIR' : 'DATABASE_URL'}.`
        : `The database could not be brought up to date: ${message}.`,
      { cause: error },
    );
  }
}
