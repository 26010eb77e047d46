import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planHold, wireDuration } from '../../src/moderation/hold.ts';

const day = 86_400;
const instant = fc.integer({ min: 0, max: 4_000_000_000_000 });
const rest = fc.integer({ min: 1, max: 3650 * day * 1000 });

test('what the vendor keeps no clock for is lifted at its end', () => {
  expect(planHold({ expiresAt: 5000, vendorClockSeconds: 0, now: 0 })).toEqual({ task: 'lift', dueAt: 5000 });
});

test('what is permanent, or fits the vendor’s clock, needs nothing', () => {
  expect(planHold({ expiresAt: undefined, vendorClockSeconds: 0, now: 0 })).toBeUndefined();
  expect(planHold({ expiresAt: 30 * day * 1000, vendorClockSeconds: 30 * day, now: 0 })).toBeUndefined();
  expect(planHold({ expiresAt: 30 * day * 1000 + 1, vendorClockSeconds: 30 * day, now: 0 })).toEqual({
    task: 'renew',
    dueAt: 29 * day * 1000,
  });
});

test('a renewal is always a day before the vendor’s clock runs out, and renewals come to an end', () => {
  fc.assert(
    fc.property(instant, rest, (start, length) => {
      const expiresAt = start + length;
      let now = start;
      for (let renewals = 0; ; renewals += 1) {
        expect(renewals).toBeLessThan(200);
        const sent = wireDuration({
          expiresAt,
          lengthSeconds: Math.ceil(length / 1000),
          vendorClockSeconds: 30 * day,
          now,
        });
        const plan = planHold({ expiresAt, vendorClockSeconds: 30 * day, now });
        if (!plan) {
          expect(now + sent * 1000).toBeGreaterThanOrEqual(expiresAt);
          expect(now + sent * 1000).toBeLessThan(expiresAt + 1000);
          return;
        }
        expect(sent).toBe(30 * day);
        expect(plan.dueAt).toBe(now + 29 * day * 1000);
        now = plan.dueAt;
      }
    }),
  );
});

test('a duration is whole seconds, at least 1 while there is time, -1 for ever', () => {
  fc.assert(
    fc.property(instant, rest, fc.constantFrom(0, 30 * day), (now, length, vendorClockSeconds) => {
      const lengthSeconds = Math.ceil(length / 1000);
      const sent = wireDuration({ expiresAt: now + length, lengthSeconds, vendorClockSeconds, now });
      expect(Number.isInteger(sent)).toBe(true);
      expect(sent).toBeGreaterThan(0);
      expect(wireDuration({ expiresAt: undefined, lengthSeconds: undefined, vendorClockSeconds, now })).toBe(-1);
      expect(wireDuration({ expiresAt: now, lengthSeconds, vendorClockSeconds, now: now + length })).toBe(0);
    }),
  );
});

test('a clock that was set back never makes it longer than was asked for', () => {
  const hold = { expiresAt: 7_200_000, lengthSeconds: 7200, vendorClockSeconds: 30 * day };
  expect(wireDuration({ ...hold, now: 0 })).toBe(7200);
  expect(wireDuration({ ...hold, now: -3_600_000 })).toBe(7200);
  expect(wireDuration({ ...hold, now: 1_800_001 })).toBe(5400);
});
