import { lengthInWords } from '../../moderation/length.ts';

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;
const week = 7 * day;

/** Nobody wants the seconds of a mute of two weeks: from each length on, the unit that is rounded up to. */
const roundings = [
  [week, day],
  [day, hour],
  [minute, minute],
  [0, 1],
] as const;

/** How long something still goes on, `ms` before its end: `1 day 12 hours left`. Rounded up, so that what is on has something left. */
export function timeLeft(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  const unit = roundings.find(([from]) => seconds >= from)?.[1] ?? 1;
  return `${lengthInWords({ kind: 'timed', seconds: Math.ceil(seconds / unit) * unit })} left`;
}
