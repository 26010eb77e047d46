import { type Kysely, sql } from 'kysely';

/** Old entries of the audit can be removed under a signed checkpoint, and by nothing else; cases have notes. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const newest = '(select coalesce(max(seq), 0) from checkpoints)';

const statements = [
  `create table checkpoints (
    seq integer primary key,
    hash text not null,
    removed integer not null,
    at integer not null,
    key_id text not null,
    signature text not null
  ) strict`,
  `create trigger checkpoint_never_changes before update on checkpoints
    begin select raise(abort, 'a checkpoint never changes'); end`,
  // Also what an "insert or replace" would remove without asking the triggers on delete.
  `create trigger checkpoint_goes_forward before insert on checkpoints when new.seq <= ${newest}
    begin select raise(abort, 'a checkpoint never goes back'); end`,
  `create trigger checkpoint_stays_until_the_next before delete on checkpoints when old.seq = ${newest}
    begin select raise(abort, 'a checkpoint is only replaced by the next'); end`,

  'drop trigger audit_never_forgets',
  `create trigger audit_never_forgets before delete on audit when old.seq > ${newest}
    begin select raise(abort, 'the audit is append-only'); end`,
  `create trigger audit_only_grows before insert on audit when new.seq <= (select coalesce(max(seq), 0) from audit)
    begin select raise(abort, 'the audit is append-only'); end`,

  `create table notes (
    case_number integer not null references cases,
    number integer not null,
    at integer not null,
    author text not null,
    text text not null,
    delivery_key text not null unique,
    primary key (case_number, number)
  ) strict, without rowid`,
  `create trigger note_never_changes before update on notes
    begin select raise(abort, 'a note is never changed'); end`,
  `create trigger note_never_goes before delete on notes
    begin select raise(abort, 'a note is never removed'); end`,
];
