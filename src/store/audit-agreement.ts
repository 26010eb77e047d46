import { isDeepStrictEqual } from 'node:util';
import type { Kysely } from 'kysely';
import { asKept } from './as-kept.ts';
import { replayCase, type ToldCase } from './case-replay.ts';
import { caseOf } from './case-rows.ts';
import { newestCheckpoint } from './checkpoints.ts';
import type { CaseRow, NotesTable, Tables, TargetsTable } from './tables.ts';

/** Something in the tables of cases, targets and notes that the audit tells otherwise, or not at all. */
export interface Disagreement {
  readonly case: number;
  /**
   * `case`: the row that is missing or that nothing tells of; `targets`: which there are; `outcome` and `note` of one target or note; else
   * what of the case's row.
   */
  readonly about:
    | 'case'
    | 'time'
    | 'moderator'
    | 'approval'
    | 'action'
    | 'place'
    | 'length'
    | 'end'
    | 'origin'
    | 'reason'
    | 'targets'
    | 'outcome'
    | 'note';
  readonly target?: string;
  /** A note's number. */
  readonly note?: number;
  /** The entry that tells it otherwise; absent: none tells it. */
  readonly seq?: number;
}

/** What a comparison of the tables with the audit found. */
export interface AgreementFindings {
  /** Cases that agree with their entries. */
  readonly agreeing: number;
  /** Cases whose first entries were removed under the checkpoint: nothing can be said of them. */
  readonly untold: number;
  /** By the lowest number. */
  readonly first?: Disagreement;
}

/** Cases are read together until they have so many targets, and at most so many: one case can have 100,000. */
const targetsAtOnce = 5000;
const casesAtOnce = 500;

/**
 * Compares every case with what the audit tells of it, some cases at a time: memory does not grow with their number. The chain alone does
 * not notice an edited case. Run it in a transaction, for a chain that is sound.
 */
export async function compareWithAudit(db: Kysely<Tables>): Promise<AgreementFindings> {
  // Of cases before this one the first entry was removed, as those of the oldest cases are.
  const { firstTold } = await db
    .selectFrom('audit')
    .select((row) => row.fn.min('case_number').as('firstTold'))
    .where('event', '=', 'case.recorded')
    .executeTakeFirstOrThrow();
  const cut = await newestCheckpoint(db);
  const mayBeUntold = ({ number, created_at }: CaseRow) =>
    cut !== undefined && created_at < cut.at && (firstTold === null || number < firstTold);
  let agreeing = 0;
  let untold = 0;
  for (let after = 0; ; ) {
    const { rows, through, last } = await nextCases(db, after);
    const { entries, targets, notes } = await toldAndKept(db, after, through);
    const byNumber = new Map(rows.map((row) => [row.number, row]));
    const numbers = new Set([...byNumber.keys(), ...entries.keys()]);
    for (const number of [...numbers].toSorted((a, b) => a - b)) {
      const row = byNumber.get(number);
      const told = replayCase(entries.get(number) ?? []);
      if (!row && !told) continue;
      if (row && !told && mayBeUntold(row)) {
        untold += 1;
        continue;
      }
      const first = disagreementOf(number, {
        row,
        told,
        targets: targets.get(number) ?? [],
        notes: notes.get(number) ?? [],
      });
      if (first) return { agreeing, untold, first };
      agreeing += 1;
    }
    if (last) return { agreeing, untold };
    after = through;
  }
}

/** The next cases, and up to which number the comparison goes with them; after the last one to the end of all numbers. */
async function nextCases(db: Kysely<Tables>, after: number) {
  const found = await db
    .selectFrom('cases')
    .selectAll()
    .where('number', '>', after)
    .orderBy('number')
    .limit(casesAtOnce)
    .execute();
  const rows: CaseRow[] = [];
  let total = 0;
  for (const row of found) {
    if (rows.length > 0 && total + row.total > targetsAtOnce) break;
    rows.push(row);
    total += row.total;
  }
  const last = rows.length === found.length && found.length < casesAtOnce;
  return { rows, last, through: last ? Number.MAX_SAFE_INTEGER : (rows.at(-1)?.number ?? after) };
}

/** The entries, targets and notes of the cases after one number, through another, by case. */
async function toldAndKept(db: Kysely<Tables>, after: number, through: number) {
  const entries = await db
    .selectFrom('audit')
    .selectAll()
    .where('case_number', '>', after)
    .where('case_number', '<=', through)
    .orderBy('case_number')
    .orderBy('seq')
    .execute();
  const targets = await db
    .selectFrom('targets')
    .select(['case_number', 'ordinal', 'target', 'outcome', 'code', 'words'])
    .where('case_number', '>', after)
    .where('case_number', '<=', through)
    .orderBy('case_number')
    .orderBy('ordinal')
    .execute();
  const notes = await db
    .selectFrom('notes')
    .selectAll()
    .where('case_number', '>', after)
    .where('case_number', '<=', through)
    .orderBy('case_number')
    .orderBy('number')
    .execute();
  return {
    entries: Map.groupBy(entries, ({ case_number }) => case_number ?? 0),
    targets: Map.groupBy(targets, ({ case_number }) => case_number),
    notes: Map.groupBy(notes, ({ case_number }) => case_number),
  };
}

interface Kept {
  readonly row: CaseRow | undefined;
  readonly targets: readonly Pick<TargetsTable, 'target' | 'outcome' | 'code' | 'words'>[];
  readonly notes: readonly NotesTable[];
}

function disagreementOf(
  number: number,
  { row, told, targets, notes }: Kept & { told: ToldCase | undefined },
): Disagreement | undefined {
  if (!row || !told) return { case: number, about: 'case', ...(told && { seq: told.seq }) };
  const about = columnOf(row, told);
  if (about !== undefined) return { case: number, about, seq: told.seq };
  if (!isSame(row.reason, told.reason.text)) return { case: number, about: 'reason', seq: told.reason.seq };
  return targetsOf(number, { targets, told }) ?? notesOf(number, { notes, told });
}

/** What of a case's row is not what was recorded. */
function columnOf(row: CaseRow, { asked, ...told }: ToldCase): Disagreement['about'] | undefined {
  const kept = caseOf(row);
  const differ = (one: unknown, other: unknown) => !isDeepStrictEqual(one, other);
  if (row.created_at !== told.at) return 'time';
  if (row.moderator !== told.moderator) return 'moderator';
  if (row.approved_by !== told.approvedBy) return 'approval';
  if (differ([row.action, row.vendor], [asked.action, asked.vendor])) return 'action';
  if (differ(kept.place, asked.place)) return 'place';
  if (differ(kept.length, asked.length)) return 'length';
  if (differ(kept.expiresAt, asked.expiresAt)) return 'end';
  if (differ([kept.undoes, kept.extends], [asked.undoes, asked.extends])) return 'origin';
  return row.total === told.targets.length ? undefined : 'targets';
}

function targetsOf(
  number: number,
  { targets, told }: Pick<Kept, 'targets'> & { told: ToldCase },
): Disagreement | undefined {
  const same =
    targets.length === told.targets.length && targets.every(({ target }, at) => isSame(target, told.targets[at]));
  if (!same) return { case: number, about: 'targets', seq: told.seq };
  for (const { target, outcome, code, words } of targets) {
    const ending = told.endings.get(asKept(target));
    const agree =
      outcome === (ending?.outcome ?? null) && code === (ending?.code ?? null) && isSame(words, ending?.words ?? null);
    if (!agree) return { case: number, about: 'outcome', target, ...(ending && { seq: ending.seq }) };
  }
  return undefined;
}

function notesOf(number: number, { notes, told }: Pick<Kept, 'notes'> & { told: ToldCase }): Disagreement | undefined {
  const most = Math.max(notes.length, told.notes.length);
  for (let at = 0; at < most; at += 1) {
    const note = notes[at];
    const entry = told.notes[at];
    const agree =
      note?.number === at + 1 &&
      isSame(note.text, entry?.text) &&
      note.author === entry?.author &&
      note.at === entry?.at;
    if (!agree) return { case: number, about: 'note', note: at + 1, ...(entry && { seq: entry.seq }) };
  }
  return undefined;
}

/** Whether a column holds what was told; an embedded database holds the character NUL too. */
function isSame(column: string | null, told: unknown): boolean {
  return column === told || (column !== null && asKept(column) === told);
}
