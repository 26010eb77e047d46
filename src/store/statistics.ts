import { type Kysely, sql } from 'kysely';
import { type Clock, ownTurn } from '../lib/clock.ts';
import { type Action, actions, takesLength } from '../moderation/action.ts';
import { type Outcome, outcomes } from '../moderation/outcome.ts';
import type { Activity, ReasonCount, Span, Statistics } from '../moderation/statistics.ts';
import { caseOf } from './case-rows.ts';
import { listOf } from './json-list.ts';
import type { Tables } from './tables.ts';

/** Cases whose reasons are read at most: reasons are in no index. */
const reasonsRead = 10_000;

/** Longer times are counted in parts, and others have their turn between them. */
const partMs = 21_600_000;

const setting = actions.filter(takesLength);

/** Counts in SQL. Each is made along an index that holds what is counted; how many targets a case has does not matter. */
export function createStatistics(db: Kysely<Tables>, clock: Clock): Statistics {
  /** Word for word as in the index `cases_by_time`. */
  const decidedIn = ({ from, to }: Span) =>
    db
      .selectFrom('cases')
      .where('undoes', 'is', null)
      .where('extends', 'is', null)
      .where('created_at', '>=', from)
      .where('created_at', '<', to);

  /** What there is in a part of a time that is short enough to be counted while others wait. */
  const partOf = async (span: Span): Promise<Part> => ({
    started: await decidedIn(span)
      .select(['action', 'moderator', (one) => one.fn.countAll<number>().as('cases')])
      .select((one) => one.fn.sum<number>('total').as('targets'))
      .groupBy(['action', 'moderator'])
      .execute(),
    ended: await decidedIn(span)
      .innerJoin('tallies', 'tallies.case_number', 'cases.number')
      .select(['tallies.outcome', (one) => one.fn.sum<number>('tallies.count').as('count')])
      .groupBy('tallies.outcome')
      .execute(),
  });

  return {
    activity: async (span) => {
      const parts: Part[] = [];
      for (const part of cut(span)) {
        await ownTurn();
        parts.push(await partOf(part));
      }
      return activityOf(parts);
    },

    startedIn: async (spans) => {
      const counts: number[] = [];
      for (const span of spans) {
        await ownTurn();
        const { count } = await decidedIn(span)
          .select((one) => one.fn.countAll<number>().as('count'))
          .where('action', 'in', setting)
          .executeTakeFirstOrThrow();
        counts.push(count);
      }
      return counts;
    },

    reasons: async (span) => {
      const rows = await decidedIn(span)
        .select('reason')
        .where('action', 'in', setting)
        .orderBy('created_at', 'desc')
        .limit(reasonsRead)
        .execute();
      return countReasons(rows.map(({ reason }) => reason));
    },

    longestRunning: async (limit) => {
      const running = await db
        .selectFrom('running')
        .select('case_number')
        .where(sql<boolean>`(ends_at > ${clock.now()} or lifted = 1)`)
        .where('held', '>', 0)
        .orderBy('case_number')
        .limit(limit)
        .execute();
      const numbers = running.map(({ case_number }) => case_number);
      const rows = await db
        .selectFrom('cases')
        .selectAll()
        .where('number', 'in', listOf(numbers))
        .orderBy('number')
        .execute();
      return rows.map(caseOf);
    },

    failedEnds: async ({ from, to }) => {
      const { count } = await db
        .selectFrom('targets')
        .select((one) => one.fn.countAll<number>().as('count'))
        // Word for word as in the index `failed_lifts`.
        .where(sql<boolean>`lift_outcome is not null and lift_outcome <> 'done'`)
        .where('lift_at', '>=', from)
        .where('lift_at', '<', to)
        .executeTakeFirstOrThrow();
      return count;
    },
  };
}

interface Part {
  readonly started: readonly { action: string; moderator: string; cases: number; targets: number }[];
  readonly ended: readonly { outcome: string; count: number }[];
}

/** Quarters of a day: even a hundred thousand cases a day are counted without keeping anybody waiting. */
function cut({ from, to }: Span): readonly Span[] {
  const count = Math.max(0, Math.ceil((to - from) / partMs));
  return Array.from({ length: count }, (_, index) => ({
    from: from + index * partMs,
    to: Math.min(to, from + (index + 1) * partMs),
  }));
}

function activityOf(parts: readonly Part[]): Activity {
  const started = parts.flatMap((part) => part.started);
  const ended = parts.flatMap((part) => part.ended);
  const counted = actions.map((action): [Action, { cases: number; targets: number }] => {
    const own = started.filter((one) => one.action === action);
    return [action, { cases: sumOf(own, ({ cases }) => cases), targets: sumOf(own, ({ targets }) => targets) }];
  });
  const tally = outcomes.map((outcome): [Outcome, number] => {
    const own = ended.filter((one) => one.outcome === outcome);
    return [outcome, sumOf(own, ({ count }) => count)];
  });
  const open = sumOf(started, ({ targets }) => targets) - sumOf(ended, ({ count }) => count);
  const byModerator = [...Map.groupBy(started, ({ moderator }) => moderator)];
  return {
    actions: Object.fromEntries(counted) as Activity['actions'],
    outcomes: { ...(Object.fromEntries(tally) as Record<Outcome, number>), open },
    moderators: byModerator
      .map(([moderator, own]) => ({ moderator, cases: sumOf(own, ({ cases }) => cases) }))
      .toSorted((a, b) => b.cases - a.cases || (a.moderator < b.moderator ? -1 : 1)),
  };
}

function sumOf<Item>(items: readonly Item[], count: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + count(item), 0);
}

/** `newestFirst`: the first spelling that is met is kept. */
function countReasons(newestFirst: readonly (string | null)[]): readonly ReasonCount[] {
  const counts = new Map<string, { reason: string | null; cases: number }>();
  for (const reason of newestFirst) {
    const key = reason === null ? '' : reason.trim().replace(/\s+/g, ' ').toLowerCase();
    const known = counts.get(key);
    if (known) known.cases += 1;
    else counts.set(key, { reason, cases: 1 });
  }
  return [...counts.values()]
    .toSorted((a, b) => b.cases - a.cases)
    .map(({ reason, cases }) => ({ cases, ...(reason !== null && { reason }) }));
}
