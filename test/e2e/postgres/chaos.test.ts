import { describe, expect, test } from 'vitest';
import { runReplicaChaos } from '../../support/replica-chaos.ts';

/** Another number makes another mix of lines and troubles; `npm run chaos` takes any, and more time. */
const seed = 20_261_128;

describe.skipIf(!process.env.HUSH_TEST_DATABASE_URL)('several replicas', () => {
  test('killed, frozen, cut off and started again, together they keep every promise', async () => {
    const { broken, ...figures } = await runReplicaChaos({ seed, replicas: 3, seconds: 20 });
    expect(broken, `seed ${seed}, ${JSON.stringify(figures)}`).toEqual([]);
    // There was something to keep.
    expect(figures.acknowledged, `seed ${seed}`).toBeGreaterThan(5);
    expect(figures.targets, `seed ${seed}`).toBeGreaterThan(100);
    expect(figures.takeOvers.length, `seed ${seed}`).toBeGreaterThan(0);
  }, 400_000);
});
