import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRunner } from '../../src/jobs/runner.ts';
import { silentLog } from '../../src/lib/log.ts';
import { type CarryOutParts, carryOut } from '../../src/moderation/carry-out.ts';
import { createCredentialsAlarm } from '../../src/moderation/credentials-alarm.ts';
import { createOrderShares } from '../../src/moderation/order-shares.ts';
import { createPlaceLocks } from '../../src/moderation/place-locks.ts';
import type { VendorApp } from '../../src/moderation/vendor.ts';
import { type MemoryStore, memoryStore, muteInModules } from '../store/memory-store.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { recordingVendor } from './recording-vendor.ts';

const going = new AbortController().signal;

function partsOf(store: MemoryStore, vendor: VendorApp): CarryOutParts {
  return {
    cases: store.cases,
    apps: new Map([[vendor.name, vendor]]),
    locks: createPlaceLocks(),
    shares: createOrderShares(),
    credentialsAlarm: createCredentialsAlarm({ outbox: store.outbox, clock: store.clock }),
    clock: store.clock,
  };
}

function users(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `user-${index}`);
}

async function outcomes(store: MemoryStore, number: number): Promise<readonly unknown[]> {
  return (await store.cases.groups(number, 0)).map(({ outcome, count, words }) => [
    outcome,
    count,
    ...(words ? [words] : []),
  ]);
}

describe('a case is carried out', () => {
  test.each([1, 100, 101, 3000])('in one way for %i targets: each handed over once, in pages', async (count) => {
    const store = await memoryStore();
    const vendor = recordingVendor();
    await store.recorded(muteInModules(users(count), ['p2p']));
    const asked: number[] = [];
    const openTargets: typeof store.cases.openTargets = (query) => {
      asked.push(query.limit);
      return store.cases.openTargets(query);
    };
    await carryOut(1, { ...partsOf(store, vendor), cases: { ...store.cases, openTargets } }, going);
    expect(vendor.sent.flatMap(({ order }) => order.targets).toSorted()).toEqual(users(count).toSorted());
    expect(
      vendor.sent
        .map(({ order }) => order.targets.length)
        .toSorted((a, b) => b - a)
        .slice(0, -1),
    ).toEqual(Array.from({ length: Math.ceil(count / 100) - 1 }, () => 100));
    expect(Math.max(...asked)).toBeLessThanOrEqual(1000);
    expect(await outcomes(store, 1)).toEqual([['done', count]]);
    expect(await store.cases.open()).toEqual([]);
  });

  test.each([
    [20, 'single'],
    [21, 'bulk'],
  ] as const)('%i targets go in the lane %s, under the case’s number', async (count, lane) => {
    const store = await memoryStore();
    const vendor = recordingVendor();
    await store.recorded(muteInModules(users(count), ['p2p']));
    await carryOut(1, partsOf(store, vendor), going);
    expect(vendor.sent[0]?.order).toMatchObject({
      lane,
      turn: '1',
      action: 'mute',
      giveUpAt: store.clock.now() + 7_200_000,
    });
  });

  test('a few of many that are retried go in the lane single: somebody waits for them', async () => {
    const store = await memoryStore();
    const names = users(30);
    await store.recorded(muteInModules(names, ['p2p']));
    await store.carriedOut(1, names.slice(3), 'done');
    await store.carriedOut(1, names.slice(0, 3), 'failed');
    await store.followUps.retry({ number: 1, moderator: 'UBOB', deliveryKey: 'button:1' }, () => true);
    const vendor = recordingVendor();
    await carryOut(1, partsOf(store, vendor), going);
    expect(vendor.sent.map(({ order }) => [order.lane, order.targets.length])).toEqual([['single', 3]]);
  });

  test('without more orders at once than the vendor wants', async () => {
    const store = await memoryStore();
    let [now, most] = [0, 0];
    const vendor = recordingVendor({
      size: 1,
      concurrency: 3,
      answer: async () => {
        now += 1;
        most = Math.max(most, now);
        await new Promise(setImmediate);
        now -= 1;
        return undefined;
      },
    });
    await store.recorded(muteInModules(users(30), ['p2p']));
    await carryOut(1, partsOf(store, vendor), going);
    expect(most).toBe(3);
  });

  test('only as far as it got when it is stopped, and a second run finishes exactly the rest', async () => {
    const store = await memoryStore();
    const stop = new AbortController();
    const first = recordingVendor({
      size: 10,
      concurrency: 1,
      answer: async (_, index) => {
        if (index === 2) stop.abort(new Error('stopping'));
        return undefined;
      },
    });
    await store.recorded(muteInModules(users(100), ['p2p']));
    await carryOut(1, partsOf(store, first), stop.signal);
    expect(await outcomes(store, 1)).toEqual([
      ['done', 30],
      [undefined, 70],
    ]);
    const second = recordingVendor({ size: 10 });
    await carryOut(1, partsOf(store, second), going);
    expect(second.sent.flatMap(({ order }) => order.targets).toSorted()).toEqual(users(100).slice(30).toSorted());
    expect(await outcomes(store, 1)).toEqual([['done', 100]]);
    await carryOut(1, partsOf(store, second), going);
    expect(second.sent).toHaveLength(7);
  });

  test('until the vendor says no about the whole place: the rest is rejected without another call', async () => {
    const store = await memoryStore();
    const no = { code: '660600001', words: 'there is no such group' };
    const vendor = recordingVendor({
      size: 10,
      concurrency: 1,
      answer: async (order) => ({
        endings: order.targets.map((target) => ({ target, outcome: 'rejected', ...no })),
        end: { placeRejected: no },
      }),
    });
    await store.recorded(muteInModules(users(50), ['p2p']));
    await carryOut(1, partsOf(store, vendor), going);
    expect(vendor.sent).toHaveLength(1);
    expect(await outcomes(store, 1)).toEqual([['rejected', 50, no.words]]);
  });

  test('until the credentials are refused: what was not sent failed, and people are told once in ten minutes', async () => {
    const store = await memoryStore();
    const no = { code: '414', words: 'NetEase refused the credentials' };
    const vendor = recordingVendor({
      size: 10,
      concurrency: 1,
      answer: async (order) => ({
        endings: order.targets.map((target) => ({ target, outcome: 'failed', ...no })),
        end: { credentialsRefused: no },
      }),
    });
    const parts = partsOf(store, vendor);
    for (const wait of [0, 599_999, 1]) {
      await store.clock.advance(wait);
      const number = await store.recorded(muteInModules(users(50), ['p2p']));
      await carryOut(number, parts, going);
      expect(await outcomes(store, number)).toEqual([['failed', 50, no.words]]);
    }
    const notices = store.sql(`select text, case_number from outbox where kind = 'notice'`);
    expect(notices.map(({ case_number }) => case_number)).toEqual([1, 3]);
    expect(notices[0]?.text).toContain('NetEase refused the credentials of the app netease (414)');
  });

  test('to failed with words when its app is not set up any more, and was not again before its time was up', async () => {
    const store = await memoryStore();
    await store.recorded(muteInModules(['alice'], ['p2p']));
    await store.recorded(muteInModules(['bob'], ['p2p'], { length: { kind: 'permanent' } }));
    const parts = partsOf(store, recordingVendor({ name: 'other' }));
    const carried = Promise.all([carryOut(1, parts, going), carryOut(2, parts, going)]);
    await store.clock.advance(7_199_999);
    expect(await store.cases.open()).toEqual([1, 2]);
    await store.clock.advance(1);
    expect(await outcomes(store, 1)).toEqual([['failed', 1, 'the app netease is no longer set up in Hush']]);
    await store.clock.advance(86_400_000);
    await carried;
    expect(await outcomes(store, 2)).toEqual([['failed', 1, 'the app netease is no longer set up in Hush']]);
  });

  test('once its app is set up again, and until then it can be cancelled', async () => {
    const store = await memoryStore();
    await store.recorded(muteInModules(['alice'], ['p2p']));
    await store.recorded(muteInModules(['bob'], ['p2p']));
    const without = createRunner({
      ...partsOf(store, recordingVendor({ name: 'other' })),
      clock: store.clock,
      log: silentLog,
    });
    for (const number of [1, 2]) without.start(number);
    await store.clock.advance(3_700_000);
    await store.followUps.cancel({ number: 2, moderator: 'UMARIA', deliveryKey: 'button:1' }, () => true);
    without.cancel(2);
    await store.clock.advance(0);
    expect(await outcomes(store, 2)).toEqual([['skipped', 1, 'it was cancelled']]);
    await without.stop();
    await carryOut(1, partsOf(store, recordingVendor()), going);
    expect(await outcomes(store, 1)).toEqual([['done', 1]]);
  });

  test('to failed with words when the vendor cannot do it', async () => {
    const store = await memoryStore();
    const vendor = { ...recordingVendor(), batching: () => ({ unsupported: 'NetEase cannot do that' }) };
    await store.recorded(muteInModules(['alice'], ['p2p']));
    await carryOut(1, partsOf(store, vendor), going);
    expect(await outcomes(store, 1)).toEqual([['failed', 1, 'NetEase cannot do that']]);
  });
});

describe('the runner', () => {
  function runnerOf(store: MemoryStore, vendor: VendorApp, changes: Partial<CarryOutParts> = {}) {
    return createRunner({ ...partsOf(store, vendor), ...changes, clock: store.clock, log: silentLog });
  }

  test('takes a case up again when the store does not answer, after growing pauses', async () => {
    const store = await memoryStore();
    let failures = 3;
    const settle: typeof store.cases.settle = (...args) =>
      failures-- > 0 ? Promise.reject(new Error('disk full')) : store.cases.settle(...args);
    const runner = runnerOf(store, recordingVendor(), { cases: { ...store.cases, settle } });
    await store.recorded(muteInModules(['alice'], ['p2p']));
    runner.start(1);
    await store.clock.advance(0);
    for (const pause of [1000, 2000, 4000]) {
      await store.clock.advance(pause - 1);
      expect(await store.cases.open()).toEqual([1]);
      await store.clock.advance(1);
      await store.clock.advance(0);
    }
    expect(await store.cases.open()).toEqual([]);
  });

  test('does not begin a case that is under way, and waits at its stop for all that is in flight', async () => {
    const store = await memoryStore();
    const { promise: answered, resolve: answer } = Promise.withResolvers<undefined>();
    const vendor = recordingVendor({ answer: () => answered });
    const runner = runnerOf(store, vendor);
    await store.recorded(muteInModules(['alice'], ['p2p']));
    runner.start(1);
    runner.start(1);
    await store.clock.advance(0);
    expect(vendor.sent).toHaveLength(1);
    let stopped = false;
    const stopping = runner.stop().then(() => {
      stopped = true;
    });
    await store.clock.advance(1000);
    expect(stopped).toBe(false);
    answer(undefined);
    await stopping;
    expect(await store.cases.open()).toEqual([]);
    runner.start(1);
    await store.clock.advance(0);
    expect(vendor.sent).toHaveLength(1);
  });

  test('waits also for the requests beside one that broke', async () => {
    const store = await memoryStore();
    const { promise: answered, resolve: answer } = Promise.withResolvers<undefined>();
    const vendor = recordingVendor({
      size: 1,
      answer: (_, index) => (index === 0 ? Promise.reject(new Error('a bug')) : answered),
    });
    const runner = runnerOf(store, vendor);
    await store.recorded(muteInModules(['alice', 'bob'], ['p2p']));
    runner.start(1);
    await store.clock.advance(0);
    let stopped = false;
    const stopping = runner.stop().then(() => {
      stopped = true;
    });
    await store.clock.advance(60_000);
    expect(stopped).toBe(false);
    answer(undefined);
    await stopping;
    expect(await outcomes(store, 1)).toEqual([
      ['done', 1],
      [undefined, 1],
    ]);
  });
});

test('two calls for one target are never in flight together, and the newest case has the last word', async () => {
  const names = ['alice', 'bob', 'carol', 'dave'];
  const plan = fc.array(fc.uniqueArray(fc.constantFrom(...names), { minLength: 1 }), { minLength: 2, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(plan, fc.infiniteStream(fc.integer({ min: 1, max: 5 })), async (cases, delays) => {
      const store = await memoryStore();
      const clock = new ManualClock();
      const inFlight = new Set<string>();
      const lastWord = new Map<string, string>();
      const vendor = recordingVendor({
        size: 2,
        answer: async (order) => {
          const sent = vendor.sent.at(-1)?.clearance.targets.map(({ target }) => target) ?? [];
          for (const target of sent) {
            expect(inFlight.has(target)).toBe(false);
            inFlight.add(target);
            lastWord.set(target, order.turn);
          }
          await clock.sleep(delays.next().value ?? 1);
          for (const target of sent) inFlight.delete(target);
          return undefined;
        },
      });
      const parts = partsOf(store, vendor);
      const work = [];
      for (const targets of cases) {
        const number = await store.recorded(muteInModules(targets, ['p2p']));
        work.push(carryOut(number, parts, going));
        await clock.advance(delays.next().value ?? 1);
      }
      for (let turn = 0; turn < 200; turn += 1) await clock.advance(1);
      await Promise.all(work);
      for (const name of names) {
        const newest = cases.findLastIndex((targets) => targets.includes(name)) + 1;
        if (newest > 0) expect(lastWord.get(name)).toBe(String(newest));
      }
      expect(await store.cases.open()).toEqual([]);
    }),
    { numRuns: 15 },
  );
});
