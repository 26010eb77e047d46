import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/lib/clock.ts';
import { botVariables, startStandIns } from '../../../src/playground/stand-ins.ts';
import { run } from '../../support/bot-process.ts';
import { startTestBed, type TestBed } from '../../support/hush.ts';
import { canStartPostgres, type PostgresServer, startPostgres } from '../../support/postgres-server.ts';
import { readinessAt } from '../../support/readiness.ts';

/** Asks until readiness is as it should be. */
async function readinessIs(bed: TestBed, wanted: number): Promise<readonly string[]> {
  for (;;) {
    const { status, degraded } = await readinessAt(bed.slack.eventsUrl);
    if (status === wanted) return degraded;
  }
}

/** Types a line until it is carried out: on a busy machine two seconds may be over before. */
async function done(bed: TestBed, line: string): Promise<void> {
  for (;;) {
    const { text } = await bed.say(line);
    if (text.includes('1 done')) return;
    expect(text).toContain('Nothing was recorded or done');
  }
}

describe.skipIf(!canStartPostgres)('a PostgreSQL', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres({ password: 'swordfish-7' });
  });
  afterAll(() => server.close());

  test('that goes away while the bot runs: commands are refused in words, readiness says it, and all goes on when it is back', async () => {
    const bed = await startTestBed({
      environment: { DATABASE_URL: server.url },
      slack: { switches: { messagesPerSecond: 0 } },
    });
    await done(bed, '/hush mute alice in lobby for 2h');
    await server.stop();
    const refused = (await bed.say('/hush mute bob in lobby for 2h')).text;
    expect(refused).toMatch(/Nothing was recorded or done/);
    expect((await bed.say('/hush help')).text).toContain('/hush mute');
    expect(await readinessIs(bed, 503)).toEqual([expect.stringMatching(/^database: /)]);
    expect(bed.zim.muted('lobby')).toEqual(['alice']);
    await server.start();
    expect(await readinessIs(bed, 200)).toEqual([]);
    await done(bed, '/hush mute bob in lobby for 2h');
    expect(bed.zim.muted('lobby')).toEqual(['alice', 'bob']);
    await bed.close();
  });

  test('that freezes keeps nobody waiting: the moderator is told in time, and later it is as it was', async () => {
    const bed = await startTestBed({
      environment: { DATABASE_URL: server.url },
      slack: { switches: { messagesPerSecond: 0 } },
    });
    await done(bed, '/hush mute carol in lobby for 2h');
    server.freeze();
    const refused = (await bed.say('/hush mute dave in lobby for 2h')).text;
    expect(refused).toMatch(/Nothing was recorded or done/);
    expect(await readinessIs(bed, 503)).toEqual([expect.stringMatching(/^database: /)]);
    server.thaw();
    await readinessIs(bed, 200);
    expect(bed.zim.muted('lobby')).not.toContain('dave');
    await bed.close();
  });

  test.each([
    [
      'a wrong password',
      (url: string) => url.replace('swordfish-7', 'swordfish-8'),
      1,
      'does not take the user and password',
    ],
    ['nobody there', () => 'postgres://hush@127.0.0.1:1/hush', 1, 'PostgreSQL refuses the connection'],
    [
      'an address that is none',
      () => 'mysql://hush:swordfish-7@localhost/hush',
      2,
      'DATABASE_URL must start with postgres://',
    ],
  ])('a start with %s ends with one sentence', async (_, change, code, sentence) => {
    const standIns = await startStandIns(systemClock);
    const environment = { ...botVariables(standIns), PORT: '0', DATABASE_URL: change(server.url) };
    const ended = await run(['serve'], { environment });
    expect(ended.errors).toContain(sentence);
    expect(ended.errors).not.toContain('swordfish');
    expect(ended.code).toBe(code);
    await standIns.close();
  });
});
