import { expect, test } from 'vitest';
import { runChaos } from '../support/chaos.ts';

/** Another number makes another mix of lines, faults and kills. */
const seed = 20_261_122;

test('killed again and again at random instants, Hush keeps every promise', async () => {
  const { broken, ...figures } = await runChaos({ seed, kills: 12 });
  expect(broken, `seed ${seed}, ${JSON.stringify(figures)}`).toEqual([]);
  // There was something to keep.
  expect(figures.acknowledged, `seed ${seed}`).toBeGreaterThan(10);
  expect(figures.targets, `seed ${seed}`).toBeGreaterThan(100);
}, 180_000);
