import { describe, expect, test } from 'vitest';
import { batchEnds, carryOutEnds } from '../../src/moderation/lift.ts';
import { createPlaceLocks } from '../../src/moderation/place-locks.ts';
import type { DueHold } from '../../src/moderation/ports.ts';
import { dueNow, type MemoryStore, memoryStore, muteInLobby, muteInModules } from '../store/memory-store.ts';
import { type RecordingVendor, recordingVendor } from './recording-vendor.ts';

const day = 86_400;

async function carryDue(store: MemoryStore, vendor: RecordingVendor): Promise<readonly DueHold[]> {
  const due = await dueNow(store);
  const parts = { holds: store.holds, locks: createPlaceLocks(), lane: 'single' as const };
  for (const batch of batchEnds(due, new Map([[vendor.name, vendor]]))) {
    await carryOutEnds(batch, parts, new AbortController().signal);
  }
  return due;
}

describe('an end that is due', () => {
  test('of a mute unmutes', async () => {
    const store = await memoryStore();
    const vendor = recordingVendor();
    await store.recorded(muteInModules(['alice', 'bob'], ['p2p', 'team']));
    await store.carriedOut(1, ['alice', 'bob'], 'done');
    await store.clock.advance(7_200_000);
    await carryDue(store, vendor);
    expect(vendor.sent).toMatchObject([
      {
        order: { action: 'unmute', targets: ['alice', 'bob'], lane: 'single', turn: 'ends' },
        clearance: { durationSeconds: 0 },
      },
    ]);
    expect(await store.outbox.lifts(1)).toMatchObject([{ outcome: 'done', count: 2 }]);
  });

  test('of a silence unsilences, for the same user', async () => {
    const store = await memoryStore();
    const vendor = recordingVendor({ name: 'zim' });
    const place = { kind: 'notifications', app: 'zim', user: 'alice', of: 'groups' } as const;
    await store.recorded(muteInLobby(['g1'], { action: 'silence', place, vendorClockSeconds: 0 }));
    await store.carriedOut(1, ['g1'], 'done');
    await store.clock.advance(7_200_000);
    await carryDue(store, vendor);
    expect(vendor.sent).toMatchObject([{ order: { action: 'unsilence', place, targets: ['g1'] } }]);
  });

  test('names only the modules that no newer case took over', async () => {
    const store = await memoryStore();
    const vendor = recordingVendor();
    await store.recorded(muteInModules(['alice', 'bob'], ['p2p', 'team', 'room']));
    await store.carriedOut(1, ['alice', 'bob'], 'done');
    await store.recorded(muteInModules(['alice'], ['team'], { length: { kind: 'permanent' } }));
    await store.carriedOut(2, ['alice'], 'done');
    await store.clock.advance(7_200_000);
    await carryDue(store, vendor);
    const asked = vendor.sent.map(({ order, clearance }) => [order.place, clearance.targets]);
    expect(asked).toMatchObject([
      [{ modules: ['p2p', 'room'] }, [{ target: 'alice', modules: ['p2p', 'room'] }]],
      [{ modules: ['p2p', 'team', 'room'] }, [{ target: 'bob', modules: ['p2p', 'team', 'room'] }]],
    ]);
  });

  test('goes out in orders no bigger than the vendor takes', async () => {
    const store = await memoryStore();
    const vendor = recordingVendor({ size: 3 });
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    await store.recorded(muteInModules(names, ['p2p']));
    await store.carriedOut(1, names, 'done');
    await store.clock.advance(7_200_000);
    await carryDue(store, vendor);
    expect(vendor.sent.map(({ order }) => order.targets)).toEqual([['a', 'b', 'c'], ['d', 'e', 'f'], ['g']]);
  });
});

describe('a renewal', () => {
  test('mutes again for the time still to go, each case for its own', async () => {
    const store = await memoryStore();
    const vendor = recordingVendor({ name: 'zim' });
    for (const [name, days] of [
      ['alice', 40],
      ['bob', 50],
    ] as const) {
      const number = await store.recorded(muteInLobby([name], { length: { kind: 'timed', seconds: days * day } }));
      await store.carriedOut(number, [name], 'done');
    }
    await store.clock.advance(29 * day * 1000);
    await carryDue(store, vendor);
    expect(vendor.sent.map(({ order, clearance }) => [order.action, order.targets, clearance.durationSeconds])).toEqual(
      [
        ['mute', ['alice'], 11 * day],
        ['mute', ['bob'], 21 * day],
      ],
    );
    expect(store.sql('select task from holds')).toEqual([{ task: null }, { task: null }]);
  });

  test('after one that was lost counts as the first, so that a no to it is told', async () => {
    const store = await memoryStore();
    const vendor = recordingVendor({
      name: 'zim',
      answer: async ({ targets }) => ({ endings: targets.map((target) => ({ target, outcome: 'unconfirmed' })) }),
    });
    await store.recorded(muteInLobby(['alice'], { length: { kind: 'timed', seconds: 40 * day } }));
    await store.carriedOut(1, ['alice'], 'done');
    await store.clock.advance(29 * day * 1000);
    await carryDue(store, vendor);
    await store.clock.advance(2000);
    await carryDue(store, vendor);
    expect(vendor.sent.map(({ clearance }) => clearance.targets)).toEqual([
      [{ target: 'alice', repeated: false }],
      [{ target: 'alice', repeated: false }],
    ]);
  });
});
