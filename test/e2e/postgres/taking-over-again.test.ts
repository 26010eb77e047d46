import { Client } from 'pg';
import { afterAll, expect, test } from 'vitest';
import { startTestBed } from '../../support/hush.ts';
import { createDatabase, dropDatabases } from '../../support/postgres-databases.ts';
import { readinessAt } from '../../support/readiness.ts';

afterAll(dropDatabases);

test('a replica that is the carrier no more tells nothing of the vendors that it saw then; one that is it again tells of a missing app no second time', async () => {
  const database = await createDatabase();
  const client = new Client({ connectionString: database.url });
  await client.connect();
  await client.query(`set session_replication_role = replica;
    insert into holds (case_number, ordinal, app, scope, target, places, due_at, task)
      values (99, 0, 'gone', 'gone/accounts', 'alice', 1, 8000000000000, 'lift')`);
  const bed = await startTestBed({
    environment: { DATABASE_URL: database.url },
    slack: { switches: { messagesPerSecond: 0 } },
  });
  const notices = async () => (await client.query(`select text from outbox where text like 'The app gone %'`)).rows;
  const keys = async () => (await readinessAt(bed.slack.eventsUrl)).degraded.map((one) => one.split(':')[0]);
  const lease = async (change: string) => {
    await client.query(`update carrier set epoch = epoch + 1, ${change}`);
  };
  await bed.slack.waitFor(() => bed.audit().some(({ text }) => text.includes('The app gone is not set up')), 20_000);

  await bed.zim.refuseConnections(true);
  await bed.type('/hush mute alice bob carol dave in lobby for 2h');
  while (!(await keys()).includes('vendor-out'));
  await lease(`owner = 'another', until = 8000000000000`);
  while ((await keys()).includes('vendor-out'));

  await bed.zim.refuseConnections(false);
  await lease('owner = null, until = 0');
  await bed.slack.waitFor(() => bed.zim.muted('lobby').length === 4, 30_000);
  expect(await notices()).toHaveLength(1);
  await client.end();
  await bed.close();
  await database.drop();
});
