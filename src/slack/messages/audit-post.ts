import type { Case, EarlierEnd, EndingGroup } from '../../moderation/case.ts';
import { tallyOf } from '../../moderation/case.ts';
import { outcomes } from '../../moderation/outcome.ts';
import type { HoldTask, LiftGroup } from '../../moderation/ports.ts';
import { caseActions } from '../buttons/case-buttons.ts';
import type { Pace } from '../progress.ts';
import { caseMessage } from './case-message.ts';
import {
  approvedText,
  headingText,
  idsText,
  placeText,
  type Standstill,
  standstillText,
  undoneText,
  wholeGroupText,
} from './case-words.ts';
import { earlierNotes } from './earlier-notes.ts';
import { type Message, paragraph } from './message.ts';
import { countOf, cutText, escapeWithin, oneLine } from './mrkdwn.ts';
import { escapeWithLinks } from './notes.ts';
import { headline } from './summary.ts';

/** Characters of the bar of a running case. */
const barLength = 20;

export interface AuditFacts {
  readonly record: Case;
  readonly groups: readonly EndingGroup[];
  /** How many targets hold something that this case set. */
  readonly held: number;
  /** As in the summary; told once the case has ended. */
  readonly earlier: readonly EarlierEnd[];
  /** Epoch ms. */
  readonly now: number;
  /** How fast a running case went lately, if that is known. */
  readonly pace?: Pace | undefined;
  /** Set while the case stands still. */
  readonly standstill?: Standstill | undefined;
}

/** The one message of a case in the audit channel: who, what, whom, where, how long, why, and how it ended or how far it is. */
export function auditMessage(facts: AuditFacts): Message {
  const { record, groups, held, earlier, now } = facts;
  const { closedAt } = record;
  return caseMessage({
    heading: `*Case ${record.number}* by <@${record.moderator}>${approvedText(record)}: ${headline(record)}\n${standing(facts)}${afterwards(record)}`,
    reason: record.reason,
    place: record.place,
    groups: closedAt === undefined ? groups.filter(({ outcome }) => outcome) : groups,
    // As it was when the case ended, however much later the message is written again.
    notes: closedAt === undefined ? [] : earlierNotes({ record, earlier, now: closedAt }),
    actions: caseActions({ record, groups, held, now }),
  });
}

/** What was done to the case since: `Cancelled by @bob.`, `Undone by case 15.`, `Undone in part by case 15: …` */
function afterwards(record: Case): string {
  const { cancelled } = record;
  const undone = undoneText(record);
  return [cancelled && `\nCancelled by <@${cancelled.by}>.`, undone && `\nU${undone.slice(1)}.`]
    .filter(Boolean)
    .join('');
}

function standing({ record, groups, now, pace, standstill }: AuditFacts): string {
  const tally = tallyOf(groups);
  if (record.closedAt !== undefined) {
    return `Ended: ${outcomes.flatMap((outcome) => (tally[outcome] > 0 ? `${tally[outcome].toLocaleString('en-US')} ${outcome}` : [])).join(', ')}`;
  }
  const settled = record.total - tally.open;
  const filled = Math.floor((settled / record.total) * barLength);
  const bar = '▓'.repeat(filled) + '░'.repeat(barLength - filled);
  // What was measured before the vendor fell silent says nothing about when the case will be done.
  const how = standstill ? `, waiting: ${standstillText(record, standstill, now)}` : paceText(tally.open, pace);
  return `Running: ${bar} ${settled.toLocaleString('en-US')} of ${record.total.toLocaleString('en-US')}${how}`;
}

/** `, 18 a second, about 2 minutes left`. */
function paceText(open: number, pace: Pace | undefined): string {
  if (!pace) return '';
  if (pace.settled <= 0 || pace.ms <= 0) return ', waiting for the vendor';
  const perSecond = pace.settled / (pace.ms / 1000);
  const left = Math.ceil(open / perSecond);
  const rate =
    perSecond >= 1 ? `${Math.round(perSecond)} a second` : `${Math.max(1, Math.round(perSecond * 60))} a minute`;
  return `, ${rate}, about ${left < 120 ? countOf(left, 'second') : countOf(Math.ceil(left / 60), 'minute')} left`;
}

/** The message in the case's thread about how its ends and renewals went. Bounded, whatever the vendor said. */
export function liftsMessage({
  record,
  lifts,
  unanswered,
}: {
  record: Case;
  lifts: readonly LiftGroup[];
  unanswered: Readonly<Record<HoldTask, number>>;
}): Message {
  const troubles = lifts.filter(({ outcome }) => outcome !== 'done');
  const lines = [...endedLines(record, lifts), ...troubleLines(record, troubles), ...waitingLines(record, unanswered)];
  // People were told that something had no answer; that is over, and there is nothing else to tell.
  if (lines.length === 0)
    lines.push('Nothing waits for an answer any more: it was renewed, or a newer case took it over.');
  return paragraph([`*Case ${record.number}*`, ...lines].join('\n'));
}

/** Who may speak again, or is notified again. */
function endedLines({ action, place }: Case, lifts: readonly LiftGroup[]): readonly string[] {
  const done = lifts.filter(({ outcome }) => outcome === 'done');
  const count = done.reduce((sum, group) => sum + group.count, 0);
  if (count === 0) return [];
  const whole = wholeGroupText(place);
  if (whole !== undefined) return [`Its time is up: ${whole} may speak again.`];
  const ids = idsText(
    { targets: done.flatMap(({ targets }) => targets.map((id) => cutText(id, idRoom))), count },
    endedRoom,
  );
  return [
    action === 'silence' && place.kind === 'notifications'
      ? `Its time is up: ${idWithin(place.user)} gets notifications from ${ids} again.`
      : `Its time is up: ${ids} may speak again ${placeText(place)}.`,
  ];
}

/** Characters of the ids of whom a case ended for. */
const endedRoom = 200;

/** Reasons beyond these are counted, not listed. */
const mostTroubles = 8;
/** Characters of all of these lines together: with the others they stay below the 3,000 of a section. */
const troublesRoom = 2200;
const wordsRoom = 100;
const idRoom = 80;

function troubleLines({ place }: Case, groups: readonly LiftGroup[]): readonly string[] {
  const lines: string[] = [];
  let room = troublesRoom;
  let rest = 0;
  for (const { words, code, targets, ...group } of groups) {
    const reason = {
      ...group,
      ...(words !== undefined && { words: cutText(words, wordsRoom) }),
      ...(code !== undefined && { code: cutText(code, 20) }),
    };
    const [first = ''] = targets;
    const more = group.count > 1 ? ` and ${(group.count - 1).toLocaleString('en-US')} more` : '';
    const line = `${troubleText(group)}: ${headingText({ ...reason, targets })}: ${wholeGroupText(place) ?? idWithin(first)}${more}`;
    if (lines.length < mostTroubles && line.length < room) {
      lines.push(line);
      room -= line.length + 1;
    } else {
      rest += group.count;
    }
  }
  if (rest > 0) lines.push(`and ${rest.toLocaleString('en-US')} more for other reasons`);
  return lines;
}

function troubleText({ task, outcome }: Pick<LiftGroup, 'task' | 'outcome'>): string {
  if (task === 'lift') return 'Could not be ended, the vendor said no';
  return outcome === 'rejected'
    ? 'Could not be renewed, so it ends earlier than promised; the vendor said no'
    : 'Was not renewed, so it may have ended earlier than promised';
}

function waitingLines(record: Case, { lift, renew }: Readonly<Record<HoldTask, number>>): readonly string[] {
  const stays = record.action === 'silence' ? 'notifications stay off' : 'people may stay muted';
  const lines: string[] = [];
  if (lift > 0) {
    lines.push(
      `:warning: ${countOf(lift, 'end has', 'ends have')} had no answer for over a minute: ${stays} longer than promised. Hush keeps trying.`,
    );
  }
  if (renew > 0) {
    lines.push(
      `:warning: ${countOf(renew, 'renewal has', 'renewals have')} had no answer for over a minute: people may come free earlier than promised. Hush keeps trying.`,
    );
  }
  return lines;
}

/** An id in inline code, but no longer than a line has room for. */
function idWithin(id: string): string {
  return `\`${escapeWithin(oneLine(id).replaceAll('`', 'ˋ'), idRoom)}\``;
}

/** Characters of a notice: a corrected reason can be as long as a line. */
const noticeRoom = 2500;

/** A sentence for the audit channel: Hush's own, or what `actor` (a Slack user id) did, after their name. Web addresses in it are links. */
export function noticeMessage(text: string, actor?: string): Message {
  const lead = actor === undefined ? ':warning:' : `<@${actor}>`;
  return paragraph(`${lead} ${escapeWithLinks(oneLine(text), noticeRoom)}`);
}
