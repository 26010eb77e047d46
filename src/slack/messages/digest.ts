import type { Case } from '../../moderation/case.ts';
import type { DigestWeek } from '../../moderation/digest.ts';
import { outcomes } from '../../moderation/outcome.ts';
import type { Activity, ReasonCount } from '../../moderation/statistics.ts';
import { activityCharts, type ChartFacts } from './activity-charts.ts';
import { type Message, section } from './message.ts';
import { countOf, dateText, escapeText, escapeWithin, oneLine } from './mrkdwn.ts';
import { headline } from './summary.ts';

export interface DigestFacts extends ChartFacts {
  readonly week: DigestWeek;
  readonly activity: Activity;
  /** The week before. */
  readonly before: Activity;
  /** On now, the oldest first. */
  readonly longest: readonly Case[];
  /** Ends and renewals that came to nothing in the week. */
  readonly failedEnds: number;
  /** Ends and renewals that have had no answer for over a minute now. */
  readonly hangingEnds: number;
}

const mostModerators = 5;
const mostReasons = 5;
const reasonRoom = 120;

/** What Hush did in a week, beside the week before; one line where it did nothing. */
export function digestMessage(facts: DigestFacts): Message {
  const { week, activity, before, failedEnds, hangingEnds } = facts;
  const span = `${dateText(week.from)} to ${dateText(week.dueAt)}`;
  const isQuiet = casesOf(activity) === 0 && failedEnds === 0 && hangingEnds === 0;
  if (isQuiet) {
    const earlier = casesOf(before);
    const text = `*The week from ${span}*: nobody was muted or silenced${earlier === 0 ? '' : `, after ${countOf(earlier, 'case')} the week before`}.`;
    return { text, blocks: [section(text)] };
  }
  const sections = [
    `*The week from ${span}*`,
    countsText(activity, before),
    ...outcomesText(activity),
    ...moderatorsText(activity),
    ...reasonsText(facts.reasons),
    ...longestText(facts.longest),
    ...endsText(failedEnds, hangingEnds),
  ];
  return { text: sections.slice(0, 4).join('\n'), blocks: [...sections.map(section), ...activityCharts(facts)] };
}

function casesOf({ actions }: Activity): number {
  return Object.values(actions).reduce((sum, { cases }) => sum + cases, 0);
}

const nouns = {
  mute: ['mute', 'mutes'],
  unmute: ['unmute', 'unmutes'],
  silence: ['silence', 'silences'],
  unsilence: ['unsilence', 'unsilences'],
} as const satisfies Record<keyof Activity['actions'], readonly [string, string]>;

/** `*12 mutes* of 2,034 targets (the week before: 9 of 40)`, a line for each kind that either week had. */
function countsText({ actions }: Activity, before: Activity): string {
  const lines = (Object.keys(nouns) as (keyof typeof nouns)[]).flatMap((action) => {
    const now = actions[action];
    const earlier = before.actions[action];
    if (now.cases === 0 && earlier.cases === 0) return [];
    const [one, many] = nouns[action];
    const then =
      earlier.cases === 0
        ? 'none'
        : `${earlier.cases.toLocaleString('en-US')} of ${earlier.targets.toLocaleString('en-US')}`;
    return `*${countOf(now.cases, one, many)}* of ${countOf(now.targets, 'target')} (the week before: ${then})`;
  });
  return lines.length > 0 ? lines.join('\n') : 'Nobody was muted or silenced.';
}

function outcomesText({ outcomes: tally }: Activity): readonly string[] {
  const ended = outcomes.flatMap((outcome) =>
    tally[outcome] > 0 ? [`${tally[outcome].toLocaleString('en-US')} ${outcome}`] : [],
  );
  const open = tally.open > 0 ? [`${tally.open.toLocaleString('en-US')} still being carried out`] : [];
  return ended.length + open.length > 0 ? [`How it ended: ${[...ended, ...open].join(', ')}`] : [];
}

function moderatorsText({ moderators }: Activity): readonly string[] {
  if (moderators.length === 0) return [];
  const named = moderators
    .slice(0, mostModerators)
    .map(({ moderator, cases }) => `<@${escapeText(moderator)}> ${cases.toLocaleString('en-US')}`);
  const rest = moderators.length - named.length;
  return [`By ${named.join(', ')}${rest > 0 ? ` and ${countOf(rest, 'other')}` : ''}`];
}

function reasonsText(reasons: readonly ReasonCount[]): readonly string[] {
  const named = reasons
    .filter(({ reason }) => reason !== undefined)
    .slice(0, mostReasons)
    .map(({ reason = '', cases }) => `${escapeWithin(oneLine(reason), reasonRoom)} (${cases.toLocaleString('en-US')})`);
  return named.length > 0 ? [`Most frequent reasons: ${named.join(', ')}`] : [];
}

function longestText(longest: readonly Case[]): readonly string[] {
  if (longest.length === 0) return [];
  const lines = longest.map(
    (record) => `Case ${record.number}, since ${dateText(record.createdAt)}: ${headline(record)}`,
  );
  return [`*On for the longest time*\n${lines.join('\n')}`];
}

function endsText(failed: number, hanging: number): readonly string[] {
  const texts = [
    failed > 0 &&
      `${countOf(failed, 'end or renewal', 'ends or renewals')} came to nothing: the threads of their cases say why.`,
    hanging > 0 &&
      `${countOf(hanging, 'end or renewal has', 'ends or renewals have')} had no answer for over a minute; Hush keeps trying.`,
  ].filter((text) => text !== false);
  return texts.length > 0 ? [`:warning: ${texts.join(' ')}`] : [];
}
