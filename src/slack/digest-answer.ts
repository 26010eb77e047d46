import type { DigestWeek } from '../moderation/digest.ts';
import type { Holds } from '../moderation/ports.ts';
import type { Statistics } from '../moderation/statistics.ts';
import { spansOf } from './messages/activity-charts.ts';
import { digestMessage } from './messages/digest.ts';
import type { Message } from './messages/message.ts';

/** What a digest is made of. */
export interface DigestParts {
  readonly statistics: Statistics;
  readonly holds: Pick<Holds, 'hanging'>;
  /** IANA name of the zone whose days are counted. */
  readonly timezone: string;
}

const dayMs = 86_400_000;

/** Mutes and silences that a digest names as on for the longest time. */
const longestNamed = 3;

/** The digest of a week: what was decided in it, and what hangs now. */
export async function digestOf(week: DigestWeek, { statistics, holds, timezone }: DigestParts): Promise<Message> {
  const span = { from: week.from, to: week.dueAt };
  const bounds = daysOf(week);
  const [activity, before, perDay, reasons, longest, failedEnds, hangingEnds] = await Promise.all([
    statistics.activity(span),
    statistics.activity({ from: week.before, to: week.from }),
    statistics.startedIn(spansOf(bounds)),
    statistics.reasons(span),
    statistics.longestRunning(longestNamed),
    statistics.failedEnds(span),
    holds.hanging(),
  ]);
  return digestMessage({
    week,
    activity,
    before,
    days: bounds,
    perDay,
    reasons,
    timezone,
    longest,
    failedEnds,
    hangingEnds,
  });
}

/** Seven days from the digest's time of day to the next day's; where the clocks changed, the last is an hour longer or shorter. */
function daysOf({ from, dueAt }: DigestWeek): readonly number[] {
  return [...Array.from({ length: 7 }, (_, index) => from + index * dayMs), dueAt];
}
