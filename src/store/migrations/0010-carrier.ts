import { type Kysely, sql } from 'kysely';

/** For several processes on one database: which of them is the carrier, and the vendors' quotas for what any of them may ask. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // One row. Free without an owner; over at `until`, epoch milliseconds of the database's clock.
  `create table carrier (
    only_row integer primary key default 1 check (only_row = 1),
    epoch bigint not null,
    owner text,
    until bigint not null
  )`,
  'insert into carrier (epoch, until) values (0, 0)',

  // A permit may be taken once both times are over; `taking` counts how often it was.
  `create table permits (
    app text not null,
    operation text not null,
    slot bigint not null,
    free_at bigint not null,
    paused_until bigint not null default 0,
    taking bigint not null default 0,
    primary key (app, operation, slot)
  )`,
];
