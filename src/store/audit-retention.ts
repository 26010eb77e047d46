import { type Kysely, sql } from 'kysely';
import type { Clock } from '../lib/clock.ts';
import { type AuditHead, type AuditRetention, type Checkpoint, type Cut, checkpointText } from '../moderation/audit.ts';
import { appendAudit, beginning, follows } from './audit.ts';
import { isSignedBy, newestCheckpoint } from './checkpoints.ts';
import type { Tables } from './tables.ts';

/** What is removed together is read first: not more than so many characters of it, for one entry can name 100,000 targets. */
const mostCharacters = 8_000_000;

/** Removing old entries of the audit, in SQL. */
export function createAuditRetention(db: Kysely<Tables>, clock: Clock): AuditRetention {
  return {
    cut: (order) =>
      db.transaction().execute(async (trx): Promise<Cut> => {
        const { key, formerKeys } = order;
        const found = await newestCheckpoint(trx);
        if (found && !isSignedBy(found, [key, ...formerKeys])) return { kind: 'unsound', seq: found.seq };
        const start = found ?? beginning;
        const running = await oldestRunning(trx);
        const { through, more, held } = await oldEntries(trx, { ...order, until: running?.seq });
        if (through === undefined) return { kind: 'nothing', ...(held && running && { heldBy: running.case }) };
        const { sound, last } = await soundUpTo(trx, { start, through });
        if (!sound) return { kind: 'unsound', seq: last.seq + 1 };
        const removed = last.seq - start.seq;
        const unsigned = { ...last, removed, at: clock.now(), keyId: key.id };
        await replaceCheckpoint(trx, { ...unsigned, signature: key.sign(checkpointText(unsigned)) });
        // First, so that the chain never ends in nothing.
        const details = { through: last.seq, hash: last.hash, removed, key: key.id };
        await appendAudit(trx, clock.now(), { event: 'audit.cut', actor: 'hush', details });
        await trx.deleteFrom('audit').where('seq', '<=', last.seq).execute();
        return { kind: 'removed', entries: removed, more };
      }),
  };
}

/** The oldest case that is open or holds something, and the first entry about it, from which on everything stays. */
async function oldestRunning(db: Kysely<Tables>): Promise<{ readonly case: number; readonly seq: number } | undefined> {
  const open = db.selectFrom('cases').select('number').where('closed_at', 'is', null);
  const { number } = await db
    .selectFrom(db.selectFrom('running').select('case_number as number').union(open).as('runs'))
    .select((row) => row.fn.min('number').as('number'))
    .executeTakeFirstOrThrow();
  if (number === null) return undefined;
  const first = await db
    .selectFrom('audit')
    .select((row) => row.fn.min('seq').as('seq'))
    .where('case_number', '=', number)
    .executeTakeFirstOrThrow();
  // Where nothing tells of it, nothing says from where on it could be told: all stays.
  return { case: number, seq: first.seq ?? 0 };
}

/** Up to where the oldest entries may go. `held`: an entry is old, but a running case keeps it. */
async function oldEntries(
  db: Kysely<Tables>,
  { before, limit, until }: { before: number; limit: number; until: number | undefined },
): Promise<{ readonly through?: number; readonly more: boolean; readonly held: boolean }> {
  const rows = await db
    .selectFrom('audit')
    .select(['seq', 'at', sql<number>`length(details)`.as('characters')])
    .orderBy('seq')
    .limit(limit + 1)
    .execute();
  let through: number | undefined;
  let characters = 0;
  for (const [index, row] of rows.entries()) {
    const old = row.at < before;
    const held = old && until !== undefined && row.seq >= until;
    characters += row.characters;
    const full = index === limit || (index > 0 && characters > mostCharacters);
    if (!old || held || full) return { ...(through !== undefined && { through }), more: old && !held, held };
    through = row.seq;
  }
  return { ...(through !== undefined && { through }), more: false, held: false };
}

/** Whether everything from where the chain begins up to an entry fits together; `last` is the last one that does. */
async function soundUpTo(
  db: Kysely<Tables>,
  { start, through }: { start: AuditHead; through: number },
): Promise<{ readonly sound: boolean; readonly last: AuditHead }> {
  const rows = await db.selectFrom('audit').selectAll().where('seq', '<=', through).orderBy('seq').execute();
  let last = start;
  for (const row of rows) {
    if (!follows(row, last)) return { sound: false, last };
    last = { seq: row.seq, hash: row.hash };
  }
  return { sound: true, last };
}

async function replaceCheckpoint(db: Kysely<Tables>, { keyId, ...checkpoint }: Checkpoint): Promise<void> {
  await db
    .insertInto('checkpoints')
    .values({ ...checkpoint, key_id: keyId })
    .execute();
  await db.deleteFrom('checkpoints').where('seq', '<', checkpoint.seq).execute();
}
