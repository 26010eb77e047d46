import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { playgroundSlack } from '../../../src/playground/slack/seed.ts';
import { startTestBed, type TestBed } from '../../support/hush.ts';
import { createDatabase, dropDatabases } from '../../support/postgres-databases.ts';

const maria = playgroundSlack.moderator;
let database: Awaited<ReturnType<typeof createDatabase>>;
let bed: TestBed;
beforeEach(async () => {
  database = await createDatabase({ empty: true });
  bed = await startTestBed({
    environment: { DATABASE_URL: database.url },
    slack: { switches: { messagesPerSecond: 0 } },
  });
});
afterEach(async () => {
  expect(bed.slack.violations()).toEqual([]);
  await bed.close();
  await database.drop();
});
afterAll(dropDatabases);

test('a mute is recorded, carried out, told, looked up and undone', async () => {
  expect((await bed.say('/hush mute alice bob in lobby for 2h because spam')).text).toContain('2 done');
  expect(bed.zim.muted('lobby')).toEqual(['alice', 'bob']);
  await bed.slack.waitFor(() => bed.audit().find(({ text }) => text.includes('2 done')), 10_000);
  expect((await bed.say('/hush active')).text).toContain('lobby');
  expect((await bed.say('/hush history alice')).text).toContain('spam');
  const undone = await bed.say('/hush undo 1');
  expect(undone.text).toContain('2 done');
  expect(bed.zim.muted('lobby')).toEqual([]);
});

test('a bot that is stopped in the middle goes on where it was', async () => {
  await bed.zim.refuseConnections(true);
  await bed.type('/hush mute alice in lobby for 2h');
  await bed.slack.waitFor(() => bed.allTold(maria).find(({ text }) => text.includes('started')), 15_000);
  await bed.stop();
  await bed.zim.refuseConnections(false);
  await bed.start();
  await bed.slack.waitFor(() => bed.allTold(maria).find(({ text }) => text.includes('1 done')), 30_000);
  expect(bed.zim.muted('lobby')).toEqual(['alice']);
});
