import { describe, expect, test } from 'vitest';
import { createEnds } from '../../src/jobs/ends.ts';
import { silentLog } from '../../src/lib/log.ts';
import { createCredentialsAlarm } from '../../src/moderation/credentials-alarm.ts';
import { createPlaceLocks } from '../../src/moderation/place-locks.ts';
import type { Holds } from '../../src/moderation/ports.ts';
import { type RecordingVendor, recordingVendor } from '../moderation/recording-vendor.ts';
import { type MemoryStore, memoryStore, muteInModules } from '../store/memory-store.ts';

function endsOf(
  store: MemoryStore,
  vendor: RecordingVendor,
  holds: Holds = store.holds,
  others: readonly RecordingVendor[] = [],
) {
  return createEnds({
    holds,
    apps: new Map([vendor, ...others].map((each) => [each.name, each])),
    locks: createPlaceLocks(),
    credentialsAlarm: createCredentialsAlarm({ outbox: store.outbox, clock: store.clock }),
    clock: store.clock,
    log: silentLog,
  });
}

async function muted(store: MemoryStore, names: readonly string[], app = 'netease'): Promise<void> {
  const number = await store.recorded(
    muteInModules(names, ['p2p'], { place: { kind: 'modules', app, modules: ['p2p'] } }),
  );
  await store.carriedOut(number, names, 'done');
}

describe('ends', () => {
  test('are on time to half a second', async () => {
    const store = await memoryStore();
    const vendor = recordingVendor();
    await muted(store, ['alice']);
    const ends = endsOf(store, vendor);
    ends.start();
    await store.clock.advance(7_199_999);
    expect(vendor.sent).toEqual([]);
    await store.clock.advance(501);
    expect(vendor.sent).toMatchObject([{ order: { action: 'unmute', targets: ['alice'], lane: 'single' } }]);
    expect(store.sql('select * from holds')).toEqual([]);
    await ends.stop();
  });

  test('that came due while Hush was not running are carried out at its start', async () => {
    const store = await memoryStore();
    const vendor = recordingVendor();
    await muted(store, ['alice']);
    store.clock.jump(86_400_000);
    const ends = endsOf(store, vendor);
    ends.start();
    await store.clock.advance(0);
    expect(vendor.sent).toHaveLength(1);
    await ends.stop();
  });

  test('of many targets go together, behind what people wait for', async () => {
    const store = await memoryStore();
    const vendor = recordingVendor();
    const names = Array.from({ length: 150 }, (_, index) => `user-${index}`);
    await muted(store, names);
    store.clock.jump(7_200_000);
    const ends = endsOf(store, vendor);
    ends.start();
    await store.clock.advance(10);
    expect(vendor.sent.map(({ order }) => [order.targets.length, order.lane])).toEqual([
      [100, 'bulk'],
      [50, 'bulk'],
    ]);
    await ends.stop();
  });

  test('never have more under way than their app can use, and never hide those of another app', async () => {
    const store = await memoryStore();
    const stuck = recordingVendor({
      name: 'stuck',
      size: 1,
      concurrency: 10,
      answer: () => new Promise(() => undefined),
    });
    const other = recordingVendor({ name: 'netease', size: 1, concurrency: 10 });
    const names = (count: number) => Array.from({ length: count }, (_, index) => `user-${index}`);
    await muted(store, names(700), 'stuck');
    await muted(store, names(30));
    store.clock.jump(7_200_000);
    endsOf(store, stuck, store.holds, [other]).start();
    await store.clock.advance(2000);
    expect(stuck.sent).toHaveLength(10);
    expect(other.sent).toHaveLength(30);
  });

  test('under way are not begun again, and a stop waits for them', async () => {
    const store = await memoryStore();
    const { promise: answered, resolve: answer } = Promise.withResolvers<undefined>();
    const vendor = recordingVendor({ answer: () => answered });
    await muted(store, ['alice']);
    store.clock.jump(7_200_000);
    const ends = endsOf(store, vendor);
    ends.start();
    await store.clock.advance(10_000);
    expect(vendor.sent).toHaveLength(1);
    let stopped = false;
    const stopping = ends.stop().then(() => {
      stopped = true;
    });
    await store.clock.advance(1000);
    expect(stopped).toBe(false);
    answer(undefined);
    await stopping;
    expect(store.sql('select * from holds')).toEqual([]);
  });

  test('that get no answer are asked for again, and their case’s thread is told after a minute', async () => {
    const store = await memoryStore();
    const vendor = recordingVendor({
      answer: async (order) => ({ endings: order.targets.map((target) => ({ target, outcome: 'unconfirmed' })) }),
    });
    await muted(store, ['alice']);
    store.clock.jump(7_200_000);
    const ends = endsOf(store, vendor);
    ends.start();
    await store.clock.advance(59_000);
    expect(vendor.sent).toHaveLength(5);
    expect(vendor.sent.map(({ clearance }) => clearance.targets[0]?.repeated)).toEqual([false, true, true, true, true]);
    expect(await store.outbox.unanswered(1)).toEqual({ lift: 0, renew: 0 });
    await store.clock.advance(2000);
    expect(await store.outbox.unanswered(1)).toEqual({ lift: 1, renew: 0 });
    await ends.stop();
  });

  test('of an app that is not set up any more do not stand before those of others, and people are told', async () => {
    const store = await memoryStore();
    const vendor = recordingVendor();
    const names = Array.from({ length: 600 }, (_, index) => `user-${index}`);
    await muted(store, names, 'gone');
    await store.clock.advance(1);
    await muted(store, ['alice']);
    store.clock.jump(7_200_000);
    const ends = endsOf(store, vendor);
    ends.start();
    await store.clock.advance(1000);
    expect(vendor.sent).toMatchObject([{ order: { targets: ['alice'] } }]);
    await store.clock.advance(62_000);
    expect(await store.outbox.unanswered(1)).toEqual({ lift: 600, renew: 0 });
    await ends.stop();
  });

  test('survive a vendor that breaks and a store that does not answer', async () => {
    const store = await memoryStore();
    let [vendorBreaks, storeBreaks] = [true, true];
    const vendor = recordingVendor({
      answer: async () => {
        if (vendorBreaks) throw new Error('a bug');
        return undefined;
      },
    });
    const due: Holds['due'] = (query) => (storeBreaks ? Promise.reject(new Error('locked')) : store.holds.due(query));
    await muted(store, ['alice']);
    store.clock.jump(7_200_000);
    const ends = endsOf(store, vendor, { ...store.holds, due });
    ends.start();
    await store.clock.advance(1000);
    storeBreaks = false;
    await store.clock.advance(1000);
    vendorBreaks = false;
    await store.clock.advance(1000);
    expect(store.sql('select * from holds')).toEqual([]);
    await ends.stop();
  });

  test('tell people when the vendor refuses the credentials', async () => {
    const store = await memoryStore();
    const no = { code: '414', words: 'refused' };
    const vendor = recordingVendor({
      answer: async (order) => ({
        endings: order.targets.map((target) => ({ target, outcome: 'failed', ...no })),
        end: { credentialsRefused: no },
      }),
    });
    await muted(store, ['alice']);
    store.clock.jump(7_200_000);
    const ends = endsOf(store, vendor);
    ends.start();
    await store.clock.advance(30_000);
    expect(store.sql(`select text from outbox where kind = 'notice'`)).toHaveLength(1);
    await ends.stop();
  });
});
