import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { playgroundSlack } from '../../src/playground/slack/seed.ts';
import { startTestBed, type TestBed, type Told } from '../support/hush.ts';

const { moderator: maria } = playgroundSlack;

let bed: TestBed;
beforeEach(async () => {
  const ladder = { steps: [600, 3600], forgetSeconds: 90 * 86_400 };
  bed = await startTestBed({ policy: { ladder }, slack: { switches: { messagesPerSecond: 0 } } });
});
afterEach(async () => {
  expect(bed.slack.violations()).toEqual([]);
  await bed.close();
});

function query<Row = Record<string, unknown>>(sql: string): readonly Row[] {
  const db = new DatabaseSync(join(bed.folder, 'hush.db'), { readOnly: true });
  try {
    return db.prepare(sql).all() as unknown as readonly Row[];
  } finally {
    db.close();
  }
}

/** Everything that Hush keeps, but for what a try may leave: a proposal with its message, and what the audit says of it. */
function kept(): Record<string, unknown> {
  const tables = query<{ name: string }>(
    "select name from sqlite_schema where type = 'table' and name not in ('proposals', 'sqlite_stat1')",
  );
  const rows = tables.map(({ name }) => {
    const where =
      name === 'audit'
        ? "where event not like 'proposal.%' and event <> 'wish.refused'"
        : name === 'outbox'
          ? 'where proposal is null'
          : name === 'sqlite_sequence'
            ? "where name <> 'outbox'"
            : '';
    // The chain of hashes goes on with every entry.
    const columns = name === 'audit' ? 'event, actor, case_number, details' : '*';
    return [name, query(`select ${columns} from "${name}" ${where}`)];
  });
  return Object.fromEntries(rows);
}

const press = (told: Told, label: string) => bed.slack.people.press({ user: maria, message: told.message, label });
const tells = async (words: string): Promise<Told> => {
  await bed.slack.waitFor(() => bed.allTold().some(({ text }) => text.includes(words)));
  return bed.allTold().find(({ text }) => text.includes(words)) as Told;
};

describe('a line that ends in --dry-run changes nothing', () => {
  test.each([
    ['mute alice nosuch in lobby for 2h spam --dry-run', 'This is what would happen'],
    ['mute alice bob in lobby for auto —dry-run', 'the 2nd step'],
    ['unmute bob in lobby --dry-run', 'This is what would happen'],
    ['silence alice from groups lobby for 2h --dry-run', 'This is what would happen'],
    ['undo 1 --dry-run', '2 targets would be ended:\n`bob`, `carol`'],
    ['extend 1 for 5h --dry-run', '2 targets would get that end:\n`bob`, `carol`'],
    ['reason 1 they came back --dry-run', 'would be: they came back'],
    ['undo 7 --dry-run', 'There is no case 7'],
    ['reason 1 a raid --dry-run', 'the reason of case 1 already'],
    ['case 1 --dry-run', 'Case 1'],
    ['mute --dry-run', 'A form cannot be tried'],
  ])('%s', async (line, says) => {
    await bed.say('/hush mute bob carol in lobby for 2h a raid');
    await bed.slack.waitFor(() => bed.audit().length > 0);
    await vi.waitFor(() => expect(query('select 1 from outbox where sent_at is null')).toEqual([]), 5000);
    const before = kept();
    const calls = bed.zim.calls.length;
    const { text, message } = await bed.say(`/hush ${line}`);
    expect(text).toContain(says);
    expect(message.onlyFor).toBe(maria);
    expect(kept()).toEqual(before);
    expect(bed.zim.calls.length).toBe(calls);
  });
});

describe('what was tried can be done with a button', () => {
  test('an undo', async () => {
    await bed.say('/hush mute bob carol in lobby for 2h a raid');
    const tried = await bed.say('/hush undo 1 --dry-run');
    expect(tried.text).toContain('Dry run: nothing was done.');
    await press(tried, 'Undo');
    expect((await tells('*Case 2*')).text).toContain('2 done');
  });

  test('an extend', async () => {
    await bed.say('/hush mute bob carol in lobby for 2h a raid');
    const tried = await bed.say('/hush extend 1 for 5h --dry-run');
    await press(tried, 'Extend');
    expect((await tells('*Case 2*')).text).toContain('for 5 hours');
  });

  test('a mute', async () => {
    const tried = await bed.say('/hush mute bob in lobby for 2h --dry-run');
    await press(tried, 'Mute 1');
    expect((await tells('*Case 1*')).text).toContain('1 done');
  });
});
