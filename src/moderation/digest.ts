/** When the weekly digest is written, in the wall-clock time of a place. */
export interface DigestSchedule {
  /** 1 is Monday, 7 is Sunday. */
  readonly weekday: number;
  /** 0 to 23, and 0 to 59. */
  readonly hour: number;
  readonly minute: number;
  /** IANA name: `Europe/Berlin`. */
  readonly timezone: string;
}

/** A week that has ended, and the one before it. Every number is epoch ms. */
export interface DigestWeek {
  /** The day on which it is due there, `2026-11-23`: each has one digest. */
  readonly day: string;
  /** When it is due: the end of the week. */
  readonly dueAt: number;
  /** Its first instant, seven days before by the calendar: an hour more or less where the clocks changed. */
  readonly from: number;
  /** The first instant of the week before that. */
  readonly before: number;
}

/** Later than this after its time a digest is not written any more. */
export const mostLateMs = 86_400_000;

/** Which digests were written. */
export interface Digests {
  /** Puts a week's digest into the outbox, once for each day; false: it was put there before. For each of several workspaces. */
  plan(week: DigestWeek, workspaces?: readonly string[]): Promise<boolean>;
}

/** The last week that has ended by `now` (epoch ms). */
export function lastWeek(schedule: DigestSchedule, now: number): DigestWeek {
  const today = dateAt(now, schedule.timezone);
  // Where a clock change moves the time of day, the day itself may be yesterday's or tomorrow's: the newest that is not in the future.
  const back = (days: number) => daysBefore(today, days);
  const weekday = new Date(Date.UTC(today.year, today.month - 1, today.day)).getUTCDay() || 7;
  const since = (weekday - schedule.weekday + 7) % 7;
  const days = instantAt(back(since), schedule) <= now ? since : since + 7;
  const due = back(days);
  const two = (number: number) => String(number).padStart(2, '0');
  return {
    day: `${due.year}-${two(due.month)}-${two(due.day)}`,
    dueAt: instantAt(due, schedule),
    from: instantAt(back(days + 7), schedule),
    before: instantAt(back(days + 14), schedule),
  };
}

/** Beginnings of the last `count` days in a time zone, oldest first, today's the last, and `now` at the end. */
export function lastDays(count: number, { now, timezone }: { now: number; timezone: string }): readonly number[] {
  const today = dateAt(now, timezone);
  const midnight = { hour: 0, minute: 0, timezone };
  const starts = Array.from({ length: count }, (_, index) => instantAt(daysBefore(today, count - 1 - index), midnight));
  return [...starts, now];
}

/** Whether there is such a time zone. */
export function isTimezone(name: string): boolean {
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

interface LocalDate {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly day: number;
}

function daysBefore({ year, month, day }: LocalDate, days: number): LocalDate {
  const date = new Date(Date.UTC(year, month - 1, day - days));
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Expensive to make. Throws for a time zone that is none. */
function formatOf(timezone: string): Intl.DateTimeFormat {
  const known = formats.get(timezone);
  if (known) return known;
  const fields = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const;
  const format = new Intl.DateTimeFormat('en-US', { timeZone: timezone, hourCycle: 'h23', era: 'short', ...fields });
  formats.set(timezone, format);
  return format;
}

/** What calendar and clock show at an instant, to the minute. */
function dateAt(at: number, timezone: string): LocalDate & { readonly hour: number; readonly minute: number } {
  const parts = Object.fromEntries(
    formatOf(timezone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 1970, month = 1, day = 1, hour = 0, minute = 0 } = parts;
  return { year, month, day, hour, minute };
}

/**
 * The first instant at which calendar and clock show this; where a change of the clocks leaves that time out, the instant at which they are
 * past it.
 */
function instantAt(
  { year, month, day }: LocalDate,
  { hour, minute, timezone }: Pick<DigestSchedule, 'hour' | 'minute' | 'timezone'>,
): number {
  const wanted = Date.UTC(year, month - 1, day, hour, minute);
  const shown = (at: number) => {
    const local = dateAt(at, timezone);
    return Date.UTC(local.year, local.month - 1, local.day, local.hour, local.minute);
  };
  // The offsets of the day before and the day after: at most one change of the clocks lies between them.
  const candidates = [-86_400_000, 86_400_000].map((distance) => {
    const near = wanted + distance;
    return wanted - (shown(near) - Math.floor(near / 60_000) * 60_000);
  });
  const exact = candidates.filter((at) => shown(at) === wanted);
  return exact.length > 0 ? Math.min(...exact) : Math.max(...candidates);
}
