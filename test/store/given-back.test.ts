import { expect, test } from 'vitest';
import type { Outcome } from '../../src/moderation/outcome.ts';
import { dueNow, type MemoryStore, memoryStore, muteInLobby, muteInModules, unmuting } from './memory-store.ts';

/**
 * What a case in doubt took over from an older one is the older one's again when a retry shows that it surely did not happen: else nobody
 * would end it.
 */

const yes = () => true;
const hours = (count: number) => ({ length: { kind: 'timed', seconds: count * 3600 } }) as const;
const heldBy = (store: MemoryStore) =>
  store
    .sql('select case_number as number, target, places from holds order by case_number, target')
    .map((row) => ({ ...row }));

async function doubtedThen(outcome: Outcome, store: MemoryStore, targets: readonly string[]): Promise<void> {
  await store.carriedOut(2, targets, 'unconfirmed');
  await store.followUps.retry({ number: 2, moderator: 'UBOB', deliveryKey: 'button:back' }, yes);
  await store.carriedOut(2, targets, outcome);
}

test.each<Outcome>([
  'failed',
  'rejected',
])('an unmute that was in doubt and then %s leaves the older end standing', async (outcome) => {
  const store = await memoryStore();
  await store.recorded(muteInModules(['alice', 'bob'], ['p2p', 'team'], hours(2)));
  await store.carriedOut(1, ['alice', 'bob'], 'done');
  await store.recorded(unmuting(muteInModules(['alice', 'bob'], ['p2p'])));
  await doubtedThen(outcome, store, ['alice', 'bob']);
  expect(heldBy(store)).toEqual([
    { number: 1, target: 'alice', places: 3 },
    { number: 1, target: 'bob', places: 3 },
  ]);
  store.clock.jump(2 * 3_600_000);
  const due = await dueNow(store);
  expect(due).toMatchObject([
    { case: 1, task: 'lift', place: { modules: ['p2p', 'team'] } },
    { case: 1, task: 'lift' },
  ]);
});

test('a mute that was in doubt and then failed gives back what it had taken over, and is listed again', async () => {
  const store = await memoryStore();
  await store.recorded(muteInModules(['alice'], ['p2p'], hours(2)));
  await store.carriedOut(1, ['alice'], 'done');
  await store.recorded(muteInModules(['alice'], ['p2p', 'team'], hours(8)));
  await doubtedThen('failed', store, ['alice']);
  expect(heldBy(store)).toEqual([{ number: 1, target: 'alice', places: 1 }]);
  const active = await store.lookups.active({ limit: 10 });
  expect(active.items.map(({ record, held }) => [record.number, held])).toEqual([[1, 1]]);
  expect(await store.cases.earlierEnds({ number: 2, limit: 5, sample: 5 })).toEqual([]);
});

test('an end that came due in the meantime is due at once', async () => {
  const store = await memoryStore();
  await store.recorded(muteInModules(['alice'], ['p2p'], hours(2)));
  await store.carriedOut(1, ['alice'], 'done');
  await store.recorded(unmuting(muteInModules(['alice'], ['p2p'])));
  await store.carriedOut(2, ['alice'], 'unconfirmed');
  store.clock.jump(3 * 3_600_000);
  await store.followUps.retry({ number: 2, moderator: 'UBOB', deliveryKey: 'button:late' }, yes);
  await store.carriedOut(2, ['alice'], 'failed');
  expect(await dueNow(store)).toMatchObject([{ case: 1 }]);
});

test('what the vendor ends by itself is renewed soon, for nobody knows when its clock runs out', async () => {
  const store = await memoryStore();
  await store.recorded(muteInLobby(['alice'], hours(24 * 70)));
  await store.carriedOut(1, ['alice'], 'done');
  await store.recorded(unmuting(muteInLobby(['alice'])));
  await doubtedThen('failed', store, ['alice']);
  expect(await dueNow(store)).toMatchObject([{ case: 1, task: 'renew' }]);
});

test('what a still newer case said since stays its', async () => {
  const store = await memoryStore();
  await store.recorded(muteInModules(['alice'], ['p2p'], hours(2)));
  await store.carriedOut(1, ['alice'], 'done');
  await store.recorded(unmuting(muteInModules(['alice'], ['p2p'])));
  await store.carriedOut(2, ['alice'], 'unconfirmed');
  await store.followUps.retry({ number: 2, moderator: 'UBOB', deliveryKey: 'button:newer' }, yes);
  await store.cases.clear(2, ['alice']);
  await store.recorded(unmuting(muteInModules(['alice'], ['p2p'])));
  await store.carriedOut(3, ['alice'], 'done');
  await store.cases.settle(2, [{ target: 'alice', outcome: 'failed' }]);
  expect(heldBy(store)).toEqual([]);
});

test('a no to all that is left of a retried unsilence gives back too', async () => {
  const store = await memoryStore();
  const place = { kind: 'notifications', app: 'zim', user: 'alice', of: 'groups' } as const;
  const silence = muteInLobby(['g1', 'g2'], { action: 'silence', place, vendorClockSeconds: 0 });
  await store.recorded(silence);
  await store.carriedOut(1, ['g1', 'g2'], 'done');
  const { length: _, ...unsilence } = silence;
  await store.recorded({ ...unsilence, action: 'unsilence', deliveryKey: 'command:unsilence' });
  await store.carriedOut(2, ['g1', 'g2'], 'unconfirmed');
  await store.followUps.retry({ number: 2, moderator: 'UBOB', deliveryKey: 'button:rest' }, yes);
  await store.cases.settleRest(2, { outcome: 'rejected', code: '660600024', words: 'is not in the group' });
  expect(heldBy(store)).toEqual([
    { number: 1, target: 'g1', places: 1 },
    { number: 1, target: 'g2', places: 1 },
  ]);
  expect((await store.cases.groups(2, 5)).map(({ outcome, count }) => [outcome, count])).toEqual([['rejected', 2]]);
});
