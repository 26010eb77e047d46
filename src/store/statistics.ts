import { type Kysely, sql } from 'kysely';
import type { Clock } from '../lib/clock.ts';
import { type Action, actions, takesLength } from '../moderation/action.ts';
import { type Outcome, outcomes, type Tally } from '../moderation/outcome.ts';
import type { Activity, ReasonCount, Span, Statistics } from '../moderation/statistics.ts';
import { caseOf } from './case-rows.ts';
import type { Tables } from './tables.ts';

/** Cases whose reasons are read at most: reasons are in no index. */
const reasonsRead = 10_000;

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

  return {
    activity: async (span) => {
      const byAction = await decidedIn(span)
        .select(['action', (one) => one.fn.countAll<number>().as('cases')])
        .select((one) => one.fn.sum<number>('total').as('targets'))
        .groupBy('action')
        .execute();
      const moderators = await decidedIn(span)
        .select(['moderator', (one) => one.fn.countAll<number>().as('cases')])
        .groupBy('moderator')
        .orderBy('cases', 'desc')
        .orderBy('moderator')
        .execute();
      const ended = await decidedIn(span)
        .innerJoin('tallies', 'tallies.case_number', 'cases.number')
        .select(['tallies.outcome', (one) => one.fn.sum<number>('tallies.count').as('count')])
        .groupBy('tallies.outcome')
        .execute();
      return { ...activityOf(byAction, ended), moderators };
    },

    startedIn: (spans) =>
      Promise.all(
        spans.map(async (span) => {
          const { count } = await decidedIn(span)
            .select((one) => one.fn.countAll<number>().as('count'))
            .where('action', 'in', setting)
            .executeTakeFirstOrThrow();
          return count;
        }),
      ),

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
      const rows = await db
        .selectFrom('running')
        .innerJoin('cases', 'cases.number', 'running.case_number')
        .selectAll('cases')
        .where(sql<boolean>`(ends_at > ${clock.now()} or lifted = 1)`)
        .where('running.held', '>', 0)
        .orderBy('running.case_number')
        .limit(limit)
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

function activityOf(
  byAction: readonly { action: string; cases: number; targets: number }[],
  ended: readonly { outcome: string; count: number }[],
): Omit<Activity, 'moderators'> {
  const counts = new Map(byAction.map(({ action, cases, targets }) => [action, { cases, targets }]));
  const ends = new Map(ended.map(({ outcome, count }) => [outcome, count]));
  const all = byAction.reduce((sum, { targets }) => sum + targets, 0);
  const closed = ended.reduce((sum, { count }) => sum + count, 0);
  return {
    actions: Object.fromEntries(
      actions.map((action): [Action, { cases: number; targets: number }] => [
        action,
        counts.get(action) ?? { cases: 0, targets: 0 },
      ]),
    ) as Activity['actions'],
    outcomes: {
      ...(Object.fromEntries(outcomes.map((outcome) => [outcome, ends.get(outcome) ?? 0])) as Record<Outcome, number>),
      open: all - closed,
    } satisfies Tally,
  };
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
