import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readSafeCell } from '../../src/lib/csv.ts';
import { auditEvents } from '../../src/moderation/audit.ts';
import { run } from '../support/bot-process.ts';
import { doEverything, type Everything } from '../support/everything.ts';

const day = 86_400_000;
let everything: Everything;
const sql: Everything['sql'] = (text) => everything.sql(text);

/** Runs a command beside the running bot. */
const hush = async (line: string) => {
  const { code, output, errors } = await run(line.split(' '), {
    environment: { ...everything.settings, HUSH_DATA_DIR: everything.bed.folder },
  });
  expect(errors).toBe('');
  return { code, output };
};

beforeAll(async () => {
  everything = await doEverything();
}, 120_000);
afterAll(async () => {
  expect(everything.bed.slack.violations()).toEqual([]);
  await everything.close();
});

test('whatever was done, the chain is sound, every case agrees with it, and every entry is exported', async () => {
  const { code, output } = await hush('audit verify');
  const cases = sql('select number from cases').length;
  expect(cases).toBeGreaterThan(13);
  expect(output).toContain(`ok      ${cases} cases agree with it.`);
  expect(code).toBe(0);
  const entries = sql<{ seq: number; event: string; details: string }>('select * from audit order by seq');
  // What needs a month, or a vendor that says no to an end, is in test/store/holds.test.ts; several workspaces are in
  // test/e2e/several-workspaces.test.ts; the cut comes below.
  const ofEnds = ['lift.rejected', 'renew.done', 'renew.rejected', 'renew.missed', 'ends.unanswered'];
  const elsewhere = [...ofEnds, 'workspace.installed', 'workspace.removed', 'audit.cut'];
  const told = new Set(entries.map(({ event }) => event));
  expect(auditEvents.filter((event) => !told.has(event))).toEqual(elsewhere);
  const jsonl = (await hush('audit export --format jsonl')).output.trimEnd().split('\n');
  expect(jsonl.map((line) => JSON.parse(line)).map(({ seq, details }) => [seq, details])).toEqual(
    entries.map(({ seq, details }) => [seq, JSON.parse(details)]),
  );
  const [heading, ...rows] = parse((await hush('audit export --format csv')).output) as string[][];
  expect(heading).toContain('details');
  expect(rows.map((row) => row.map(readSafeCell)).map(([seq]) => Number(seq))).toEqual(entries.map(({ seq }) => seq));
  // The approved, the denied, what was taken back, and what nobody answered.
  const named = (await hush('audit export --format jsonl --target viewer004')).output;
  expect(named.match(/"proposal\.asked"/g)).toHaveLength(4);
});

test.each([
  [
    'whose yes a case had',
    `update cases set approved_by = 'U0SAM00001' where approved_by is not null`,
    'whose yes it had',
  ],
  [
    'whom a place means',
    `update cases set place = replace(place, '"whom":"everyone"', '"whom":[3]') where place like '%whom%'`,
    'its place',
  ],
  ['what a follower extends', 'update cases set extends = null where extends is not null', 'undoes or extends'],
])('verify notices a change of %s', async (_, change, words) => {
  const before = sql('select number, place, approved_by, extends from cases');
  sql(change);
  expect(sql('select number, place, approved_by, extends from cases')).not.toEqual(before);
  const { code, output } = await hush('audit verify');
  expect(output).toMatch(new RegExp(`^BROKEN {2}Case \\d+ was changed: .*${words}`, 'm'));
  expect(code).toBe(1);
  for (const { number, place, approved_by: by, extends: older } of before) {
    const text = (value: unknown) => (value === null ? 'null' : `'${value}'`);
    sql(
      `update cases set place = ${text(place)}, approved_by = ${text(by)}, extends = ${older} where number = ${number}`,
    );
  }
  expect((await hush('audit verify')).code).toBe(0);
});

test('what waits for a yes is not compared: a yes to something else is refused instead', async () => {
  sql(`update proposals set targets = replace(targets, 'viewer004', 'frank')`);
  expect((await hush('audit verify')).code).toBe(0);
});

test('after a month old entries go, what is left is sound, and people find their cases as before', async () => {
  const { bed, clock, says, recorded } = everything;
  const head = /Head {4}(\S+)/.exec((await hush('audit verify')).output)?.[1] ?? '';
  await bed.stop();
  clock.jump(40 * day);
  await bed.start();
  await clock.advance(1000);
  await recorded('audit.cut');
  const { code, output } = await hush('audit verify');
  expect(output).toContain('were removed by Hush');
  expect(output).toMatch(/older cases could not be compared: their entries were removed\./);
  expect(code).toBe(0);
  expect((await hush(`audit verify --head ${head}`)).output).toMatch(/all is as it was|was removed since/);
  expect((await says('case 1', /Case 1/)).text).toContain('insults');
  expect((await says('history alice', /alice/)).text).toContain('1');
  await says('note 1 And again', /Note 2/);
  expect((await hush('audit verify')).code).toBe(0);
});
