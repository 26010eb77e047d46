import { expect, test } from 'vitest';
import { carryOut } from '../../src/moderation/carry-out.ts';
import { createCredentialsAlarm } from '../../src/moderation/credentials-alarm.ts';
import { createOrderShares } from '../../src/moderation/order-shares.ts';
import { createPlaceLocks } from '../../src/moderation/place-locks.ts';
import type { VendorApp } from '../../src/moderation/vendor.ts';
import { dueNow, type MemoryStore, memoryStore, muteInModules } from '../store/memory-store.ts';
import { recordingVendor } from './recording-vendor.ts';

/** A vendor app may not know what an earlier run of the case did: after a crash, or when what failed is tried again. */

const words = 'NetEase refused the credentials (414); Hush asks again at 12:00:00 UTC';

/** Sends nothing, and so asks about nothing. */
const shutApp: VendorApp = {
  ...recordingVendor(),
  carryOut: async (order) => {
    await order.settle(order.targets.map((target) => ({ target, outcome: 'failed', code: '414', words })));
    return { credentialsRefused: { code: '414', words } };
  },
};

async function carriedOutBy(app: VendorApp, store: MemoryStore): Promise<readonly unknown[]> {
  const parts = {
    cases: store.cases,
    apps: new Map([[app.name, app]]),
    locks: createPlaceLocks(),
    shares: createOrderShares(),
    credentialsAlarm: createCredentialsAlarm({ outbox: store.outbox, clock: store.clock }),
    clock: store.clock,
  };
  await carryOut(1, parts, new AbortController().signal);
  const targets = await store.cases.targets({ number: 1, after: -1, limit: 10 });
  return targets.map(({ target, outcome, words: why }) => [target, outcome, why].filter(Boolean).join(' '));
}

test('an app that may send nothing fails only what no request was ever sent for; the rest is still ended', async () => {
  const store = await memoryStore();
  await store.recorded(muteInModules(['alice', 'bob'], ['p2p']));
  await store.carriedOut(1, ['alice'], 'unconfirmed');
  await store.carriedOut(1, ['bob'], 'failed');
  await store.followUps.retry({ number: 1, moderator: 'UBOB', deliveryKey: 'button:1' }, () => true);
  expect(await carriedOutBy(shutApp, store)).toEqual([
    `alice unconfirmed an earlier request may have worked; then ${words}`,
    `bob failed ${words}`,
  ]);
  store.clock.jump(7_200_000);
  expect(await dueNow(store)).toMatchObject([{ target: 'alice', task: 'lift' }]);
});

test('an app that may send nothing does not have the last word over a newer case', async () => {
  const store = await memoryStore();
  await store.recorded(muteInModules(['alice'], ['p2p']));
  await store.recorded(muteInModules(['alice'], ['p2p']));
  expect(await carriedOutBy(shutApp, store)).toEqual(['alice skipped case 2 is newer']);
});
