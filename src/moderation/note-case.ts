import type { Case } from './case.ts';
import type { Claim, FollowUp } from './follow-up.ts';
import { mostNotes, type Note, type Notes } from './notes.ts';
import type { Cases } from './ports.ts';
import { judge, type PolicyParts } from './request.ts';

export interface NoteParts extends PolicyParts {
  readonly notes: Notes;
  readonly cases: Pick<Cases, 'find'>;
}

export type NotedCase =
  /** `note` is its number. */
  { readonly kind: 'recorded'; readonly note: number } | { readonly kind: 'refused'; readonly sentence: string };

/** Adds a note to a case, in whatever state that is, once the rules let it pass. Earlier notes stay as they are. */
export async function noteCase(ask: FollowUp & Pick<Note, 'text'>, parts: NoteParts, claim: Claim): Promise<NotedCase> {
  const { number } = ask;
  const judged = await judgeNote(ask, parts);
  if ('sentence' in judged) return { kind: 'refused', ...judged };
  const noted = await parts.notes.add(ask, claim);
  if (noted.kind === 'recorded') return { kind: 'recorded', note: noted.note };
  return { kind: 'refused', sentence: noted.why === 'full' ? full(number) : unknown(number) };
}

/** What would come of {@link noteCase}: the number that the note would have. Nothing is kept. */
export async function tryNote(ask: FollowUp, parts: NoteParts): Promise<NotedCase> {
  const { number } = ask;
  const judged = await judgeNote(ask, parts);
  if ('sentence' in judged) return { kind: 'refused', ...judged };
  const { total } = await parts.notes.newest({ case: number, limit: 1 });
  return total < mostNotes ? { kind: 'recorded', note: total + 1 } : { kind: 'refused', sentence: full(number) };
}

async function judgeNote(
  { number, moderator }: FollowUp,
  parts: NoteParts,
): Promise<{ readonly record: Case } | { readonly sentence: string }> {
  const record = await parts.cases.find(number);
  if (!record) return { sentence: unknown(number) };
  const { refusal } = await judge({ moderator, verb: 'note', followUp: { record } }, parts);
  return refusal === undefined ? { record } : { sentence: refusal.sentence };
}

function unknown(number: number): string {
  return `There is no case ${number}.`;
}

function full(number: number): string {
  return `Case ${number} has ${mostNotes} notes already, and no case can have more. Write in the thread of its audit message, or on a newer case.`;
}
