import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createOrderShares, type OrderShares } from '../../src/moderation/order-shares.ts';

const settled = () => new Promise(setImmediate);

/** A case of so many orders, each under way until the test ends it. */
function startCase(shares: OrderShares, { orders, most = 100, kind = 'bulk' }: Parts) {
  const underWay: (() => void)[] = [];
  let [begun, isDone] = [0, false];
  const batches = async function* () {
    for (let order = 0; order < orders; order += 1) yield order;
  };
  const done = shares
    .work({ kind, most }, batches(), async () => {
      begun += 1;
      await new Promise<void>((end) => underWay.push(end));
    })
    .then(() => {
      isDone = true;
    });
  return {
    done,
    isDone: () => isDone,
    running: () => underWay.length,
    left: () => orders - begun + underWay.length,
    /** The oldest of its orders is none of those that end; returns what ends it. */
    keepOldest: () => {
      const [oldest] = underWay.splice(0, 1);
      if (!oldest) throw new Error('Nothing is under way.');
      return oldest;
    },
    /** The oldest of its orders end. */
    end: async (count = 1) => {
      for (const end of underWay.splice(0, count)) end();
      await settled();
    },
  };
}
interface Parts {
  readonly orders: number;
  readonly most?: number;
  readonly kind?: string;
}

test('one case alone has as many orders under way as its vendor wants', async () => {
  const one = startCase(createOrderShares(), { orders: 1000 });
  await settled();
  expect(one.running()).toBe(100);
  await one.end(30);
  expect(one.running()).toBe(100);
});

test('of three hundred cases each has one order under way at least, and all together no more than were enough', async () => {
  const shares = createOrderShares();
  const cases = Array.from({ length: 300 }, () => startCase(shares, { orders: 100 }));
  await settled();
  const running = cases.map((one) => one.running());
  expect(Math.min(...running)).toBe(1);
  expect(running.reduce((sum, own) => sum + own, 0)).toBeLessThanOrEqual(200 + 300);
});

test('cases that came first give way until all have alike, and the last one has it all again', async () => {
  const shares = createOrderShares();
  const [first, second, third] = [1, 2, 3].map(() => startCase(shares, { orders: 5000 }));
  if (!first || !second || !third) throw new Error('There are three.');
  await settled();
  expect([first.running(), second.running(), third.running()]).toEqual([100, 100, 1]);
  for (let times = 0; times < 100; times += 1) for (const one of [first, second, third]) await one.end();
  expect([first.running(), second.running(), third.running()]).toEqual([66, 66, 66]);
  while (!first.isDone() || !second.isDone()) for (const one of [first, second]) await one.end(20);
  await third.end();
  expect(third.running()).toBe(100);
});

test('what cannot end of one case leaves all other room to who has more to do, and another kind not at all', async () => {
  const shares = createOrderShares();
  const stuck = Array.from({ length: 150 }, () => startCase(shares, { orders: 1 }));
  const bulk = startCase(shares, { orders: 1000 });
  const other = startCase(shares, { orders: 1000, kind: 'single' });
  await settled();
  await bulk.end();
  expect([bulk.running(), other.running()]).toEqual([50, 100]);
  for (const one of stuck) await one.end();
  await Promise.all(stuck.map(({ done }) => done));
});

test('a case whose first order takes for ever goes on with the others, also after it had to make room', async () => {
  const shares = createOrderShares();
  const bulk = startCase(shares, { orders: 1000 });
  await settled();
  const stuck = bulk.keepOldest();
  const short = Array.from({ length: 200 }, () => startCase(shares, { orders: 3 }));
  await settled();
  await bulk.end(99);
  expect(bulk.running()).toBe(0);
  while (short.some((one) => !one.isDone())) for (const one of short) await one.end();
  expect(bulk.running()).toBe(99);
  while (bulk.left() > 0) await bulk.end(20);
  expect(bulk.isDone()).toBe(false);
  stuck();
  await bulk.done;
});

test('a case that came when there was no room gets its share as soon as there is', async () => {
  const shares = createOrderShares();
  const [first, second, third] = [100, 100, 500].map((orders) => startCase(shares, { orders }));
  if (!first || !second || !third) throw new Error('There are three.');
  await settled();
  expect(third.running()).toBe(1);
  await first.end(40);
  expect(third.running()).toBe(40);
});

test('the first error is told once what was under way has ended, and nothing more is begun', async () => {
  const ends: PromiseWithResolvers<void>[] = [];
  const batches = async function* () {
    for (let order = 0; order < 100; order += 1) yield order;
  };
  const work = createOrderShares().work({ kind: 'bulk', most: 3 }, batches(), () => {
    const one = Promise.withResolvers<void>();
    ends.push(one);
    return one.promise;
  });
  let told: unknown;
  work.catch((error) => {
    told = error;
  });
  await settled();
  ends[1]?.reject(new Error('disk full'));
  await settled();
  ends[0]?.resolve();
  await settled();
  expect([ends.length, told]).toEqual([3, undefined]);
  ends[2]?.reject(new Error('another'));
  await expect(work).rejects.toThrow('disk full');
});

test('an error of what is to be carried out next is told too', async () => {
  const batches = async function* () {
    yield 1;
    throw new Error('disk full');
  };
  const carried: number[] = [];
  const work = createOrderShares().work({ kind: 'bulk', most: 3 }, batches(), async (one) => {
    carried.push(one);
  });
  await expect(work).rejects.toThrow('disk full');
  expect(carried).toEqual([1]);
});

test('whoever comes and whatever ends when, every order is begun, within the limits', async () => {
  const plan = fc.array(fc.record({ orders: fc.nat(400), most: fc.integer({ min: 1, max: 100 }) }), {
    minLength: 1,
    maxLength: 12,
  });
  await fc.assert(
    fc.asyncProperty(plan, fc.infiniteStream(fc.nat(1000)), async (asked, dice) => {
      const shares = createOrderShares();
      const cases: ReturnType<typeof startCase>[] = [];
      while (cases.length < asked.length || cases.some((one) => !one.isDone())) {
        const next = asked[cases.length];
        if (next && (dice.next().value ?? 0) < 300) cases.push(startCase(shares, next));
        for (const one of cases) await one.end((dice.next().value ?? 0) % 40);
        await settled();
        const running = cases.map((one) => one.running());
        expect(running.reduce((sum, own) => sum + own, 0)).toBeLessThanOrEqual(200 + cases.length);
        for (const [index, one] of cases.entries()) {
          if (one.left() > 0) expect(one.running()).toBeGreaterThan(0);
          expect(one.running()).toBeLessThanOrEqual(asked[index]?.most ?? 0);
        }
      }
      expect(cases.map((one) => one.left())).toEqual(cases.map(() => 0));
    }),
    { numRuns: 40 },
  );
});
