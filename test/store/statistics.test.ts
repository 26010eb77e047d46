import { expect, test } from 'vitest';
import { dueNow, ended, memoryStore, muteInLobby, unmuting } from './memory-store.ts';

const day = 86_400_000;

test('counts what was decided in a time: cases, targets, how they ended, by whom', async () => {
  const store = await memoryStore();
  const from = store.clock.now();
  await store.recorded(muteInLobby(['alice', 'bob', 'carol'], { reason: 'Spam' }));
  await store.carriedOut(1, ['alice', 'bob'], 'done');
  await store.recorded(muteInLobby(['dave'], { moderator: 'UNOAH', reason: ' spam ' }));
  await store.carriedOut(2, ['dave'], 'rejected');
  store.clock.jump(day);
  await store.recorded(unmuting(muteInLobby(['erin'], { moderator: 'UNOAH' })));
  await store.recorded(muteInLobby(['erin'], { moderator: 'UNOAH' }));
  const to = store.clock.now() + 1;
  expect(await store.statistics.activity({ from, to })).toEqual({
    actions: {
      mute: { cases: 3, targets: 5 },
      unmute: { cases: 1, targets: 1 },
      silence: { cases: 0, targets: 0 },
      unsilence: { cases: 0, targets: 0 },
    },
    outcomes: { done: 2, already: 0, rejected: 1, failed: 0, unconfirmed: 0, skipped: 0, open: 3 },
    moderators: [
      { moderator: 'UNOAH', cases: 3 },
      { moderator: 'UMARIA', cases: 1 },
    ],
  });
  const days = [
    { from: from - day, to: from },
    { from, to: from + day },
    { from: from + day, to },
  ];
  expect(await store.statistics.startedIn(days)).toEqual([0, 2, 1]);
  expect(await store.statistics.reasons({ from, to })).toEqual([{ reason: ' spam ', cases: 2 }, { cases: 1 }]);
});

test('an undo and another end are no decisions of their own', async () => {
  const store = await memoryStore();
  const span = { from: store.clock.now(), to: store.clock.now() + day };
  await store.recorded(muteInLobby(['alice']));
  await store.carriedOut(1, ['alice'], 'done');
  const ask = { number: 1, moderator: 'UNOAH' };
  const length = { kind: 'timed', seconds: 60 } as const;
  await store.followUps.extend({ ...ask, deliveryKey: 'a', length }, () => true);
  await store.carriedOut(2, ['alice'], 'done');
  await store.followUps.undo({ ...ask, number: 2, deliveryKey: 'b' }, () => true);
  expect(await store.statistics.activity(span)).toMatchObject({
    actions: { mute: { cases: 1, targets: 1 }, unmute: { cases: 0 } },
    outcomes: { done: 1, open: 0 },
    moderators: [{ moderator: 'UMARIA', cases: 1 }],
  });
});

test('knows what is on for the longest time, and which ends came to nothing', async () => {
  const store = await memoryStore();
  const lifted = { vendorClockSeconds: 0 };
  await store.recorded(muteInLobby(['alice'], lifted));
  await store.carriedOut(1, ['alice'], 'done');
  await store.recorded(muteInLobby(['bob'], { ...lifted, length: { kind: 'permanent' } }));
  await store.carriedOut(2, ['bob'], 'done');
  await store.recorded(muteInLobby(['carol'], lifted));
  await store.carriedOut(3, ['carol'], 'rejected');
  expect((await store.statistics.longestRunning(3)).map(({ number }) => number)).toEqual([1, 2]);
  expect((await store.statistics.longestRunning(1)).map(({ number }) => number)).toEqual([1]);
  store.clock.jump(3 * 3_600_000);
  const due = await dueNow(store);
  const ids = due.map(({ id }) => id);
  await store.holds.clear(ids);
  await store.holds.settle(ids, ended('rejected', 'alice'));
  const now = store.clock.now();
  expect(await store.statistics.failedEnds({ from: now, to: now + 1 })).toBe(1);
  expect(await store.statistics.failedEnds({ from: now + 1, to: now + 2 })).toBe(0);
  expect((await store.statistics.longestRunning(3)).map(({ number }) => number)).toEqual([2]);
});
