import type { Case, EndingGroup } from '../../moderation/case.ts';
import { tallyOf } from '../../moderation/case.ts';
import { outcomes } from '../../moderation/outcome.ts';
import type { HoldTask, LiftGroup } from '../../moderation/ports.ts';
import { caseMessage } from './case-message.ts';
import { headingText } from './case-words.ts';
import { type Message, paragraph } from './message.ts';
import { countOf, cutText, escapeText, escapeWithin, oneLine } from './mrkdwn.ts';
import { headline } from './summary.ts';

/** Characters of the bar of a running case. */
const barLength = 20;

/** The one message of a case in the audit channel: who, what, whom, where, how long, why, and how it ended or how far it is. */
export function auditMessage({
  record,
  groups,
  now,
}: {
  record: Case;
  groups: readonly EndingGroup[];
  now: number;
}): Message {
  return caseMessage({
    heading: `*Case ${record.number}* by <@${record.moderator}>: ${headline(record)}\n${standing(record, groups, now)}`,
    reason: record.reason,
    groups: record.closedAt === undefined ? groups.filter(({ outcome }) => outcome) : groups,
    notes: [],
  });
}

function standing(record: Case, groups: readonly EndingGroup[], now: number): string {
  const tally = tallyOf(groups);
  if (record.closedAt !== undefined) {
    return `Ended: ${outcomes.flatMap((outcome) => (tally[outcome] > 0 ? `${tally[outcome].toLocaleString('en-US')} ${outcome}` : [])).join(', ')}`;
  }
  const settled = record.total - tally.open;
  const filled = Math.floor((settled / record.total) * barLength);
  const bar = '▓'.repeat(filled) + '░'.repeat(barLength - filled);
  return `Running: ${bar} ${settled.toLocaleString('en-US')} of ${record.total.toLocaleString('en-US')}${paceText(settled, tally.open, now - record.createdAt)}`;
}

/** `, 18 a second, about 2 minutes left`; nothing until something has ended. */
function paceText(settled: number, open: number, elapsedMs: number): string {
  if (settled === 0 || elapsedMs <= 0) return ', waiting for the vendor';
  const perSecond = settled / (elapsedMs / 1000);
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
  const done = lifts.reduce((count, group) => count + (group.outcome === 'done' ? group.count : 0), 0);
  const lines = [
    ...(done > 0 ? [`Its time is up: ${countOf(done, 'end')} done by Hush.`] : []),
    ...troubleLines(troubles),
    ...waitingLines(record, unanswered),
  ];
  // A renewal had no answer for a while and people were told; it has worked since.
  if (lines.length === 0) lines.push('What had no answer has been answered: it was renewed.');
  return paragraph([`*Case ${record.number}*`, ...lines].join('\n'));
}

/** Reasons beyond these are counted, not listed. */
const mostTroubles = 8;
/** Characters of all of these lines together: with the others they stay below the 3,000 of a section. */
const troublesRoom = 2200;
const wordsRoom = 100;
const idRoom = 80;

function troubleLines(groups: readonly LiftGroup[]): readonly string[] {
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
    const line = `${troubleText(group)}: ${headingText({ ...reason, targets })}: ${idWithin(first)}${more}`;
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

/** A sentence of Hush's own for the audit channel. */
export function noticeMessage(text: string): Message {
  return paragraph(`:warning: ${escapeText(text)}`);
}
