import { describe, expect, test } from 'vitest';
import { createProgress } from '../../src/slack/progress.ts';
import { ManualClock } from '../support/manual-clock.ts';

interface Update {
  readonly number: number;
  readonly at: number;
}

/** Cases that are looked at when they are due, lowest number first, as the outbox has them; each look has something new to tell. */
async function run(count: number, forMs: number, tookMs = 0): Promise<readonly Update[]> {
  const clock = new ManualClock();
  const progress = createProgress(clock);
  const updates: Update[] = [];
  const due = new Map<number, number>();
  for (let number = 1; number <= count; number += 1) due.set(number, progress.told(number, ''));
  while (clock.monotonic() < forMs) {
    const next = [...due].find(([, at]) => at <= clock.monotonic());
    if (!next) {
      await clock.advance(50);
      continue;
    }
    const [number] = next;
    const text = `${clock.monotonic()}`;
    const wait = progress.wait(number, text);
    if (wait === undefined) {
      updates.push({ number, at: clock.monotonic() });
      await clock.advance(tookMs);
    }
    due.set(number, clock.monotonic() + (wait ?? progress.told(number, text)));
  }
  return updates;
}

const mostInAMinute = (updates: readonly Update[]) =>
  Math.max(...updates.map(({ at }) => updates.filter((one) => one.at > at - 60_000 && one.at <= at).length));

const perCase = (updates: readonly Update[]) =>
  [...Map.groupBy(updates, ({ number }) => number).values()].map((own) => own.map(({ at }) => at));

describe('running cases’ messages are brought up to date', () => {
  test('every three seconds, not more often', async () => {
    const [own = []] = perCase(await run(1, 60_000));
    const gaps = own.slice(1).map((at, index) => at - (own[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(3000);
    expect(own.length).toBeGreaterThanOrEqual(18);
  });

  test.each([
    [2, 0],
    [15, 0],
    [60, 0],
    [15, 4000],
  ])('at most 40 times a minute all together, and in turn: %i cases, %i ms for each update', async (count, tookMs) => {
    const minutes = 10;
    const updates = await run(count, minutes * 60_000, tookMs);
    expect(mostInAMinute(updates)).toBeLessThanOrEqual(40);
    const room = tookMs > 0 ? Math.floor(60_000 / tookMs) : 40;
    expect(updates.length).toBeGreaterThan(0.85 * minutes * Math.min(room, count * 20));
    const shares = perCase(updates).map((own) => own.length);
    expect(shares).toHaveLength(count);
    expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(2);
  });

  test('at most 40 times a minute also right after a restart, when all are due at once', async () => {
    const clock = new ManualClock();
    const progress = createProgress(clock);
    const updates: Update[] = [];
    const due = new Map(Array.from({ length: 100 }, (_, index) => [index, 0]));
    while (clock.monotonic() < 180_000) {
      for (const [number, at] of due) {
        if (at > clock.monotonic()) continue;
        const wait = progress.wait(number, 'running');
        if (wait === undefined) updates.push({ number, at: clock.monotonic() });
        if (wait === undefined) due.delete(number);
        else due.set(number, clock.monotonic() + wait);
      }
      await clock.advance(50);
    }
    expect(mostInAMinute(updates)).toBeLessThanOrEqual(40);
    expect(updates).toHaveLength(100);
  });

  test('not at all while nothing changes, and that takes nobody’s turn', async () => {
    const clock = new ManualClock();
    const progress = createProgress(clock);
    progress.told(1, 'waiting');
    progress.told(2, '1 of 9');
    await clock.advance(10_000);
    expect(progress.wait(1, 'waiting')).toBe(3000);
    expect(progress.wait(2, '2 of 9')).toBeUndefined();
  });

  test('again at once after Slack refused, for it was not told', async () => {
    const clock = new ManualClock();
    const progress = createProgress(clock);
    progress.told(1, '1 of 9');
    await clock.advance(3000);
    expect(progress.wait(1, '2 of 9')).toBeUndefined();
    progress.refused(1);
    expect(progress.wait(1, '2 of 9')).toBeUndefined();
  });

  test('at whole milliseconds, though the clock counts fractions of them: the outbox takes no others', async () => {
    const clock = new ManualClock();
    const progress = createProgress(clock);
    const waits: (number | undefined)[] = [];
    for (let round = 0; round < 60; round += 1) {
      for (const number of [1, 2]) {
        await clock.advance(377.2136);
        const wait = progress.wait(number, `${round}`);
        waits.push(wait ?? progress.told(number, `${round}`));
      }
    }
    for (let number = 10; number < 60; number += 1) {
      await clock.advance(0.7);
      waits.push(progress.wait(number, 'running'));
    }
    expect(waits.filter((wait) => wait !== undefined && !Number.isInteger(wait))).toEqual([]);
    expect(waits.some((wait) => wait !== undefined && wait > 0)).toBe(true);
  });

  test('and those that ended are waited for by nobody', async () => {
    const clock = new ManualClock();
    const progress = createProgress(clock);
    progress.told(1, '1 of 9');
    progress.told(2, '1 of 9');
    await clock.advance(10_000);
    expect(progress.wait(2, '2 of 9')).toBe(500);
    progress.forget(1);
    expect(progress.wait(2, '2 of 9')).toBeUndefined();
  });
});

describe('the pace of a case', () => {
  test('is that of the last minute, from its beginning if that is known', async () => {
    const clock = new ManualClock();
    const progress = createProgress(clock);
    expect(progress.pace(1, 30, { settled: 0, msAgo: 3000 })).toEqual({ settled: 30, ms: 3000 });
    for (let seconds = 3; seconds <= 300; seconds += 3) {
      await clock.advance(3000);
      progress.pace(1, 30);
    }
    await clock.advance(3000);
    const pace = progress.pace(1, 36);
    expect(pace?.settled).toBe(6);
    expect(pace?.ms).toBeLessThanOrEqual(63_000);
  });

  test('is not known after a restart until the case was seen twice, nor right after it stood still', async () => {
    const clock = new ManualClock();
    const progress = createProgress(clock);
    expect(progress.pace(1, 500)).toBeUndefined();
    await clock.advance(3000);
    expect(progress.pace(1, 560)).toEqual({ settled: 60, ms: 3000 });
    progress.stands(1, 560);
    await clock.advance(3000);
    expect(progress.pace(1, 590)).toEqual({ settled: 30, ms: 3000 });
  });
});
