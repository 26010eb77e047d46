import { type Kysely, sql } from 'kysely';
import type { MuteHistory } from '../moderation/ladder.ts';
import { caseOfTarget } from './by-target.ts';
import { tableOf, texts } from './table-of.ts';
import type { Tables } from './tables.ts';

/** What is known of earlier mutes, in SQL. */
export function createMuteHistory(db: Kysely<Tables>): MuteHistory {
  return {
    mutesBefore: async ({ app, ids, since }) => {
      // Names of apps hold no slash, and 0 is the character after it. The target of a mute of a whole group is the group, whose id a person may
      // have. An undo of a case that gave another end undoes the mute as well: from
      // there it goes up to the case that muted. `cross join` keeps SQLite from reading all cases.
      const { rows } = await sql<{ target: string; count: number; last: number; at: number }>`
        with recursive
          named (target) as materialized (select id from ${tableOf('given', { id: texts(ids) })}),
          undone (target, number) as (
            select targets.target, cases.undoes
            from named cross join targets cross join cases
            where targets.target = named.target and cases.number = ${caseOfTarget()} and cases.undoes is not null
              and (targets.outcome is null or targets.outcome in ('done', 'already', 'unconfirmed'))
            union
            select undone.target, cases.extends
            from undone cross join cases
            where cases.number = undone.number and cases.extends is not null
          ),
          counted (target, count, last) as (
            select targets.target, count(*), max(cases.number)
            from named cross join targets cross join cases
            left join undone on undone.target = targets.target and undone.number = cases.number
            where targets.target = named.target and cases.number = ${caseOfTarget()} and cases.action = 'mute'
              and cases.extends is null and cases.created_at >= ${since}
              and cases.scope >= ${`${app}/`} and cases.scope < ${`${app}0`}
              and not (cases.scope >= ${`${app}/whole-group/`} and cases.scope < ${`${app}/whole-group0`})
              and targets.outcome in ('done', 'already', 'unconfirmed')
              and undone.target is null
            group by targets.target
          )
        select counted.target, counted.count, counted.last, cases.created_at as at
        from counted cross join cases where cases.number = counted.last`.execute(db);
      return new Map(rows.map(({ target, count, last, at }) => [target, { target, count, last: { case: last, at } }]));
    },
  };
}
