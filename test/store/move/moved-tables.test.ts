import { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import { expect, test } from 'vitest';
import { shapesOf } from '../../../src/store/move/copy-table.ts';
import { Digest } from '../../../src/store/move/digest.ts';
import { copiedTables, movedTables } from '../../../src/store/move/moved-tables.ts';
import { migrate } from '../../../src/store/open.ts';
import { sqliteDialect } from '../../../src/store/sqlite.ts';
import type { Tables } from '../../../src/store/tables.ts';

test('every table that the migrations make is moved, or left behind on purpose', async () => {
  const db = new Kysely<Tables>({ dialect: sqliteDialect(new DatabaseSync(':memory:')) });
  await migrate(db);
  const tables = [...(await shapesOf(db)).keys()].filter((name) => !/^(?:sqlite|kysely)_/.test(name));
  await db.destroy();
  expect(tables.filter((name) => !Object.hasOwn(movedTables, name))).toEqual([]);
  expect(copiedTables.filter((name) => !tables.includes(name))).toEqual([]);
  expect(copiedTables[0], 'others refer to cases').toBe('cases');
});

test('a sum tells tables apart whatever their order, and by the smallest difference', () => {
  const sumOf = (...rows: readonly Readonly<Record<string, unknown>>[]) => {
    const digest = new Digest(['id', 'text']);
    for (const row of rows) digest.add(row);
    return `${digest.rows}:${digest.sum}`;
  };
  const [one, other] = [
    { id: 1, text: 'a' },
    { id: 2, text: null },
  ];
  expect(sumOf(one, other)).toBe(sumOf({ text: null, id: 2 }, one));
  expect(sumOf({ id: 1, text: 'a\0b' }), 'as PostgreSQL keeps it').toBe(sumOf({ id: 1, text: 'a\ufffdb' }));
  expect(sumOf()).toBe(`0:${'0'.repeat(32)}`);
  const different = [
    [one],
    [one, other, other],
    [one, { id: 2, text: '' }],
    [one, { id: '2', text: null }],
    [
      { id: 1, text: null },
      { id: 2, text: 'a' },
    ],
  ];
  for (const rows of different) expect(sumOf(...rows)).not.toBe(sumOf(one, other));
});
