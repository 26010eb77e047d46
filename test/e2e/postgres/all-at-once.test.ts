import { afterEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/lib/clock.ts';
import { botVariables } from '../../../src/playground/stand-ins.ts';
import { run } from '../../support/bot-process.ts';
import { type ReplicaBed, startReplicas } from '../../support/replicas.ts';

/** The machine that runs the tests may be busy: what has to happen is waited for so long. */
const patienceMs = 120_000;

describe('what happens to all replicas', { timeout: 400_000 }, () => {
  let bed: ReplicaBed;
  afterEach(() => bed.close());

  const people = Array.from({ length: 600 }, (_, index) => `fan${index}`);
  const bulk = `mute ${people.join(' ')} in arena for 2h raid`;

  /** A mute of 600 that goes on for ten seconds at least, begun. */
  const amidBulk = async (replicas: number) => {
    bed = await startReplicas(replicas, { ZIM_CALLS_PER_SECOND: '3' });
    const { zim } = bed;
    zim.switches.callsPerSecond = 3;
    zim.addUsers(people);
    zim.addGroup({ id: 'arena', owner: 'admin', members: people });
    await bed.carrier(patienceMs);
    await bed.until(async () => {
      await bed.type(bulk);
      return (await bed.rows('select 1 from cases')).length > 0;
    }, patienceMs);
    await bed.until(() => zim.muted('arena').length > 0, patienceMs);
  };

  /** Everybody is muted, and each case was told once. */
  const allDone = async () => {
    await bed.finished(patienceMs);
    expect(bed.zim.muted('arena')).toHaveLength(people.length);
    expect(bed.audit(1).map(({ text }) => text.includes('Ended: 600 done'))).toEqual([true]);
    expect(bed.zim.overQuota()).toBe(0);
  };

  test('while the database is away for a minute commands are refused with words and in time; then all goes on', async () => {
    await amidBulk(2);
    const before = (await bed.rows('select 1 from cases')).length;
    for (const { database } of bed.replicas) database.cut();
    const refused: Awaited<ReturnType<ReplicaBed['type']>>[] = [];
    for (const end = systemClock.monotonic() + 60_000; systemClock.monotonic() < end; ) {
      refused.push(await bed.type('mute alice in lobby for 2h'));
      await systemClock.sleep(1000);
    }
    for (const { database } of bed.replicas) database.mend();

    const words = () => bed.slack.calls('response_url').map(({ args }) => JSON.stringify(args));
    for (const { responseUrl } of refused) {
      const { pathname } = new URL(responseUrl);
      const told = () => words().find((text) => text.includes(pathname));
      await bed.until(() => told() !== undefined, patienceMs);
      expect(told()).toContain('Nothing was recorded or done');
    }
    // Slack waits three seconds; a machine that is busy itself may miss that now and then.
    expect(refused.filter(({ shown }) => shown === 'ok').length).toBeGreaterThan(refused.length / 2);
    await allDone();
    expect(await bed.rows('select 1 from cases')).toHaveLength(before);

    await bed.until(async () => {
      await bed.type('mute bob in lobby for 2h');
      return (await bed.rows('select 1 from cases')).length > before;
    }, patienceMs);
    await bed.finished(patienceMs);
    expect(bed.zim.muted('lobby')).toEqual(['bob']);
  });

  test('replaced one after the other amid a mute of 600, they lose nothing and repeat nothing', async () => {
    await amidBulk(3);
    for (const old of bed.replicas) {
      await bed.start();
      expect(await old.stop()).toBe(0);
    }
    await allDone();
    expect(
      await bed.rows('select sum(sent)::int as sent, count(*)::int as targets from targets where case_number = 1'),
    ).toEqual([{ sent: people.length, targets: people.length }]);
  });

  test('when a newer Hush has changed the tables, older ones go on, and none of them starts any more', async () => {
    bed = await startReplicas(2);
    await bed.rows('alter table cases add column mood text');
    await bed.rows('create table moods (mood text primary key)');
    await bed.rows(`insert into kysely_migration (name, timestamp) values ('9999-moods', '2030-01-01T00:00:00.000Z')`);
    await (await bed.carrier(patienceMs)).kill();
    await bed.until(async () => {
      await bed.type('mute alice in lobby for 2h');
      return (await bed.rows('select 1 from cases')).length > 0;
    }, patienceMs);
    await bed.finished(patienceMs);
    expect(bed.zim.muted('lobby')).toEqual(['alice']);

    const environment = { ...botVariables(bed), PORT: '0', DATABASE_URL: bed.url };
    const { code, errors } = await run(['serve'], { environment });
    expect(errors).toContain(
      'The database was written by a newer Hush (it has 9999-moods). Start that version, or use another DATABASE_URL.',
    );
    expect(code).toBe(1);
  });
});
