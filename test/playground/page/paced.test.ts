import { expect, test } from 'vitest';
import { Paced } from '../../../src/playground/page/paced.ts';
import { ManualClock } from '../../support/manual-clock.ts';

test('work that is asked for often is done at once, then no oftener than said, and the last asking counts', async () => {
  const clock = new ManualClock();
  const done: number[] = [];
  const start = clock.monotonic();
  const paced = new Paced(clock, 200, () => done.push(clock.monotonic() - start));
  for (let ms = 0; ms < 500; ms += 10) {
    paced.ask();
    await clock.advance(10);
  }
  await clock.advance(1000);
  expect(done.length).toBe(4);
  for (const [index, at] of done.entries())
    if (index > 0) expect(at - (done[index - 1] ?? 0)).toBeGreaterThanOrEqual(200);
  expect(done[0]).toBeLessThanOrEqual(10);
  expect(done.at(-1)).toBeGreaterThanOrEqual(490);

  paced.ask();
  paced.stop();
  await clock.advance(1000);
  expect(done.length).toBe(4);
});
