import { type Kysely, sql } from 'kysely';
import type { Action } from '../moderation/action.ts';
import { tookEffect } from '../moderation/outcome.ts';
import { placeBits, scopeOf } from '../moderation/place.ts';
import type { EarlierAct, Records } from '../moderation/policy/rule.ts';
import { askedFor } from './asked-for.ts';
import { caseOfTarget } from './by-target.ts';
import { listOf } from './json-list.ts';
import { tableOf, texts } from './table-of.ts';
import type { Tables } from './tables.ts';

/** So many targets of a request are looked at: who acts on more means more than one person. */
const targetsLooked = 1000;

/** What rules ask of the history, in SQL. */
export function createRecords(db: Kysely<Tables>): Records {
  return {
    askedFor: (query) => askedFor(db, query),

    actsOfOthers: async ({ request, since }) => {
      const ids = request.targets.slice(0, targetsLooked).map(({ id }) => id);
      const rows = await db
        .selectFrom('targets')
        .innerJoin('cases', (join) => join.on('cases.number', '=', caseOfTarget()))
        .select(['targets.target', 'targets.places', 'cases.number', 'cases.action', 'cases.moderator'])
        .select('cases.created_at as at')
        .where('targets.target', 'in', listOf(ids))
        .where('cases.created_at', '>=', since)
        .where('cases.scope', '=', scopeOf(request.place))
        .where('cases.moderator', '!=', request.moderator)
        // What came to nothing for a target, or left it out, was no act on it.
        .where((row) => row.or([row('targets.outcome', 'is', null), row('targets.outcome', 'in', tookEffect)]))
        .orderBy('cases.number')
        .orderBy('targets.ordinal')
        .execute();
      const places = placeBits(request.place);
      const newest = new Map<string, EarlierAct>();
      for (const { target, places: bits, number, action, moderator, at } of rows) {
        if ((bits & places) !== 0)
          newest.set(target, { target, case: number, action: action as Action, moderator, at });
      }
      return [...newest.values()];
    },

    targetsAmong: async ({ case: number, ids }) => {
      const rows = await db
        .selectFrom('targets')
        .select('target')
        .where(caseOfTarget(), '=', number)
        .where('target', 'in', listOf(ids))
        .execute();
      return rows.map(({ target }) => target);
    },

    targetsMeantBy: async ({ case: number, patterns, outcomes, limit }) => {
      const ids = patterns.flatMap((pattern) => ('exact' in pattern ? pattern.exact : []));
      const beginnings = patterns.flatMap((pattern) => ('prefix' in pattern ? pattern.prefix : []));
      const begins = sql<boolean>`exists (select 1 from ${tableOf('beginnings', { start: texts(beginnings) })}
        where substr(target, 1, length(start)) = start)`;
      const rows = await db
        .selectFrom('targets')
        .select('target')
        .where('case_number', '=', number)
        .where('outcome', 'in', outcomes)
        .where((row) => row.or([row('target', 'in', listOf(ids)), begins]))
        .orderBy('ordinal')
        .limit(limit)
        .execute();
      return rows.map(({ target }) => target);
    },
  };
}
