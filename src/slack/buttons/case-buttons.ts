import type { types } from '@slack/bolt';
import { takesLength } from '../../moderation/action.ts';
import { type Case, type EndingGroup, tallyOf } from '../../moderation/case.ts';
import { formatLength, type Length, lengthInWords } from '../../moderation/length.ts';
import { targetsText } from '../messages/case-words.ts';
import type { Block } from '../messages/message.ts';
import { button, buttonIds, detailsButton } from './ids.ts';

interface CaseFacts {
  readonly record: Case;
  readonly groups: readonly EndingGroup[];
  /** How many targets hold something that the case set. */
  readonly held: number;
  /** Epoch ms. */
  readonly now: number;
}

/** The row of buttons below everything that is told about a case. */
export function caseActions(facts: CaseFacts): Block {
  return { type: 'actions', block_id: 'case', elements: [...caseButtons(facts)] };
}

/** What can be done about a case as it stands. The message may be older than the case: every press is judged anew. */
export function caseButtons({ record, groups, held, now }: CaseFacts): readonly types.Button[] {
  const details = detailsButton(record.number);
  if (record.closedAt === undefined) return record.cancelled ? [details] : [cancelButton(record), details];
  const tally = tallyOf(groups);
  const goesOn = record.expiresAt === undefined || record.expiresAt > now;
  const canUndo = goesOn && held > 0 && takesLength(record.action);
  const canRetry = goesOn && record.undoneBy === undefined && tally.failed + tally.unconfirmed > 0;
  return [...(canUndo ? [undoButton(record)] : []), ...(canRetry ? [retryButton(record, tally)] : []), details];
}

export function cancelButton({ number }: Pick<Case, 'number'>): types.Button {
  return button({
    id: buttonIds.cancel,
    text: 'Cancel',
    value: String(number),
    label: `Cancel the rest of case ${number}`,
    danger: true,
    confirm: {
      title: `Cancel case ${number}?`,
      text: 'What was done stays done. What was not attempted yet is skipped.',
      yes: 'Cancel the rest',
      no: 'Go on',
    },
  });
}

/** Ends what a case set. */
export function undoButton(record: Case): types.Button {
  const { number } = record;
  return button({
    id: buttonIds.undo,
    text: 'Undo',
    value: String(number),
    label: `Undo case ${number}`,
    confirm: {
      title: `Undo case ${number}?`,
      text:
        record.place.kind === 'whole-group'
          ? `Hush lifts every mute of everyone and of roles in the group, unless a newer case has taken it over. People who are muted one by one stay muted.`
          : `Hush ends what case ${number} set for ${targetsText(record, record.total)}, as far as no newer case has taken it over.`,
      yes: 'Undo',
      no: 'Leave it',
    },
  });
}

/** Gives what a case set the end that was tried: the length counts from the press. */
export function extendButton(record: Case, length: Length): types.Button {
  const { number } = record;
  const words = lengthInWords(length);
  return button({
    id: buttonIds.extend,
    text: 'Extend',
    value: `${number} ${formatLength(length)}`,
    label: `Extend case ${number}: ${words} from now`,
    confirm: {
      title: `Extend case ${number}?`,
      text: `What case ${number} set for ${targetsText(record, record.total)} gets another end, as far as no newer case has taken it over: ${length.kind === 'permanent' ? 'never' : `${words} from now`}.`,
      yes: 'Extend',
      no: 'Leave it',
    },
  });
}

function retryButton({ number }: Case, { failed, unconfirmed }: { failed: number; unconfirmed: number }): types.Button {
  return button({
    id: buttonIds.retry,
    text: 'Retry failed',
    value: String(number),
    // Begins with what is to be seen, so that it can also be pressed by saying that (WCAG 2.5.3).
    label: `Retry failed: ${failed + unconfirmed} failed or unconfirmed targets of case ${number}`,
  });
}
