import { expect, it } from 'vitest';
import { nonces } from '../../src/vendors/nonces.ts';
import { pauseWithJitterMs, repeatDelayMs, waitDelayMs } from '../../src/vendors/retry.ts';
import { seededRandom } from './seeded-random.ts';

const least = { fraction: () => 0, hex: () => '' };
const most = { fraction: () => 0.999_999, hex: () => '' };

it('repeats about 1, 2 and 4 s later', () => {
  expect([1, 2, 3].map((repeat) => repeatDelayMs(repeat, least))).toEqual([900, 1800, 3600]);
  expect([1, 2, 3].map((repeat) => repeatDelayMs(repeat, most))).toEqual([1100, 2200, 4400]);
});

it('waits longer and longer, never over 10 s, however often', () => {
  expect([1, 2, 3, 4, 5, 6, 1000].map((tries) => waitDelayMs(tries, least))).toEqual([
    400, 800, 1600, 3200, 6400, 8000, 8000,
  ]);
  expect(waitDelayMs(1, most)).toBe(600);
  expect(waitDelayMs(1000, most)).toBe(10_000);
});

it('pauses no shorter than the vendor asked for', () => {
  expect(pauseWithJitterMs(10_000, least)).toBe(10_000);
  expect(pauseWithJitterMs(10_000, most)).toBe(11_000);
});

it('never gives a nonce twice', () => {
  const next = nonces(seededRandom(1), 8);
  const given = Array.from({ length: 1000 }, next);
  expect(new Set(given).size).toBe(1000);
  for (const nonce of given) expect(nonce).toMatch(/^[0-9a-f]{16}$/);
});
