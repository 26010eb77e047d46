import type { ReasonCount, Span } from '../../moderation/statistics.ts';
import { barChart, pieChart } from './chart.ts';
import type { Block } from './message.ts';

/** What charts are drawn of. */
export interface ChartFacts {
  /** Beginnings of the days, oldest first, and the end of the last one; epoch ms. */
  readonly days: readonly number[];
  /** How many mutes and silences each day had: one fewer than `days`. */
  readonly perDay: readonly number[];
  readonly reasons: readonly ReasonCount[];
  /** IANA name of the zone in which the days are days. */
  readonly timezone: string;
}

/** From each beginning to the next. */
export function spansOf(days: readonly number[]): readonly Span[] {
  return days.slice(1).map((to, index) => ({ from: days[index] ?? to, to }));
}

/** Mutes and silences a day, and why; none where there was nothing. */
export function activityCharts({ days, perDay, reasons, timezone }: ChartFacts): readonly Block[] {
  if (perDay.every((count) => count === 0)) return [];
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: timezone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
  });
  const points = perDay.map((value, index) => ({ label: format.format(days[index]), value }));
  return [
    barChart({ title: `Mutes and silences in ${perDay.length} days`, of: 'Mutes and silences', points }),
    ...pieChart({
      title: 'By reason',
      points: reasons.map(({ reason, cases }) => ({ label: reason ?? 'No reason given', value: cases })),
    }),
  ];
}
