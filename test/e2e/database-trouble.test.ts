import { closeSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { playgroundSlack } from '../../src/playground/slack/seed.ts';
import { watchDatabases } from '../support/bot-database.ts';
import { startTestBed, type TestBed } from '../support/hush.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { passUntil } from '../support/pass-time.ts';
import { readinessAt } from '../support/readiness.ts';
import { memoryLog } from '../vendors/apps.ts';

const maria = playgroundSlack.moderator;
const { log, lines } = memoryLog();
const watched = watchDatabases();
let bed: TestBed;
let clock: ManualClock;
let database: DatabaseSync;
let file: string;
beforeEach(async () => {
  clock = new ManualClock();
  bed = await startTestBed({ clock, log, slack: { switches: { messagesPerSecond: 0 } } });
  database = watched.of(bed.folder);
  file = join(bed.folder, 'hush.db');
});
afterEach(async () => {
  expect(bed.slack.violations()).toEqual([]);
  await bed.close();
});

const until = (is: () => unknown) => passUntil(clock, is, 180_000);

/** Types a line and lets time go by until its author is told something. */
async function say(line: string): Promise<string> {
  const before = bed.allTold().length;
  await bed.type(line);
  await until(() => bed.allTold().length > before);
  return bed.allTold().at(-1)?.text ?? '';
}

const readiness = () => readinessAt(bed.slack.eventsUrl);

/** A case that waits for its vendor, known to people. */
async function startWaitingCase(): Promise<void> {
  await bed.zim.refuseConnections(true);
  expect(await say('/hush mute bob in lobby for 2h')).toContain('started');
}

/** What breaks the database, and mends it. */
interface Trouble {
  readonly name: string;
  readonly sentence: string;
  readonly why: string;
  begin(): void;
  end(): void;
}

const troubles: readonly Trouble[] = [
  {
    name: 'read-only',
    sentence: 'Hush cannot write its database: the file or its disk is read-only. Nothing was recorded or done;',
    why: 'the file or its disk is read-only',
    begin: () => database.exec('pragma query_only = on'),
    end: () => database.exec('pragma query_only = off'),
  },
  {
    name: 'locked by another program',
    sentence: 'Hush cannot write its database: another program keeps it locked. Nothing was recorded or done;',
    why: 'another program keeps it locked',
    begin: () => {
      database.exec('pragma busy_timeout = 0');
      locking = new DatabaseSync(file);
      locking.exec('begin immediate');
    },
    end: () => locking?.close(),
  },
];
let locking: DatabaseSync | undefined;

for (const { name, sentence, why, begin, end } of troubles) {
  test(`a database that is ${name}: cases are refused in words, the rest is served, and all goes on by itself when it is mended`, async () => {
    expect(await say('/hush mute alice in lobby for 2h')).toContain('1 done');
    const summary = bed.allTold().at(-1)?.message;
    await bed.type('/hush mute');
    await until(() => bed.slack.views(maria).length === 1);
    await startWaitingCase();
    const out = 'vendor-out: The vendor of the app zim does not answer.';
    expect(await readiness()).toEqual({ status: 200, degraded: [out] });

    begin();
    await bed.zim.refuseConnections(false);
    const calls = bed.zim.calls.length;
    expect(await say('/hush mute carol in lobby for 2h')).toContain(sentence);
    const values = { targets: 'grace', place: 'lobby', length: '2h' };
    const sent = await bed.slack.people.submit({ user: maria, values });
    expect(sent).toMatchObject({
      sent: true,
      action: 'errors',
      errors: { targets: expect.stringContaining(sentence) },
    });

    expect(await say('/hush help')).toContain('/hush mute');
    expect(await say('/hush mute alice in lobby for 90'), 'a refusal that only lacks its button').toContain(
      '90 of what?',
    );
    await bed.slack.people.press({ user: maria, message: summary, label: 'Details' });
    await until(() => bed.slack.views(maria).some((view) => bed.slack.plainText(view).includes('alice')));

    await clock.advance(3000);
    expect(await readiness()).toEqual({ status: 503, degraded: [`database: The database cannot be used: ${why}.`] });
    const before = lines.length;
    await clock.advance(30_000);
    expect(lines.slice(before).filter(({ level }) => Number(level) >= 40).length).toBeLessThan(10);
    expect(bed.zim.calls.filter(({ operation }) => operation === 'MuteGroupMembers').length).toBe(calls);
    expect(bed.zim.muted('lobby')).toEqual(['alice']);

    end();
    await clock.advance(3000);
    expect(await readiness()).toMatchObject({ status: 200 });
    await until(() => bed.allTold().some(({ text }) => text.startsWith('*Case 2*') && text.includes('1 done')));
    expect(await say('/hush mute carol in lobby for 2h')).toContain('1 done');
    expect(bed.zim.muted('lobby').toSorted()).toEqual(['alice', 'bob', 'carol']);
  }, 60_000);
}

test('groups are shown also while nothing can be written', async () => {
  database.exec('pragma query_only = on');
  expect(await say('/hush groups')).toContain('muted now');
});

test('a case that no longer fits is refused whole, with the words for a full disk', async () => {
  const { page_count: pages } = database.prepare('pragma page_count').get() as { page_count: number };
  database.exec(`pragma max_page_count = ${pages}`);
  const people = Array.from({ length: 700 }, (_, index) => `fan${index}`).join(' ');
  expect(await say(`/hush mute ${people} in lobby for 2h`)).toContain(
    'Hush cannot write its database: the disk is full. Nothing was recorded or done; try again once whoever runs Hush has freed space.',
  );
  database.exec('pragma max_page_count = 1000000');
  expect(await say('/hush mute alice in lobby for 2h'), 'the number that was not used is used').toMatch(
    /^\*Case 1\*.*1 done/s,
  );
  expect(bed.zim.calls).toHaveLength(1);
});

test('a damaged file is told of, and a file that was put right is used again', async () => {
  expect(await say('/hush mute alice in lobby for 2h')).toContain('1 done');
  await until(() => bed.audit().length === 1);
  const other = new DatabaseSync(file);
  other.exec('pragma wal_checkpoint(truncate)');
  const sound = readFileSync(file);
  const write = (bytes: Buffer) => {
    const handle = openSync(file, 'r+');
    writeSync(handle, bytes, 0, bytes.length, 0);
    closeSync(handle);
  };
  write(Buffer.alloc(sound.length, 'garbage '));

  expect(await say('/hush mute bob in lobby for 2h')).toContain(
    'Hush cannot use its database: the file is no database. Nothing was recorded or done;',
  );
  expect(await say('/hush help')).toContain('/hush mute');
  await clock.advance(3000);
  expect(await readiness()).toEqual({
    status: 503,
    degraded: ['database: The database cannot be used: the file is no database.'],
  });

  write(sound);
  await clock.advance(3000);
  await readiness();
  await clock.advance(61_000);
  expect(await readiness()).toEqual({ status: 200, degraded: [] });
  expect(await say('/hush mute bob in lobby for 2h')).toContain('1 done');
  other.close();
}, 60_000);

test('readiness that is asked for a thousand times writes once in three seconds', async () => {
  const written = () => statSync(`${file}-wal`).size;
  await readiness();
  const before = written();
  const asked = await Promise.all(Array.from({ length: 1000 }, readiness));
  expect(asked.every(({ status }) => status === 200)).toBe(true);
  expect(written()).toBe(before);
  await clock.advance(3000);
  await readiness();
  expect(written()).toBeGreaterThan(before);
});
