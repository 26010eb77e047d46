import { type Kysely, sql } from 'kysely';

/** What `active`, `history` and `case` ask for: kept so that the answer takes as long as a page, whatever there is. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

/** Stands for "never" where ends are put in order: later than every time, and exact in JavaScript. */
const never = Number.MAX_SAFE_INTEGER;

const setsSomething = "action in ('mute', 'silence')";

const statements = [
  // Mutes and silences that are on or being carried out, one row a case: counting the holds of a case of 100,000 takes too long. The
  // triggers keep it true, whoever writes.
  `create table running (
    case_number integer not null primary key references cases,
    place_key text not null,
    ends_at integer not null,
    lifted integer not null,
    held integer not null
  ) strict, without rowid`,
  'create index running_by_end on running (ends_at, case_number, lifted)',
  'create index running_by_place on running (place_key, ends_at, case_number, lifted)',
  `insert into running (case_number, place_key, ends_at, lifted, held)
    select number, substr(scope, instr(scope, '/') + 1), coalesce(expires_at, ${never}), vendor_clock_seconds = 0,
      (select count(*) from holds where holds.case_number = cases.number)
    from cases
    where ${setsSomething}
      and (closed_at is null or exists (select 1 from holds where holds.case_number = cases.number))`,
  `create trigger case_begins after insert on cases when new.${setsSomething} and new.closed_at is null
    begin
      insert into running (case_number, place_key, ends_at, lifted, held)
        values (new.number, substr(new.scope, instr(new.scope, '/') + 1), coalesce(new.expires_at, ${never}),
          new.vendor_clock_seconds = 0, 0);
    end`,
  `create trigger case_goes_on after update of closed_at on cases
    when new.${setsSomething} and new.closed_at is null and old.closed_at is not null
    begin
      insert or ignore into running (case_number, place_key, ends_at, lifted, held)
        values (new.number, substr(new.scope, instr(new.scope, '/') + 1), coalesce(new.expires_at, ${never}),
          new.vendor_clock_seconds = 0, 0);
    end`,
  `create trigger case_closes after update of closed_at on cases when new.closed_at is not null
    begin
      delete from running where case_number = new.number and held = 0;
    end`,
  `create trigger hold_begins after insert on holds
    begin
      update running set held = held + 1 where case_number = new.case_number;
    end`,
  `create trigger hold_ends after delete on holds
    begin
      update running set held = held - 1 where case_number = old.case_number;
      delete from running where case_number = old.case_number and held = 0
        and exists (select 1 from cases where number = old.case_number and closed_at is not null);
    end`,

  // By its first column alone it finds a target wherever it is held; both columns are always asked for together elsewhere.
  'drop index holds_by_target',
  'create index holds_by_target on holds (target, scope)',
  `create index tried_holds on holds (case_number, task, first_tried_at) where attempts > 0 or told_at is not null`,

  // How many targets of a case ended in each way: for the same reason. Targets are never deleted.
  `create table tallies (
    case_number integer not null,
    outcome text not null,
    count integer not null,
    primary key (case_number, outcome)
  ) strict, without rowid`,
  `insert into tallies (case_number, outcome, count)
    select case_number, outcome, count(*) from targets where outcome is not null group by case_number, outcome`,
  `create trigger target_begins_ended after insert on targets when new.outcome is not null
    begin
      insert into tallies (case_number, outcome, count) values (new.case_number, new.outcome, 1)
        on conflict (case_number, outcome) do update set count = count + 1;
    end`,
  `create trigger target_ends after update of outcome on targets when new.outcome is not old.outcome
    begin
      update tallies set count = count - 1 where case_number = old.case_number and outcome = old.outcome;
      insert into tallies (case_number, outcome, count)
        select new.case_number, new.outcome, 1 where new.outcome is not null
        on conflict (case_number, outcome) do update set count = count + 1;
    end`,

  'alter table targets add column lift_at integer',
  'create index targets_by_taken on targets (took_case, target) where took_case > 0',
  `insert into sqlite_stat1 (tbl, idx, stat) values ('targets', 'targets_by_taken', '100000 1000 1')`,
  'analyze sqlite_schema',
];
