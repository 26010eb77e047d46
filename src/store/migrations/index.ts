import type { Migration } from 'kysely/migration';
import * as baseline from '../postgres/baseline.ts';
import * as cases from './0001-cases.ts';
import * as followUps from './0002-follow-ups.ts';
import * as lists from './0003-lists.ts';
import * as lookups from './0004-lookups.ts';
import * as givenBack from './0005-given-back.ts';
import * as proposals from './0006-proposals.ts';
import * as audit from './0007-audit.ts';
import * as statistics from './0008-statistics.ts';
import * as casesOfAnHour from './0009-cases-of-an-hour.ts';
import * as carrier from './0010-carrier.ts';

import * as workspaces from './0011-workspaces.ts';
import * as atScale from './0012-at-scale.ts';

/**
 * Every migration, by number, in order. A number is never changed or reused once it was released. From 0010 on each runs on both databases:
 * what it must say differently it says with `words.ts` or `either`.
 */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-cases': cases,
  '0002-follow-ups': followUps,
  '0003-lists': lists,
  '0004-lookups': lookups,
  '0005-given-back': givenBack,
  '0006-proposals': proposals,
  '0007-audit': audit,
  '0008-statistics': statistics,
  '0009-cases-of-an-hour': casesOfAnHour,
  '0010-carrier': carrier,
  '0011-workspaces': workspaces,
  '0012-at-scale': atScale,
};

/** Those of PostgreSQL: it begins with what SQLite has after the first nine. */
export const postgresMigrations: Readonly<Record<string, Migration>> = {
  '0009-baseline': baseline,
  ...Object.fromEntries(Object.entries(migrations).filter(([name]) => name >= '0010')),
};
