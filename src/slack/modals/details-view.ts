import type { Case } from '../../moderation/case.ts';
import type { NewestNotes } from '../../moderation/notes.ts';
import type { Ending } from '../../moderation/outcome.ts';
import { buttonIds } from '../buttons/ids.ts';
import { approvedText, wholeGroupText } from '../messages/case-words.ts';
import { packLines, section } from '../messages/message.ts';
import { codeText, cutText, escapeWithin } from '../messages/mrkdwn.ts';
import { noteTexts } from '../messages/notes.ts';
import { headline } from '../messages/summary.ts';
import { detailsId } from './ids.ts';
import { pageTurns } from './page-turns.ts';
import type { View } from './view.ts';

/** Targets on one page. */
export const detailsPageSize = 50;

/** One page of a case, target by target; on the first one its newest notes too. Pages count from 0. */
export function detailsView({
  record,
  targets,
  notes,
  page,
}: {
  record: Case;
  targets: readonly (Partial<Ending> & { target: string })[];
  notes: NewestNotes;
  page: number;
}): View {
  const pages = Math.max(1, Math.ceil(record.total / detailsPageSize));
  return {
    type: 'modal',
    callback_id: detailsId,
    title: { type: 'plain_text', text: `Case ${record.number}`.slice(0, 24) },
    close: { type: 'plain_text', text: 'Close' },
    blocks: [
      section(`${headline(record)}${approvedText(record)}${pages > 1 ? `\nPage ${page + 1} of ${pages}` : ''}`),
      ...(page === 0 ? noteTexts(notes).map(section) : []),
      ...packLines(targets.map((target) => targetLine(record, target))).map(section),
      ...pageTurns({ id: buttonIds.detailsPage, of: record.number, page, pages, subject: `case ${record.number}` }),
    ],
  };
}

function targetLine({ place }: Case, { target, outcome, code, words }: Partial<Ending> & { target: string }): string {
  const why = [words && escapeWithin(words, 200), code && !words?.includes(code) && `(${escapeWithin(code, 40)})`]
    .filter(Boolean)
    .join(' ');
  const name = wholeGroupText(place) ?? codeText(target === '' ? '(empty)' : cutText(target, 64));
  return `${name} *${outcome ?? 'open'}*${why && ` – ${why}`}`;
}
