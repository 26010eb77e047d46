import type { Case, EndingGroup } from '../../moderation/case.ts';
import type { MadeCase } from '../../moderation/ports.ts';
import { extendButton, undoButton } from '../buttons/case-buttons.ts';
import { detailsButton } from '../buttons/ids.ts';
import { headingText, idsText } from './case-words.ts';
import type { FollowUpVerb } from './follow-up-refusal.ts';
import { type Message, section } from './message.ts';
import { countOf, dateText, escapeWithin } from './mrkdwn.ts';
import { headline } from './summary.ts';

/** Characters of ids of one ending, and of a reason. */
const idsRoom = 500;
const reasonRoom = 1000;

/**
 * What an undo, an extend or a corrected reason of the case `older` would do, per target by count and first ids, with a button that does it.
 * Every press is judged anew: the button does what is right then.
 */
export function triedMessage({ verb, older, made }: { verb: FollowUpVerb; older: Case; made: MadeCase }): Message {
  const lines = ['*Dry run: nothing was done.*', ...linesOf({ verb, older, made })];
  const elements = [...doingButtons(verb, older, made), detailsButton(older.number)];
  const actions = { type: 'actions' as const, block_id: 'case', elements };
  return { text: lines.join('\n'), blocks: [...lines.map(section), actions] };
}

function linesOf({ verb, older, made }: { verb: FollowUpVerb; older: Case; made: MadeCase }): readonly string[] {
  if (verb === 'reason') {
    return [
      `The reason of case ${older.number} would be: ${escapeWithin(made.record.reason ?? '', reasonRoom)}`,
      older.reason === undefined ? 'It has none now.' : `Now it is: ${escapeWithin(older.reason, reasonRoom)}`,
    ];
  }
  const becomes = verb === 'undo' ? 'would be ended' : 'would get that end';
  const groups = made.groups.map((group) => groupText(group, becomes));
  const ends = verb === 'extend' ? [`The end is now: ${endText(older)}. It would be: ${endText(made.record)}.`] : [];
  return [`It would be this: ${headline(made.record)}.`, ...ends, ...groups];
}

function endText({ expiresAt }: Case): string {
  return expiresAt === undefined ? 'never' : dateText(expiresAt);
}

/** `2 would be ended: `alice`, `bob``, `1 skipped – case 15 is newer: `carol``. */
function groupText(group: EndingGroup, becomes: string): string {
  const heading =
    group.outcome === undefined
      ? `${countOf(group.count, 'target')} ${becomes}`
      : headingText(group).replace(/^(\S+) /, '$1 would be ');
  return `${heading}:\n${idsText(group, idsRoom)}`;
}

/** What would end nothing has no button. */
function doingButtons(verb: FollowUpVerb, older: Case, { record, groups }: MadeCase) {
  if (!groups.some(({ outcome }) => outcome === undefined)) return [];
  if (verb === 'undo') return [undoButton(older)];
  return verb === 'extend' && record.length ? [extendButton(older, record.length)] : [];
}
