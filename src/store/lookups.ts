import { type Kysely, sql } from 'kysely';
import { asciiLower } from '../lib/ascii-lower.ts';
import type { Clock } from '../lib/clock.ts';
import type { HistoryEntry, Lookups, TargetEntry } from '../moderation/lookups.ts';
import { caseEntries } from './case-entries.ts';
import { newestExtension } from './extensions.ts';
import { selectTargets, targetEntries } from './fates.ts';
import { type Read, readPage } from './paging.ts';
import { activeCases, countRunning, hangingOf, idsOf, named, readRunning } from './running.ts';
import type { Tables } from './tables.ts';

/** What people look up, in SQL. */
export function createLookups(db: Kysely<Tables>, clock: Clock): Lookups {
  return {
    active: async ({ text, ...query }) => {
      const now = clock.now();
      const page = await readPage(query, {
        read: (range) => readRunning(db, { ...range, now, text }),
        keyOf: (key) => key,
      });
      return { ...page, items: await activeCases(db, page.items, text), total: await countRunning(db, { now, text }) };
    },

    ofTarget: async ({ target, ...query }) => {
      const scopes = (await appNames(db)).flatMap((app) => [
        `${app}/notifications/groups/${target}`,
        `${app}/notifications/users/${target}`,
      ]);
      const page = await readPage(query, {
        read: (range) => numbersAbout(db, { target, scopes, range }),
        keyOf: (number) => number,
      });
      return { ...page, items: await historyOf(db, { numbers: page.items, target, now: clock.now() }) };
    },

    byModerator: async ({ moderator, ...query }) => {
      const page = await readPage(query, {
        read: async ({ from, back, limit }) => {
          const rows = await db
            .selectFrom('cases')
            .select('number')
            .where('moderator', '=', moderator)
            .where(behind('number', { from, back }))
            .orderBy('number', back ? 'asc' : 'desc')
            .limit(limit)
            .execute();
          return rows.map(({ number }) => number);
        },
        keyOf: (number) => number,
      });
      const entries = await caseEntries(db, page.items);
      return { ...page, items: page.items.flatMap((number) => entries.get(number) ?? []) };
    },

    latest: async (limit) => {
      const rows = await db.selectFrom('cases').select('number').orderBy('number', 'desc').limit(limit).execute();
      const numbers = rows.map(({ number }) => number);
      const entries = await caseEntries(db, numbers);
      return numbers.flatMap((number) => entries.get(number) ?? []);
    },

    entry: async (number) => (await caseEntries(db, [number])).get(number),

    extendedBy: (number) => newestExtension(db, number),

    hanging: (number) => hangingOf(db, number),

    targets: async ({ record, first, limit }) => {
      const rows = await selectTargets(db)
        .where('case_number', '=', record.number)
        .where('ordinal', '>=', first)
        .orderBy('ordinal')
        .limit(limit)
        .execute();
      return targetEntries(db, rows, { records: new Map([[record.number, record]]), now: clock.now() });
    },
  };
}

type Range = Parameters<Read<number, number>>[0];

/** Numbers fall in these lists: behind a case come the older ones. */
function behind(column: 'number' | 'case_number', { from, back }: Pick<Range, 'from' | 'back'>) {
  const number = sql.ref(column);
  if (from === undefined) return sql<boolean>`true`;
  return back ? sql<boolean>`${number} > ${from}` : sql<boolean>`${number} < ${from}`;
}

/** Names of every app that a case was ever about: a jump in the index for each, not a walk. */
async function appNames(db: Kysely<Tables>): Promise<readonly string[]> {
  const names: string[] = [];
  for (let last = ''; ; ) {
    const next = await db
      .selectFrom('cases')
      .select('scope')
      .where('scope', '>', last)
      .orderBy('scope')
      .limit(1)
      .executeTakeFirst();
    if (!next) return names;
    const name = next.scope.slice(0, next.scope.indexOf('/'));
    names.push(name);
    // Names hold no slash, and 0 is the character after it.
    last = `${name}0`;
  }
}

/** Cases that name a target or are about that user's notifications, newest first; with `back` oldest first. */
async function numbersAbout(
  db: Kysely<Tables>,
  { target, scopes, range }: { target: string; scopes: readonly string[]; range: Range },
): Promise<readonly number[]> {
  const { back, limit } = range;
  const direction = back ? 'asc' : 'desc';
  const small = asciiLower(target);
  const naming = db
    .selectFrom('targets')
    .select('targets.case_number as number')
    .where(behind('case_number', range))
    .orderBy('targets.case_number', direction)
    .limit(limit);
  const lists = await Promise.all([
    naming.where('target', '=', target).execute(),
    ...(small === target
      ? []
      : [
          naming
            .innerJoin('cases', 'cases.number', 'targets.case_number')
            .where('target', '=', small)
            .where('cases.vendor', '=', 'netease')
            .execute(),
        ]),
    ...scopes.map((scope) =>
      db
        .selectFrom('cases')
        .select('number')
        .where('scope', '=', scope)
        .where(behind('number', range))
        .orderBy('number', direction)
        .limit(limit)
        .execute(),
    ),
  ]);
  const numbers = new Set(lists.flatMap((list) => list.map(({ number }) => number)));
  return [...numbers].toSorted((a, b) => (back ? a - b : b - a)).slice(0, limit);
}

async function historyOf(
  db: Kysely<Tables>,
  { numbers, target, now }: { numbers: readonly number[]; target: string; now: number },
): Promise<readonly HistoryEntry[]> {
  const entries = await caseEntries(db, numbers);
  const records = new Map([...entries].map(([number, { record }]) => [number, record]));
  const rows = await selectTargets(db)
    .where(named(numbers, idsOf(target)))
    .execute();
  const own = rows.filter((row) => row.target === target || records.get(row.case_number)?.vendor === 'netease');
  const told = await targetEntries(db, own, { records, now });
  const byCase = new Map<number, TargetEntry>();
  for (const [index, row] of own.entries()) {
    const entry = told[index];
    if (entry) byCase.set(row.case_number, entry);
  }
  return numbers.flatMap((number) => {
    const entry = entries.get(number);
    const mine = byCase.get(number);
    return entry ? { ...entry, ...(mine && { target: mine }) } : [];
  });
}
