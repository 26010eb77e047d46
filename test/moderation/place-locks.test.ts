import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPlaceLocks } from '../../src/moderation/place-locks.ts';
import { ManualClock } from '../support/manual-clock.ts';

const going = new AbortController().signal;

test('claims on the same target go in the order they were made; others do not wait', async () => {
  const locks = createPlaceLocks();
  const log: string[] = [];
  const claim = async (name: string, scope: string, targets: readonly string[]) => {
    const release = await locks.hold({ scope, targets }, going);
    log.push(name);
    return release;
  };
  const first = await claim('first', 'lobby', ['alice', 'bob']);
  const second = claim('second', 'lobby', ['bob', 'carol']);
  const third = claim('third', 'lobby', ['carol']);
  await claim('elsewhere', 'hall', ['bob']);
  await claim('dave', 'lobby', ['dave']);
  expect(log).toEqual(['first', 'elsewhere', 'dave']);
  first();
  (await second)();
  await third;
  expect(log).toEqual(['first', 'elsewhere', 'dave', 'second', 'third']);
});

test('a claim that is given up lets those behind it through, but only after those before it', async () => {
  const locks = createPlaceLocks();
  const stop = new AbortController();
  const first = await locks.hold({ scope: 'lobby', targets: ['alice'] }, going);
  const given = locks.hold({ scope: 'lobby', targets: ['alice'] }, stop.signal);
  let through = false;
  const behind = locks.hold({ scope: 'lobby', targets: ['alice'] }, going).then(() => {
    through = true;
  });
  stop.abort(new Error('stopping'));
  await expect(given).rejects.toThrow('stopping');
  await expect(locks.hold({ scope: 'lobby', targets: ['alice'] }, stop.signal)).rejects.toThrow('stopping');
  expect(through).toBe(false);
  first();
  await behind;
  expect(through).toBe(true);
});

test('claims on overlapping targets never wait for each other in a circle', async () => {
  const claims = fc.array(fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1 }), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(claims, async (all) => {
      const locks = createPlaceLocks();
      const clock = new ManualClock();
      const held = new Set<string>();
      let done = 0;
      for (const targets of all) {
        void locks.hold({ scope: 'lobby', targets }, going).then(async (release) => {
          for (const target of targets) {
            expect(held.has(target)).toBe(false);
            held.add(target);
          }
          await clock.sleep(1);
          for (const target of targets) held.delete(target);
          done += 1;
          release();
        });
      }
      await clock.advance(all.length + 1);
      expect(done).toBe(all.length);
    }),
    { numRuns: 50 },
  );
});
