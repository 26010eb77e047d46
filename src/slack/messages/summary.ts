import { takesLength } from '../../moderation/action.ts';
import type { Case, EndingGroup } from '../../moderation/case.ts';
import { tallyOf } from '../../moderation/case.ts';
import type { Tally } from '../../moderation/outcome.ts';
import { caseActions } from '../buttons/case-buttons.ts';
import { caseMessage } from './case-message.ts';
import { placeText, type Standstill, standstillText, targetsText, untilText } from './case-words.ts';
import { type EarlierFacts, earlierNotes } from './earlier-notes.ts';
import { type Message, section } from './message.ts';
import { countOf, escapeText } from './mrkdwn.ts';

/** ZIM's own clock holds 30 days (https://www.zegocloud.com/docs/zim-server/group/mute-group-members). */
const zimClockSeconds = 30 * 86_400;

export interface SummaryFacts extends EarlierFacts {
  readonly groups: readonly EndingGroup[];
  /** How many targets hold something that this case set. */
  readonly held: number;
  /** How many targets were so already without Hush's doing. */
  readonly notOurs: number;
  /** Slack's word for why the audit channel takes nothing at the moment. */
  readonly auditStuck: string | undefined;
}

/** What the moderator is told when the case is done: each target's ending, and what follows from it. */
export function summaryMessage(facts: SummaryFacts): Message {
  const { record, groups, held, now } = facts;
  return caseMessage({
    heading: `*Case ${record.number}*: ${headline(record)}`,
    reason: record.reason,
    place: record.place,
    groups,
    notes: notesOf(facts),
    actions: caseActions({ record, groups, held, now }),
  });
}

/** `mute of 25 members in lobby for 2 hours, until …`, and what it follows: `undo of case 12: unmute of …`. Escaped. */
export function headline(record: Case): string {
  const follows =
    record.undoes !== undefined
      ? `undo of case ${record.undoes}: `
      : record.extends !== undefined
        ? `case ${record.extends} with another end: `
        : '';
  return `${follows}${record.action} of ${targetsText(record, record.total)} ${placeText(record.place)}${untilText(record)}`;
}

export interface StartedFacts {
  readonly record: Case;
  readonly groups: readonly EndingGroup[];
  /** Epoch ms. */
  readonly now: number;
  /** Set while the case stands still. */
  readonly standstill?: Standstill | undefined;
}

/** What the moderator is told when the case takes longer than a moment. */
export function startedMessage({ record, groups, now, standstill }: StartedFacts): Message {
  const { open } = tallyOf(groups);
  const progress =
    open < record.total
      ? ` ${(record.total - open).toLocaleString('en-US')} of ${record.total.toLocaleString('en-US')} so far.`
      : '';
  const waiting = standstill ? ` It is waiting: ${standstillText(record, standstill, now)}.` : '';
  const text = `*Case ${record.number}* started: ${headline(record)}.${progress}${waiting} A summary follows when it is done.`;
  return { text, blocks: [section(text), caseActions({ record, groups, held: 0, now })] };
}

function notesOf(facts: SummaryFacts): readonly string[] {
  const { record, groups, notOurs, auditStuck } = facts;
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
  notes.push(...earlierNotes(facts));
  const hasEffect = tally.done + tally.already + tally.unconfirmed > 0;
  if (hasEffect && record.place.kind === 'notifications') notes.push(silenceNote(record, tally));
  if (hasEffect && record.place.kind === 'whole-group') notes.push(wholeGroupNotes[speaking(record.action)]);
  if (hasEffect && record.vendor === 'zim' && record.action === 'mute' && outlastsZimClock(record)) {
    notes.push(
      'ZIM holds 30 days at most, so Hush renews this mute until its end. It cannot see changes made outside Hush: if somebody unmutes there, the next renewal mutes again.',
    );
  }
  if (auditStuck)
    notes.push(`The audit message is waiting: Slack would not take it (${escapeText(auditStuck)}). Hush keeps trying.`);
  return notes;
}

/** A group and its members are muted apart: what the one does not do to the other. True of every outcome. */
const wholeGroupNotes = {
  mute: 'A mute of everyone or of roles takes the place of the one that the group had. People who are muted one by one are not changed by it, and stay muted when it ends.',
  unmute:
    'An unmute of everyone lifts every mute of everyone and of roles in the group. People who are muted one by one stay muted.',
} as const;

function speaking(action: Case['action']): 'mute' | 'unmute' {
  return takesLength(action) ? 'mute' : 'unmute';
}

/** The difference between a silence and a mute is the first thing people get wrong. Says of no target what did not happen to it. */
function silenceNote({ action, place, total }: Case, tally: Tally): string {
  const user = place.kind === 'notifications' ? escapeText(place.user) : '';
  const sure = (['done', 'already'] as const).filter((outcome) => tally[outcome] > 0);
  const speaking = action === 'silence' ? 'nobody is stopped from speaking' : 'nobody was stopped from speaking';
  if (sure.length === 0) return `This is about what ${user} is notified of; ${speaking}.`;
  const isAll = tally.done + tally.already === total;
  const these = !isAll
    ? `what is ${sure.map((outcome) => `\`${outcome}\``).join(' or ')}`
    : total === 1
      ? 'it'
      : 'these';
  // What was so already was perhaps never off.
  const again = tally.already === 0 ? ' again' : '';
  return action === 'silence'
    ? `${user} gets no notifications from ${these}; ${speaking}.`
    : `${user} gets notifications from ${these}${again}; ${speaking}.`;
}

function outlastsZimClock({ length }: Case): boolean {
  return length?.kind === 'timed' && length.seconds > zimClockSeconds;
}
