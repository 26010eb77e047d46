import { afterEach, describe, expect, test } from 'vitest';
import { playgroundSlack } from '../../../src/playground/slack/seed.ts';
import { type Replica, type ReplicaBed, startReplicas } from '../../support/replicas.ts';

/** Within this another replica has taken over, whatever became of the carrier (README, "Several replicas"). */
const takenOverMs = 15_000;
/** The machine that runs the tests may be busy: what has to happen is waited for so long. */
const patienceMs = 90_000;

describe('two replicas', { timeout: 240_000 }, () => {
  let bed: ReplicaBed;
  afterEach(() => bed.close());

  const people = Array.from({ length: 2000 }, (_, index) => `fan${index}`);

  /** A mute of 2,000, asked for at the other replica, that the carrier has half done. */
  const amidBulk = async (): Promise<{ carrier: Replica; other: Replica }> => {
    bed = await startReplicas(2, { ZIM_CALLS_PER_SECOND: '50' });
    const { zim } = bed;
    zim.addUsers(people);
    zim.addGroup({ id: 'arena', owner: 'admin', members: people });
    zim.switches.callsPerSecond = 50;
    const carrier = await bed.carrier();
    const other = bed.other(carrier);
    await bed.type(`mute ${people.join(' ')} in arena for 2h raid`, other);
    await bed.until(() => zim.muted('arena').length >= 600, patienceMs);
    return { carrier, other };
  };

  /** The case is done to its end, told once, and the quota was kept. */
  const finished = async () => {
    await bed.until(() => bed.audit(1)[0]?.text.includes('Ended: 2,000 done') ?? false, patienceMs);
    await bed.finished(patienceMs);
    expect(bed.zim.muted('arena')).toHaveLength(people.length);
    expect(bed.zim.overQuota()).toBe(0);
    expect(bed.audit(1)).toHaveLength(1);
  };

  const took = (replica: Replica) => replica.log.find(({ event }) => event === 'carrier.began')?.time ?? 0;
  const eventsOf = ({ log }: Replica) => log.map(({ event }) => event).filter((event) => event.startsWith('carrier.'));

  test('a command to either is carried out once, by one of them; so are an undo and a cancel', async () => {
    bed = await startReplicas(2);
    const carrier = await bed.carrier();
    const other = bed.other(carrier);
    const { zim } = bed;
    await bed.type('mute alice in lobby for 2h', carrier);
    await bed.type('mute bob in lobby for 2h', other);
    await bed.finished(patienceMs);
    expect(zim.calls.map(({ code }) => code)).toEqual([0, 0]);
    expect([1, 2].map((number) => bed.audit(number).length)).toEqual([1, 1]);
    await bed.type('undo 1', other);
    await bed.finished(patienceMs);
    expect(zim.muted('lobby')).toEqual(['bob']);

    await zim.refuseConnections(true);
    await bed.type('mute dave in lobby for 2h', other);
    const started = () => bed.told('').find(({ text }) => /case 4\b.*started/i.test(text));
    await bed.until(() => started() !== undefined, patienceMs);
    await bed.through(other, () =>
      bed.slack.people.press({ user: playgroundSlack.moderator, message: started(), label: 'Cancel' }),
    );
    await bed.until(() => bed.audit(4)[0]?.text.includes('Ended: 1 skipped') ?? false, patienceMs);
    await bed.finished(patienceMs);
    expect(zim.muted('lobby')).toEqual(['bob']);
    expect(eventsOf(other)).toEqual([]);
    expect(other.log.some(({ event }) => event === 'vendor.call')).toBe(false);
  });

  test('the carrier is killed amid 2,000: the other finishes it', async () => {
    const { carrier, other } = await amidBulk();
    const at = Date.now();
    await carrier.kill();
    await finished();
    expect(took(other) - at).toBeLessThan(takenOverMs);
    expect(eventsOf(other)).toEqual(['carrier.began']);
  });

  test('the carrier stands still amid 2,000: the other finishes it, and the woken one sends and writes nothing', async () => {
    const { carrier, other } = await amidBulk();
    const at = Date.now();
    carrier.freeze();
    await finished();
    expect(took(other) - at).toBeLessThan(takenOverMs);
    const state = async () => ({
      vendor: bed.zim.calls.length,
      slack: bed.slack.calls().length,
      audit: await bed.rows('select count(*) as entries from audit'),
      targets: await bed.rows('select count(*) as settled, sum(sent) as sent from targets'),
    });
    const before = await state();
    carrier.wake();
    await bed.until(() => eventsOf(carrier).at(-1) === 'carrier.lost', patienceMs);
    await bed.type('mute alice in lobby for 2h', carrier);
    await bed.until(() => bed.zim.muted('lobby').includes('alice'), patienceMs);
    // What was sent before it stood still may have its answer read now.
    const begun = carrier.log.flatMap(({ event, time, ms }) => (event === 'vendor.call' ? [time - Number(ms)] : []));
    expect(begun.filter((time) => time > took(other))).toEqual([]);
    expect(bed.zim.calls.length).toBe(before.vendor + 1);
    expect((await state()).targets).not.toEqual(before.targets);
    await bed.finished(patienceMs);
    expect(bed.audit(1)).toHaveLength(1);
    expect(bed.audit(2)).toHaveLength(1);
  });

  test('the carrier loses the database amid 2,000: the other finishes it, and neither has to be started again', async () => {
    const { carrier, other } = await amidBulk();
    const at = Date.now();
    carrier.database.cut();
    await finished();
    expect(took(other) - at).toBeLessThan(takenOverMs);
    await bed.until(() => eventsOf(carrier).at(-1) === 'carrier.lost', patienceMs);
    carrier.database.mend();
    await other.stop();
    expect(await bed.carrier(patienceMs)).toBe(carrier);
    await bed.type('mute alice in lobby for 2h');
    await bed.until(() => bed.zim.muted('lobby').includes('alice'), patienceMs);
  });

  test('the carrier is stopped amid 2,000: the other goes on at once', async () => {
    const { carrier, other } = await amidBulk();
    expect(await carrier.stop()).toBe(0);
    await finished();
    const gaveBack = carrier.log.find(({ event }) => event === 'carrier.ended')?.time ?? 0;
    expect(gaveBack).toBeGreaterThan(0);
    expect(took(other) - gaveBack).toBeLessThan(3000);
    expect(eventsOf(carrier)).toEqual(['carrier.began', 'carrier.ended']);
  });

  test('a mute ends once, also when its carrier died before', async () => {
    bed = await startReplicas(2);
    const carrier = await bed.carrier();
    await bed.type('silence alice from groups lobby for 5s');
    await bed.until(() => bed.audit(1)[0]?.text.includes('Ended: 1 done') ?? false, patienceMs);
    await carrier.kill();
    await bed.until(() => bed.threads().length > 0, patienceMs);
    await bed.finished(patienceMs);
    expect(bed.zim.calls.map(({ operation }) => operation)).toEqual([
      'SilenceConvNotification',
      'SilenceConvNotification',
    ]);
    expect(bed.threads()).toHaveLength(1);
  });

  test('/hush groups at both at once keeps the quota of the list', async () => {
    bed = await startReplicas(2, { ZIM_CALLS_PER_SECOND: '2' });
    bed.zim.switches.callsPerSecond = 2;
    await Promise.all(bed.replicas.flatMap((replica) => [1, 2, 3].map(() => bed.type('groups', replica))));
    const answers = () => bed.zim.calls.filter(({ code }) => code === 0).length;
    await bed.until(() => answers() >= 6, patienceMs);
    expect(bed.zim.overQuota()).toBe(0);
  });
});
