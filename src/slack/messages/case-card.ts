import type { Case, EndingGroup } from '../../moderation/case.ts';
import type { CaseEntry, Hanging, TargetEntry } from '../../moderation/lookups.ts';
import type { NewestNotes } from '../../moderation/notes.ts';
import { outcomes, type Tally } from '../../moderation/outcome.ts';
import { caseActions } from '../buttons/case-buttons.ts';
import { buttonIds } from '../buttons/ids.ts';
import { approvedText } from './case-words.ts';
import { endingText, hangingText, pager, reasonLines, standingText, targetText } from './lookup-words.ts';
import { type Message, packLines, section } from './message.ts';
import { dateText, escapeText } from './mrkdwn.ts';
import { noteLines } from './notes.ts';
import { headline } from './summary.ts';

/** Targets on one page. */
export const caseCardSize = 15;

/** Characters of the reason. It is kept whole in the store. */
const reasonRoom = 1000;

/** Which page of a case somebody wants to see; a button carries it as JSON. */
export interface CaseCardQuery {
  /** Its number. */
  readonly case: number;
  /** The ordinal of the page's first target, from 0. */
  readonly first: number;
}

/** One case: who asked for what, how it went, what became of it, and a page of its targets. */
export function caseCardMessage(parts: {
  entry: CaseEntry;
  hanging: readonly Hanging[];
  first: number;
  targets: readonly TargetEntry[];
  notes: NewestNotes;
  /** Epoch ms. */
  now: number;
}): Message {
  const { entry, hanging, first, targets, notes, now } = parts;
  const { record, tally } = entry;
  const heading = [
    `*Case ${record.number}*: ${headline(record)}`,
    `${dateText(record.createdAt)} by <@${escapeText(record.moderator)}>${approvedText(record)}${askedAgain(record)}`,
    `${endedText(record)}${standingText(entry, now)}`,
    ...hanging.map(hangingText),
    ...reasonLines(record, reasonRoom),
  ].join('\n');
  const noted = noteLines(notes).join('\n');
  const lines = targets.map((target) => `${targetText(record, target.target)} ${endingText(target, { record, now })}`);
  const all = record.total.toLocaleString('en-US');
  const range =
    record.total > caseCardSize
      ? [
          `Targets ${(first + 1).toLocaleString('en-US')} to ${(first + targets.length).toLocaleString('en-US')} of ${all}`,
        ]
      : [];
  const listed = [...(noted === '' ? [] : [noted]), ...packLines(lines), ...range];
  const turn = (to: number): CaseCardQuery => ({ case: record.number, first: Math.max(0, to) });
  return {
    text: [heading, ...listed].join('\n'),
    blocks: [
      section(heading),
      ...listed.map(section),
      ...pager({
        id: buttonIds.casePage,
        of: `case ${record.number}`,
        previous: first > 0 ? turn(first - caseCardSize) : undefined,
        next: first + targets.length < record.total ? turn(first + caseCardSize) : undefined,
      }),
      caseActions({ record, groups: groupsOf(tally), held: entry.held, now }),
    ],
  };
}

function askedAgain({ createdAt, asked }: Case): string {
  return asked.at === createdAt ? '' : `, tried again ${dateText(asked.at)} by <@${escapeText(asked.by)}>`;
}

function endedText({ closedAt }: Case): string {
  return closedAt === undefined ? '' : `Carried out ${dateText(closedAt)}: `;
}

/** The counts alone, as the buttons ask for them. */
function groupsOf(tally: Tally): readonly EndingGroup[] {
  const ended = outcomes.flatMap((outcome) =>
    tally[outcome] > 0 ? { outcome, count: tally[outcome], targets: [] } : [],
  );
  return tally.open > 0 ? [...ended, { count: tally.open, targets: [] }] : ended;
}
