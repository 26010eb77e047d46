import { type ActiveQuery, activeMessage } from './messages/active.ts';
import { type CaseCardQuery, caseCardMessage, caseCardSize } from './messages/case-card.ts';
import { type HistoryQuery, moderatorHistoryMessage, targetHistoryMessage } from './messages/history.ts';
import { type Message, paragraph } from './messages/message.ts';
import { notesShown } from './messages/notes.ts';
import type { SlackParts } from './parts.ts';

/** Cases on one page of a list. */
export const lookupPageSize = 10;

type Parts = Pick<SlackParts, 'lookups' | 'clock'>;

/** What is on now. */
export async function activeAnswer(query: ActiveQuery, { lookups, clock }: Parts): Promise<Message> {
  const found = await lookups.active({ ...query, limit: lookupPageSize });
  return activeMessage({ query, found, now: clock.now() });
}

/** What was done to a target, or by a moderator. */
export async function historyAnswer(query: HistoryQuery, { lookups, clock }: Parts): Promise<Message> {
  const { target, moderator, ...place } = query;
  const now = clock.now();
  const range = { ...place, limit: lookupPageSize };
  if (moderator !== undefined) {
    return moderatorHistoryMessage({ query, page: await lookups.byModerator({ ...range, moderator }), now });
  }
  return targetHistoryMessage({ query, page: await lookups.ofTarget({ ...range, target: target ?? '' }), now });
}

/** One case, target by target, with its newest notes. */
export async function caseAnswer(
  query: CaseCardQuery,
  { lookups, notes: kept, clock }: Parts & Pick<SlackParts, 'notes'>,
): Promise<Message> {
  const entry = await lookups.entry(query.case);
  if (!entry) return paragraph(`There is no case ${query.case}.`);
  const { record } = entry;
  const first = query.first < record.total ? query.first : 0;
  const targets = await lookups.targets({ record, first, limit: caseCardSize });
  const notes = await kept.newest({ case: record.number, limit: notesShown });
  return caseCardMessage({
    notes,
    entry,
    hanging: await lookups.hanging(record.number),
    first,
    targets,
    now: clock.now(),
  });
}
