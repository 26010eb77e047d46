import type { Case, EndingGroup } from '../../moderation/case.ts';
import { tallyOf } from '../../moderation/case.ts';
import { outcomes } from '../../moderation/outcome.ts';
import { caseMessage } from './case-message.ts';
import { headingText, idsText } from './case-words.ts';
import { type Message, paragraph } from './message.ts';
import { countOf, escapeText } from './mrkdwn.ts';
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

/** The message in the case's thread about how its end went. */
export function liftsMessage({
  record,
  lifts,
  unanswered,
}: {
  record: Case;
  lifts: readonly EndingGroup[];
  unanswered: number;
}): Message {
  const lines = lifts.map((group) =>
    group.outcome === 'done'
      ? `Its time is up: ${countOf(group.count, 'end')} done by Hush.`
      : `Could not be ended, the vendor said no: ${headingText(group)}: ${idsText(group, 0)}`,
  );
  if (unanswered > 0) {
    lines.push(
      `:warning: ${countOf(unanswered, 'end has', 'ends have')} had no answer for over a minute: ${record.action === 'silence' ? 'notifications stay off' : 'people may stay muted'} longer than promised. Hush keeps trying.`,
    );
  }
  return paragraph([`*Case ${record.number}*`, ...lines].join('\n'));
}

/** A sentence of Hush's own for the audit channel. */
export function noticeMessage(text: string): Message {
  return paragraph(`:warning: ${escapeText(text)}`);
}
