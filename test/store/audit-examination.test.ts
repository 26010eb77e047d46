import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { verdictText } from '../../src/cli/audit-verdict.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { systemRandom } from '../../src/lib/random.ts';
import type { AuditHead } from '../../src/moderation/audit.ts';
import { hashOf } from '../../src/store/audit.ts';
import { openAuditReader } from '../../src/store/audit-reader.ts';
import { openStore, type Store } from '../../src/store/open.ts';
import type { AuditTable } from '../../src/store/tables.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { ended, muteInLobby, unmuting } from './memory-store.ts';

const yes = () => true;
let folder: string;
let database: DatabaseSync;
let head: AuditHead;

/** Cases of every kind in a real file, closed in order: 22 entries or so. */
async function live(store: Store): Promise<void> {
  const { cases, followUps, notes } = store;
  const ask = (number: number, key: string) => ({ number, moderator: 'UNOAH', deliveryKey: key });
  await cases.record(muteInLobby(['alice', 'bob', 'carol'], { reason: 'spam' }), yes);
  await cases.clear(1, ['alice', 'bob', 'carol']);
  await cases.settle(1, [{ target: 'alice', outcome: 'done' }]);
  await cases.settle(1, [{ target: 'bob', outcome: 'rejected', code: '7', words: 'is not in the group' }]);
  await cases.settleRest(1, { outcome: 'failed', words: 'ZIM did not answer' });
  await followUps.retry(ask(1, 'a'), yes);
  await cases.settle(1, ended('unconfirmed', 'carol'));
  await followUps.correctReason({ ...ask(1, 'b'), reason: 'insults' }, yes);
  await notes.add({ ...ask(1, 'n1'), text: 'He did it again.' }, yes);
  await notes.add({ ...ask(1, 'n2'), text: 'See https://example.com/1' }, yes);
  await followUps.extend({ ...ask(1, 'c'), length: { kind: 'permanent' } }, yes);
  await cases.clear(2, ['alice', 'carol']);
  await cases.settle(2, ended('done', 'alice', 'carol'));
  await followUps.undo(ask(2, 'd'), yes);
  await cases.settleRest(3, { outcome: 'done' });
  await cases.record(
    { ...unmuting(muteInLobby([])), targets: [{ id: 'dave', problem: 'too long' }, { id: 'erin' }] },
    yes,
  );
  await store.audit.append({ event: 'wish.refused', actor: 'UMALLORY', details: { verb: 'mute' } });
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hush-tampered-'));
  const store = await openStore(folder, { clock: new ManualClock(), random: systemRandom });
  await live(store);
  head = (await store.audit.head()) as AuditHead;
  await store.close();
  database = new DatabaseSync(join(folder, 'hush.db'));
});
afterEach(() => {
  if (database.isOpen) database.close();
  rmSync(folder, { recursive: true });
});

const sql = (text: string, ...values: (string | number | null)[]) => database.prepare(text).all(...values);
const entry = (seq: number) => ({ ...sql('select * from audit where seq = ?', seq)[0] }) as unknown as AuditTable;

function withoutTriggers(): void {
  for (const { name } of sql(`select name from sqlite_schema where type = 'trigger'`))
    database.exec(`drop trigger ${name}`);
}

/** Writes an entry with the hash that it needs to fit in itself. */
function write(row: AuditTable): void {
  const { seq, at, event, actor, case_number, details, previous } = row;
  sql('delete from audit where seq = ?', seq);
  sql(
    'insert into audit values (?, ?, ?, ?, ?, ?, ?, ?)',
    seq,
    at,
    event,
    actor,
    case_number,
    details,
    previous,
    hashOf(row),
  );
}

/** Moves entries to other numbers, all else left as it is. */
function renumber(from: number, to: number, by: number): void {
  sql('update audit set seq = -(seq + ?) where seq between ? and ?', by, from, to);
  sql('update audit set seq = -seq where seq < 0');
}

/** What somebody is told who examines the file now. */
async function verdict(noted?: AuditHead): Promise<{ sound: boolean; said: string }> {
  if (database.isOpen) database.close();
  const reader = await openAuditReader({ dataDir: folder }, systemClock);
  const { sound, lines } = verdictText(await reader.examine(noted ? { noted } : {}), noted);
  await reader.close();
  return {
    sound,
    said: lines[0]?.startsWith('BROKEN')
      ? lines[0]
      : (lines.find((line) => line.startsWith('BROKEN')) ?? lines.join('\n')),
  };
}

test('what nobody touched is sound, in every kind of case, and its head is told', async () => {
  const { sound, said } = await verdict(head);
  expect(said).toMatch(
    /^ok {6}\d\d entries are sound\.\nok {6}Up to the head \d\d all is as it was\.\nok {6}4 cases agree with it\./,
  );
  expect(said).toContain(`Head    ${head.seq}:${head.hash}`);
  expect(sound).toBe(true);
});

test('half a character, which the columns cannot hold, is no disagreement', async () => {
  const store = await openStore(folder, { clock: new ManualClock(), random: systemRandom });
  const { number } = await store.cases.record(muteInLobby(['erin'], { reason: 'so \ud83d', deliveryKey: 'half' }), yes);
  await store.cases.clear(number, ['erin']);
  await store.cases.settle(number, [{ target: 'erin', outcome: 'rejected', code: '414', words: '"\ude00…' }]);
  await store.close();
  expect((await verdict()).said).toContain('5 cases agree with it.');
});

test('the triggers forbid every change, also by way of a replace', () => {
  const some = "(3, 1, 'x', 'x', null, '{}', 'x', 'x')";
  for (const text of [
    "update audit set actor = 'UBOB'",
    'delete from audit where seq = 1',
    'delete from audit',
    `insert into audit values ${some}`,
    `insert or replace into audit values ${some}`,
  ]) {
    expect(() => sql(text), text).toThrow('append-only');
  }
  for (const text of ["update notes set text = ''", 'delete from notes'])
    expect(() => sql(text), text).toThrow('a note is never');
});

describe('a tampered entry is named, and how:', () => {
  beforeEach(withoutTriggers);

  test.each([
    ['at', 7],
    ['event', 'case.noted'],
    ['actor', 'UBOB'],
    ['case_number', 9],
    ['details', '{}'],
    ['previous', 'x'],
    ['hash', 'x'],
  ])('its %s changed', async (column, value) => {
    sql(`update audit set ${column} = ? where seq = 5`, value);
    expect((await verdict()).said).toMatch(/^BROKEN {2}Entry 5 \(.*\) was changed/);
  });

  test('changed and its hash made to fit', async () => {
    write({ ...entry(5), details: '{}' });
    expect((await verdict()).said).toMatch(/^BROKEN {2}Entry 5 \(.*\) was changed/);
  });

  test('the first one, changed and its hash made to fit', async () => {
    write({ ...entry(1), actor: 'UBOB' });
    expect((await verdict()).said).toMatch(
      /^BROKEN {2}Entry 1 \(2026-11-22T12:00:00.000Z, case.recorded\) was changed/,
    );
  });

  test('one deleted, or several', async () => {
    sql('delete from audit where seq in (5, 6)');
    const { said, sound } = await verdict();
    expect(said).toMatch(
      /^BROKEN {2}Entries 5 to 6 were removed: no checkpoint covers that\. Behind stands entry 7 \(/,
    );
    expect(sound).toBe(false);
  });

  test('the first ones deleted', async () => {
    sql('delete from audit where seq < 4');
    expect((await verdict()).said).toMatch(/^BROKEN {2}Entries 1 to 3 were removed: no checkpoint covers that/);
  });

  test('one deleted and those behind it renumbered', async () => {
    sql('delete from audit where seq = 5');
    renumber(6, head.seq, -1);
    expect((await verdict()).said).toMatch(/^BROKEN {2}Entry 5 was removed/);
  });

  test('one inserted with the hash of another, those behind it renumbered', async () => {
    renumber(5, head.seq, 1);
    sql('insert into audit select 5, at, event, actor, case_number, details, previous, hash from audit where seq = 4');
    expect((await verdict()).said).toMatch(/^BROKEN {2}Entry 5 \(.*\) was inserted/);
  });

  test('one inserted with a hash that fits, those behind it renumbered', async () => {
    renumber(5, head.seq, 1);
    write({ ...entry(4), seq: 5, previous: entry(4).hash, actor: 'UFORGED' });
    expect((await verdict()).said).toMatch(/^BROKEN {2}Entry 5 \(.*\) was inserted/);
  });

  test.each([
    [5, 6],
    [5, 9],
  ])('%i and %i swapped', async (one, other) => {
    sql('update audit set seq = -1 where seq = ?', one);
    sql('update audit set seq = ? where seq = ?', one, other);
    sql('update audit set seq = ? where seq = -1', other);
    expect((await verdict()).said).toMatch(/^BROKEN {2}Entry 5 \(.*\) is out of order/);
  });

  test('the end cut off, if the head was noted; the chain alone cannot know', async () => {
    sql('delete from audit where seq > ?', head.seq - 2);
    expect((await verdict(head)).said).toMatch(
      new RegExp(`^BROKEN {2}Entries ${head.seq - 1} to ${head.seq} are missing at the end: the noted head says`),
    );
  });

  test('all of it computed anew, if the head was noted', async () => {
    write({ ...entry(5), details: '{}' });
    for (let seq = 6; seq <= head.seq; seq += 1) write({ ...entry(seq), previous: entry(seq - 1).hash });
    expect((await verdict(head)).said).toMatch(
      new RegExp(`^BROKEN {2}Entry ${head.seq} \\(.*\\) is not the one that was noted`),
    );
  });
});

describe('a case that the audit tells otherwise is named, and what of it:', () => {
  test.each([
    [`update cases set moderator = 'UBOB' where number = 1`, 'Case 1 was changed: its moderator; entry 1 '],
    [`update cases set approved_by = 'UBOB' where number = 1`, 'Case 1 was changed: whose yes it had; entry 1 '],
    [`update cases set place = replace(place, 'lobby', 'x') where number = 2`, 'Case 2 was changed: its place; entry '],
    ['update cases set length_seconds = 1 where number = 1', 'Case 1 was changed: its length; entry 1 '],
    ['update cases set permanent = 0 where number = 2', 'Case 2 was changed: its length; entry '],
    ['update cases set expires_at = 1 where number = 1', 'Case 1 was changed: its end; entry 1 '],
    [`update cases set reason = 'none' where number = 1`, 'Case 1 was changed: its reason; entry 9 '],
    // The reason that it once had.
    [`update cases set reason = 'spam' where number = 1`, 'Case 1 was changed: its reason; entry 9 '],
    ['update cases set undoes = 1 where number = 3', 'Case 3 was changed: the case that it undoes'],
    [`update cases set action = 'silence' where number = 1`, 'Case 1 was changed: its action'],
    ['update cases set created_at = 1 where number = 4', 'Case 4 was changed: the time'],
    [`update targets set target = 'zoe' where target = 'erin'`, 'Case 4 was changed: entry '],
    [`update targets set outcome = 'done' where target = 'bob'`, 'Case 1 was changed: the outcome of bob; entry 3 '],
    [
      `update targets set outcome = 'failed' where case_number = 1 and target = 'carol'`,
      'the outcome of carol; entry 7 ',
    ],
    [
      `update targets set outcome = 'done' where target = 'erin'`,
      'the outcome of erin; no entry of the audit tells that',
    ],
    [`update targets set words = 'x' where target = 'dave'`, 'Case 4 was changed: the outcome of dave; entry '],
    ['pragma foreign_keys = off; delete from cases where number = 4', 'Case 4 was removed: entry '],
  ])('%s', async (statement, says) => {
    database.exec(statement);
    const { sound, said } = await verdict(head);
    expect(said).toContain(`BROKEN  ${says.startsWith('the ') ? 'Case ' : says}`);
    expect(said).toContain(says);
    expect(sound).toBe(false);
  });

  test('one that was inserted', async () => {
    database.exec(`insert into cases select 9, created_at, action, vendor, place, scope, places, length_seconds, permanent, expires_at,
      vendor_clock_seconds, reason, moderator, total, duplicates, closed_at, 'x', null, 0, null, null, null, undoes, extends, asked_by,
      asked_at, asked_total, cancelled_by, cancelled_at, null from cases where number = 1`);
    expect((await verdict()).said).toContain('Case 9 was inserted: no entry of the audit tells of it.');
  });

  test.each([
    [`update notes set text = 'x' where number = 2`, 'its note 2; entry 11 of the audit tells it otherwise'],
    [`update notes set author = 'x' where number = 1`, 'its note 1; entry 10 of the audit tells it otherwise'],
    ['delete from notes where number = 2', 'its note 2; entry 11 of the audit tells it otherwise'],
  ])('%s', async (statement, says) => {
    withoutTriggers();
    database.exec(statement);
    expect((await verdict()).said).toContain(`BROKEN  Case 1 was changed: ${says}`);
  });
});
