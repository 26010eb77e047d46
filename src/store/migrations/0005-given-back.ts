import { type Kysely, sql } from 'kysely';

/** A case whose last hold was taken over can have it back: then it runs again. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(statement).execute(db);
}

const statement = `create trigger hold_comes_back before insert on holds
  when not exists (select 1 from running where case_number = new.case_number)
  begin
    insert into running (case_number, place_key, ends_at, lifted, held)
      select number, substr(scope, instr(scope, '/') + 1), coalesce(expires_at, ${Number.MAX_SAFE_INTEGER}),
        vendor_clock_seconds = 0, 0
      from cases where number = new.case_number;
  end`;
