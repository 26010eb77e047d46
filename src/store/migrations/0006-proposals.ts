import { type Kysely, sql } from 'kysely';

/** What is shown and waits for a yes, and whose yes a case had. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table proposals (
    id text primary key,
    kind text not null,
    moderator text not null,
    created_at integer not null,
    expires_at integer not null,
    cases text not null,
    targets text,
    why text not null,
    approval text,
    dry_run integer not null,
    digest text not null,
    state text not null,
    decided_by text,
    ended_at integer,
    numbers text,
    successor text,
    delivery_key text not null unique,
    response_url text,
    response_url_uses integer not null default 0,
    post_channel text,
    post_ts text
  ) strict`,
  `create index open_proposals on proposals (expires_at) where state = 'open'`,
  'create index ended_proposals on proposals (ended_at) where ended_at is not null and targets is not null',
  'create index proposals_with_response_url on proposals (created_at) where response_url is not null',
  'alter table outbox add column proposal text',
  `create unique index one_waiting_delivery_of_a_proposal on outbox (proposal, kind)
    where sent_at is null and proposal is not null`,
  'alter table cases add column approved_by text',
];
