import { type Kysely, sql } from 'kysely';

/** Cases, targets, holds, the hash-chained audit, the outbox and drafts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table cases (
    number integer primary key autoincrement,
    created_at integer not null,
    action text not null,
    vendor text not null,
    place text not null,
    scope text not null,
    places integer not null,
    length_seconds integer,
    permanent integer not null,
    expires_at integer,
    vendor_clock_seconds integer not null,
    reason text,
    moderator text not null,
    total integer not null,
    duplicates integer not null,
    closed_at integer,
    delivery_key text not null unique,
    response_url text,
    response_url_uses integer not null default 0,
    post_channel text,
    post_ts text,
    lifts_ts text
  ) strict`,
  'create index cases_by_scope on cases (scope, number)',
  'create index open_cases on cases (scope, number) where closed_at is null',
  'create index cases_with_response_url on cases (created_at) where response_url is not null',

  `create table targets (
    case_number integer not null references cases,
    ordinal integer not null,
    target text not null,
    places integer not null,
    sent integer not null default 0,
    outcome text,
    code text,
    words text,
    settled_at integer,
    lift_task text,
    lift_outcome text,
    lift_code text,
    lift_words text,
    primary key (case_number, ordinal)
  ) strict, without rowid`,
  'create index targets_by_target on targets (target, case_number)',
  'create index open_targets on targets (case_number, ordinal) where outcome is null',

  `create table holds (
    id integer primary key,
    case_number integer not null references cases,
    ordinal integer not null,
    scope text not null,
    target text not null,
    places integer not null,
    expires_at integer,
    due_at integer,
    task text,
    sent integer not null default 0,
    attempts integer not null default 0,
    first_tried_at integer,
    told_at integer,
    unique (case_number, ordinal)
  ) strict`,
  'create index holds_by_target on holds (scope, target)',
  'create index due_holds on holds (due_at) where due_at is not null',
  'create index untold_holds on holds (first_tried_at) where first_tried_at is not null and told_at is null',
  'create index told_holds on holds (case_number, task) where told_at is not null',
  `create index ending_holds on holds (expires_at) where task is not 'lift' and expires_at is not null`,

  `create table audit (
    seq integer primary key,
    at integer not null,
    event text not null,
    actor text not null,
    case_number integer,
    details text not null,
    previous text not null,
    hash text not null
  ) strict`,
  'create index audit_by_case on audit (case_number)',
  `create trigger audit_never_changes before update on audit
    begin select raise(abort, 'the audit is append-only'); end`,
  `create trigger audit_never_forgets before delete on audit
    begin select raise(abort, 'the audit is append-only'); end`,

  `create table outbox (
    id integer primary key autoincrement,
    lane text not null,
    kind text not null,
    case_number integer,
    text text,
    due_at integer not null,
    version integer not null default 0,
    attempts integer not null default 0,
    error text,
    sent_at integer
  ) strict`,
  'create index waiting_deliveries on outbox (lane, due_at) where sent_at is null',
  // In the order in which they are told: a backlog is not sorted anew for every delivery.
  'create index next_deliveries on outbox (lane, id) where sent_at is null',
  `create unique index one_waiting_delivery on outbox (case_number, kind) where sent_at is null and kind <> 'notice'`,

  `create table drafts (
    id text primary key,
    created_at integer not null,
    moderator text not null,
    fields text not null,
    response_url text
  ) strict`,
  'create index drafts_by_age on drafts (created_at)',

  // Without statistics SQLite takes a case to have ten targets and reads all hundred thousand to find a few by name. These say how many
  // rows one key really has; nothing else writes them.
  'analyze',
  `insert into sqlite_stat1 (tbl, idx, stat) values
    ('cases', 'cases_by_scope', '100000 10000 1'),
    ('cases', 'open_cases', '100 10 1'),
    ('targets', 'targets', '1000000 100000 1'),
    ('targets', 'targets_by_target', '1000000 5 1'),
    ('targets', 'open_targets', '1000000 100000 1')`,
  'analyze sqlite_schema',
];
