import { asKept } from './as-kept.ts';
import type { AuditTable } from './tables.ts';

/** How a target ended, in the columns of its row. */
export interface ToldEnding {
  readonly outcome: string;
  readonly code: string | null;
  readonly words: string | null;
  /** The entry that tells it. */
  readonly seq: number;
}

/** What the audit tells of one case. */
export interface ToldCase {
  /** The entry with which it was recorded. */
  readonly seq: number;
  readonly at: number;
  readonly moderator: string;
  /** Whose yes it had. */
  readonly approvedBy: string | null;
  /** What was asked for; as JSON, it may be anything. */
  readonly asked: Readonly<Record<string, unknown>>;
  readonly targets: readonly string[];
  /** The newest word on its reason, and the entry that has it. */
  readonly reason: { readonly text: string | null; readonly seq: number };
  /** By target; the others are open. */
  readonly endings: ReadonlyMap<string, ToldEnding>;
  readonly notes: readonly {
    readonly text: unknown;
    readonly author: string;
    readonly at: number;
    readonly seq: number;
  }[];
}

/** Reads a case's entries, in their order, as the events they tell. Undefined if they do not begin with how it was recorded. */
export function replayCase(entries: readonly AuditTable[]): ToldCase | undefined {
  const [first, ...later] = entries.filter(({ event }) => event in tellsOfCase);
  if (first?.event !== 'case.recorded') return undefined;
  const asked = detailsOf(first);
  const targets = listIn(asked.targets);
  const endings = new Map<string, ToldEnding>();
  for (const { id, problem } of targets) {
    if (typeof problem === 'string') {
      endings.set(String(id), { outcome: 'skipped', code: null, words: problem, seq: first.seq });
    }
  }
  const ids = targets.map(({ id }) => String(id));
  let reason = { text: textOr(asked.reason), seq: first.seq };
  const notes: { text: unknown; author: string; at: number; seq: number }[] = [];
  for (const entry of later) {
    const { seq, at, actor: author } = entry;
    const details = detailsOf(entry);
    switch (entry.event) {
      case 'targets.settled':
        settle(endings, ids, { seq, details });
        break;
      case 'case.retried':
        for (const [id, { outcome }] of endings)
          if (outcome === 'failed' || outcome === 'unconfirmed') endings.delete(id);
        break;
      case 'case.reason-corrected':
        reason = { text: textOr(details.to), seq };
        break;
      case 'case.noted':
        notes.push({ text: details.text, author, at, seq });
        break;
    }
  }
  const { seq, at, actor: moderator } = first;
  const approvedBy = textOr(asked.approvedBy);
  return { seq, at, moderator, approvedBy, asked, targets: ids, reason, endings, notes };
}

const tellsOfCase: Readonly<Record<string, true>> = {
  'case.recorded': true,
  'targets.settled': true,
  'case.retried': true,
  'case.reason-corrected': true,
  'case.noted': true,
};

function settle(
  endings: Map<string, ToldEnding>,
  ids: readonly string[],
  { seq, details }: { seq: number; details: Readonly<Record<string, unknown>> },
): void {
  const endingIn = ({ outcome, code, words }: Readonly<Record<string, unknown>>): ToldEnding => ({
    outcome: String(outcome),
    code: textOr(code),
    words: textOr(words),
    seq,
  });
  for (const ending of listIn(details.endings)) endings.set(String(ending.target), endingIn(ending));
  if (details.rest === undefined) return;
  for (const id of ids) if (!endings.has(id)) endings.set(id, endingIn(details));
}

function textOr(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function listIn(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value : [];
}

/**
 * What the columns cannot hold comes as what they hold in its place: half a character, and in PostgreSQL, or moved from there, the character
 * NUL. Both are escapes in JSON.
 */
function detailsOf({ details }: AuditTable): Readonly<Record<string, unknown>> {
  const whole = (_: string, value: unknown) => (typeof value === 'string' ? asKept(value) : value);
  const broken = /\\u(?:d[89a-f]|0000)/i.test(details);
  return JSON.parse(details, broken ? whole : undefined) as Readonly<Record<string, unknown>>;
}
