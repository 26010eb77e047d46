import { afterEach, describe, expect, test } from 'vitest';
import { type ReplicaBed, startReplicas } from '../../support/replicas.ts';

describe.skipIf(!process.env.HUSH_TEST_DATABASE_URL)('two replicas', () => {
  let bed: ReplicaBed;
  afterEach(() => bed.close());

  test('a command to either is carried out once', async () => {
    bed = await startReplicas(2);
    const carrier = await bed.carrier();
    await bed.type('mute alice in lobby for 2h', carrier);
    await bed.type('mute bob in lobby for 2h', bed.other(carrier));
    await bed.finished();
    expect(bed.zim.calls.map(({ code }) => code)).toEqual([0, 0]);
    expect([1, 2].map((number) => bed.audit(number).length)).toEqual([1, 1]);
  });
});
