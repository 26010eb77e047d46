import { takesLength } from '../../moderation/action.ts';
import type { Case, EndingGroup } from '../../moderation/case.ts';
import { tallyOf } from '../../moderation/case.ts';
import { detailsButton } from '../buttons/ids.ts';
import { caseMessage } from './case-message.ts';
import { placeText, targetsText, untilText } from './case-words.ts';
import { type Message, paragraph } from './message.ts';
import { countOf, escapeText } from './mrkdwn.ts';

/** ZIM's own clock holds 30 days (https://www.zegocloud.com/docs/zim-server/group/mute-group-members). */
const zimClockSeconds = 30 * 86_400;

export interface SummaryFacts {
  readonly record: Case;
  readonly groups: readonly EndingGroup[];
  /** How many targets were so already without Hush's doing. */
  readonly notOurs: number;
  /** Slack's word for why the audit channel takes nothing at the moment. */
  readonly auditStuck: string | undefined;
}

/** What the moderator is told when the case is done: each target's ending, and what follows from it. */
export function summaryMessage(facts: SummaryFacts): Message {
  const { record, groups } = facts;
  return caseMessage({
    heading: `*Case ${record.number}*: ${headline(record)}`,
    reason: record.reason,
    groups,
    notes: notesOf(facts),
    actions: {
      type: 'actions',
      block_id: 'case',
      elements: [detailsButton(record.number)],
    },
  });
}

/** `mute of 25 members in lobby for 2 hours, until …`, escaped. */
export function headline(record: Case): string {
  return `${record.action} of ${targetsText(record, record.total)} ${placeText(record.place)}${untilText(record)}`;
}

/** What the moderator is told when the case takes longer than a moment. */
export function startedMessage(record: Case, groups: readonly EndingGroup[]): Message {
  const { open } = tallyOf(groups);
  const progress =
    open < record.total
      ? ` ${(record.total - open).toLocaleString('en-US')} of ${record.total.toLocaleString('en-US')} so far.`
      : '';
  return paragraph(
    `*Case ${record.number}* started: ${headline(record)}.${progress} A summary follows when it is done.`,
  );
}

function notesOf({ record, groups, notOurs, auditStuck }: SummaryFacts): readonly string[] {
  const tally = tallyOf(groups);
  const notes: string[] = [];
  if (record.duplicates > 0)
    notes.push(`${countOf(record.duplicates, 'id was', 'ids were')} written more than once; each counts once.`);
  if (tally.unconfirmed > 0)
    notes.push('`unconfirmed` means it may have happened: the reply was lost. Say it again to be sure.');
  if (notOurs > 0) {
    const subject =
      notOurs === tally.already
        ? 'What was so `already`'
        : `${notOurs.toLocaleString('en-US')} of what was so \`already\``;
    notes.push(`${subject} was not set by Hush: Hush will not end it.`);
  }
  const ours = tally.already - notOurs;
  if (ours > 0 && takesLength(record.action)) {
    notes.push(
      `Hush had set ${ours === 1 ? 'what was so' : `${ours.toLocaleString('en-US')} of those`} \`already\`: it ends when this case says now.`,
    );
  }
  const hasEffect = tally.done + tally.already + tally.unconfirmed > 0;
  if (hasEffect && record.place.kind === 'notifications') notes.push(silenceNote(record));
  if (hasEffect && record.vendor === 'zim' && record.action === 'mute' && outlastsZimClock(record)) {
    notes.push(
      'ZIM holds 30 days at most, so Hush renews this mute until its end. It cannot see changes made outside Hush: if somebody unmutes there, the next renewal mutes again.',
    );
  }
  if (auditStuck)
    notes.push(`The audit message is waiting: Slack would not take it (${escapeText(auditStuck)}). Hush keeps trying.`);
  return notes;
}

/** The difference between a silence and a mute is the first thing people get wrong. */
function silenceNote({ action, place }: Case): string {
  const user = place.kind === 'notifications' ? escapeText(place.user) : '';
  return action === 'silence'
    ? `${user} gets no notifications from these; nobody is stopped from speaking.`
    : `${user} gets notifications from these again; nobody was stopped from speaking.`;
}

function outlastsZimClock({ length }: Case): boolean {
  return length?.kind === 'timed' && length.seconds > zimClockSeconds;
}
