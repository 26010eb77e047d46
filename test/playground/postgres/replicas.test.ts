import { Client } from 'pg';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../../src/lib/clock.ts';
import { playgroundSlack } from '../../../src/playground/slack/seed.ts';
import { createSchema, type ThrowawaySchema } from '../../../src/store/postgres/throwaway-schema.ts';
import { run } from '../../support/bot-process.ts';
import { createDatabase, dropDatabases } from '../../support/postgres-databases.ts';
import { mutedInAll, type OpenPage, type PageBed, startPageBed } from '../page/page-bed.ts';

let database: Awaited<ReturnType<typeof createDatabase>>;
let schema: ThrowawaySchema;
let bed: PageBed;
let page: OpenPage;
beforeEach(async () => {
  // In which somebody's real Hush has its tables.
  database = await createDatabase();
  schema = await createSchema(database.url, systemClock);
  bed = await startPageBed({ bot: true, replicas: { count: 2, databaseUrl: schema.databaseUrl } });
  page = await bed.open();
});
afterEach(async () => {
  expect(bed.world.standIns.slack.violations()).toEqual([]);
  await bed.close();
  await schema.drop();
  await database.drop();
});
afterAll(dropDatabases);

const rowsOf = async (text: string) => {
  const client = new Client({ connectionString: database.url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
};

test('of two bots the one that carries a raid of 2,000 out is killed: the other finishes it, answers meanwhile, and the first comes back', async () => {
  const carrying = () => page.until(({ bot }) => bot.replicas?.find(({ carries }) => carries), 20_000);
  const first = await carrying();
  const raid = page.state.suggestions.find(({ id }) => id === 'kill')?.steps[0];
  await bed.say(raid?.kind === 'type' ? raid.text : '');
  await page.until((state) => mutedInAll(state) >= 300, 30_000);
  expect(await bed.do({ kind: 'kill' })).toEqual({ ok: true });
  await page.until(({ bot }) => bot.replicas?.some(({ pid, status }) => pid === 0 && status === 'killed'));
  expect(page.state.bot.status, 'there is another').toBe('running');
  expect(mutedInAll(page.state)).toBeLessThan(2000);
  await bed.say('/hush help');
  await page.message('/hush mute');
  expect((await carrying()).pid).not.toBe(first.pid);
  await page.until((state) => mutedInAll(state) === 2000, 60_000);
  const told = () =>
    page.state.messages.filter(
      ({ channel, text }) => channel === playgroundSlack.auditChannel && text.includes('2,000 done'),
    );
  await page.until(() => told().length > 0, 20_000);
  expect(told()).toHaveLength(1);
  const which = page.state.bot.replicas?.findIndex(({ status }) => status === 'killed') ?? -1;
  expect(await bed.do({ kind: 'restart', replica: which })).toEqual({ ok: true });
  await page.until(({ bot }) => bot.replicas?.every(({ status }) => status === 'running'), 20_000);
  // Time goes for both, and nobody else's tables in the database were touched.
  expect(await bed.do({ kind: 'forward', ms: 3 * 3_600_000 })).toEqual({ ok: true });
  await page.until((state) => mutedInAll(state) === 0, 20_000);
  expect(await rowsOf('select 1 from public.cases union all select 1 from public.audit')).toEqual([]);
}, 240_000);

test('npm start -- --replicas 2 removes what it made, and says what it needs', async () => {
  const environment = { DATABASE_URL: database.url, PORT: '0' };
  const schemas = async () =>
    (await rowsOf("select 1 from pg_namespace where nspname like 'hush_playground_%'")).length;
  const input = '/hush mute alice in lobby for 2h spam\n';
  const { code, output } = await run(['start', '--port', '0', '--replicas', '2'], { environment, input });
  expect(code).toBe(0);
  expect(output).toContain('2 bots share one PostgreSQL, behind one address');
  expect(output).toContain('*1 done*');
  expect(await schemas(), "the test's own").toBe(1);
  for (const [args, words, variables] of [
    [['--replicas', '2'], '--replicas needs a PostgreSQL that all of them share', {}],
    [['--replicas', 'two'], '--replicas two: a number from 1 to 9.', environment],
    [['--replicas', '2', '--keep', 'x'], '--keep is for the embedded database', environment],
  ] as const) {
    expect(await run(['start', ...args], { environment: variables })).toMatchObject({
      code: 2,
      errors: expect.stringContaining(words),
    });
  }
}, 240_000);
