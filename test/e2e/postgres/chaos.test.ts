import { expect, test } from 'vitest';
import { runReplicaChaos } from '../../support/replica-chaos.ts';

/** Another number makes another mix of lines and troubles; `npm run chaos` takes any, and more time. */
const seed = 20_261_128;

test('replicas that are killed, frozen, cut off and started again keep every promise together', async () => {
  const { broken, ...figures } = await runReplicaChaos({ seed, replicas: 3, seconds: 20 });
  expect(broken, `seed ${seed}, ${JSON.stringify(figures)}`).toEqual([]);
  // There was something to keep.
  expect(figures.cases, `seed ${seed}`).toBeGreaterThan(2);
  expect(figures.takeOvers.length, `seed ${seed}`).toBeGreaterThan(0);
}, 600_000);
