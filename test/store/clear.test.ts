import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dueNow, ended, memoryStore, muteInLobby, muteInModules, unmuting } from './memory-store.ts';

const gone = [{ outcome: 'skipped', words: 'case 2 is newer', count: 1, targets: ['alice'] }];

describe('right before a request', () => {
  test('what is sent is marked first, so that a second request knows of the first', async () => {
    const { cases, recorded } = await memoryStore();
    const number = await recorded(muteInLobby(['alice', 'bob']));
    expect(await cases.clear(number, ['alice', 'bob'])).toEqual({
      targets: [
        { target: 'alice', repeated: false },
        { target: 'bob', repeated: false },
      ],
      durationSeconds: 7200,
      timeIsUp: false,
    });
    expect((await cases.clear(number, ['alice'])).targets).toEqual([{ target: 'alice', repeated: true }]);
  });

  test('a request that surely never left does not count as sent', async () => {
    const { cases, recorded } = await memoryStore();
    const number = await recorded(muteInLobby(['alice']));
    await cases.clear(number, ['alice']);
    await cases.unsent(number, ['alice']);
    expect((await cases.clear(number, ['alice'])).targets).toEqual([{ target: 'alice', repeated: false }]);
    await cases.unsent(number, ['alice']);
    await cases.unsent(number, ['alice']);
    expect((await cases.clear(number, ['alice'])).targets).toEqual([{ target: 'alice', repeated: false }]);
  });

  test('what was only read does not count as sent, so that after a crash nothing is taken for our own doing', async () => {
    const { cases, recorded } = await memoryStore();
    const number = await recorded(muteInLobby(['alice']));
    expect((await cases.clear(number, ['alice'], 'read')).targets).toEqual([{ target: 'alice', repeated: false }]);
    expect((await cases.clear(number, ['alice'])).targets).toEqual([{ target: 'alice', repeated: false }]);
    expect((await cases.clear(number, ['alice'], 'read')).targets).toEqual([{ target: 'alice', repeated: true }]);
  });

  test('targets that have ended, and strangers, are not sent again', async () => {
    const { cases, recorded } = await memoryStore();
    const number = await recorded(muteInLobby(['alice', 'bob']));
    await cases.settle(number, ended('done', 'alice'));
    expect((await cases.clear(number, ['alice', 'mallory', 'bob'])).targets.map(({ target }) => target)).toEqual([
      'bob',
    ]);
  });

  test.each(['mute', 'unmute'] as const)('a newer %s at the same place has the last word', async (action) => {
    const { cases, recorded } = await memoryStore();
    await recorded(muteInLobby(['alice', 'bob']));
    const newer = muteInLobby(['alice']);
    await recorded(action === 'mute' ? newer : unmuting(newer));
    expect((await cases.clear(1, ['alice', 'bob'])).targets.map(({ target }) => target)).toEqual(['bob']);
    expect((await cases.groups(1, 5)).filter(({ outcome }) => outcome)).toEqual(gone);
    expect((await cases.clear(2, ['alice'])).targets).toHaveLength(1);
  });

  test('the words name the newest of several newer cases', async () => {
    const { cases, recorded } = await memoryStore();
    for (let count = 0; count < 3; count += 1) await recorded(muteInLobby(['alice']));
    await cases.clear(1, ['alice']);
    expect((await cases.groups(1, 5))[0]?.words).toBe('case 3 is newer');
  });

  test('the same name in another group, another app or another kind of place is somebody else', async () => {
    const { cases, recorded } = await memoryStore();
    await recorded(muteInLobby(['alice']));
    await recorded(muteInLobby(['alice'], { place: { kind: 'group', app: 'zim', group: 'hall' } }));
    await recorded(muteInLobby(['alice'], { place: { kind: 'group', app: 'eu', group: 'lobby' } }));
    await recorded(
      muteInLobby(['alice'], {
        action: 'silence',
        place: { kind: 'notifications', app: 'zim', user: 'lobby', of: 'users' },
      }),
    );
    expect((await cases.clear(1, ['alice'])).targets).toHaveLength(1);
  });

  test('a newer case whose target was skipped claims nothing', async () => {
    const { cases, recorded } = await memoryStore();
    await recorded(muteInLobby(['alice']));
    await recorded(muteInLobby([], { targets: [{ id: 'alice', problem: 'is protected' }] }));
    expect((await cases.clear(1, ['alice'])).targets).toHaveLength(1);
  });
});

describe('NetEase modules', () => {
  test('narrow to those that no newer case names; only a target without any left is dropped', async () => {
    const { cases, recorded } = await memoryStore();
    await recorded(muteInModules(['alice', 'bob', 'carol'], ['p2p', 'team', 'room']));
    await recorded(muteInModules(['alice', 'bob'], ['team']));
    await recorded(muteInModules(['bob'], ['p2p', 'room', 'qchat']));
    expect((await cases.clear(1, ['alice', 'bob', 'carol'])).targets).toEqual([
      { target: 'alice', modules: ['p2p', 'room'], repeated: false },
      { target: 'carol', modules: ['p2p', 'team', 'room'], repeated: false },
    ]);
    expect((await cases.groups(1, 5))[0]).toMatchObject({
      outcome: 'skipped',
      words: 'case 3 is newer',
      targets: ['bob'],
    });
  });

  test('what was narrowed away is not this case’s to end', async () => {
    const store = await memoryStore();
    await store.recorded(muteInModules(['alice'], ['p2p', 'team']));
    await store.recorded(muteInModules(['alice'], ['team'], { length: { kind: 'permanent' } }));
    await store.carriedOut(1, ['alice'], 'done');
    await store.carriedOut(2, ['alice'], 'done');
    await store.clock.advance(7_200_000);
    const due = await dueNow(store);
    expect(due).toMatchObject([{ case: 1, task: 'lift', place: { modules: ['p2p'] } }]);
  });
});

describe('when the time has run out', () => {
  test('nothing is sent: it failed', async () => {
    const store = await memoryStore();
    const number = await store.recorded(muteInLobby(['alice']));
    await store.clock.advance(7_200_000);
    expect((await store.cases.clear(number, ['alice'])).targets).toEqual([]);
    expect(await store.cases.groups(number, 5)).toEqual([
      { outcome: 'failed', words: 'its time ran out first', count: 1, targets: ['alice'] },
    ]);
    expect((await store.cases.find(number))?.closedAt).toBe(store.clock.now());
  });

  test('it is unconfirmed if a request had been sent, and failed again if that surely never left', async () => {
    const store = await memoryStore();
    const number = await store.recorded(muteInLobby(['alice', 'bob']));
    await store.cases.clear(number, ['alice', 'bob']);
    await store.cases.unsent(number, ['bob']);
    await store.clock.advance(7_200_000);
    await store.cases.clear(number, ['alice', 'bob']);
    expect((await store.cases.groups(number, 5)).map(({ outcome, targets }) => [outcome, targets])).toEqual([
      ['failed', ['bob']],
      ['unconfirmed', ['alice']],
    ]);
  });

  test('what may have been set on NetEase is lifted then, but not what a newer case holds', async () => {
    const store = await memoryStore();
    await store.recorded(muteInModules(['alice'], ['p2p', 'team']));
    await store.cases.clear(1, ['alice']);
    await store.recorded(muteInModules(['alice'], ['team'], { length: { kind: 'timed', seconds: 86_400 } }));
    await store.carriedOut(2, ['alice'], 'done');
    await store.clock.advance(7_200_000);
    await store.cases.clear(1, ['alice']);
    const due = await dueNow(store);
    expect(due).toMatchObject([{ case: 1, place: { modules: ['p2p'] } }]);
  });
});

describe('a request left unanswered, then overtaken by a newer case', () => {
  test('stays Hush’s to end if the newer case comes to nothing', async () => {
    const store = await memoryStore();
    await store.recorded(muteInModules(['alice'], ['p2p']));
    await store.cases.clear(1, ['alice']);
    await store.recorded(muteInModules(['alice'], ['p2p']));
    await store.cases.clear(1, ['alice']);
    expect(await store.cases.groups(1, 5)).toEqual(gone);
    await store.carriedOut(2, ['alice'], 'failed');
    await store.clock.advance(7_200_000);
    expect(await dueNow(store)).toMatchObject([{ case: 1 }]);
  });

  test('is the newer case’s to end if that worked', async () => {
    const store = await memoryStore();
    await store.recorded(muteInModules(['alice'], ['p2p']));
    await store.cases.clear(1, ['alice']);
    await store.recorded(muteInModules(['alice'], ['p2p']));
    await store.cases.clear(1, ['alice']);
    await store.carriedOut(2, ['alice'], 'done');
    await store.clock.advance(7_200_000);
    expect(await dueNow(store)).toMatchObject([{ case: 2 }]);
  });
});

describe('the seconds that are sent', () => {
  test('are never more than was asked, never over 30 days, never early, and 0 only to unmute', async () => {
    const store = await memoryStore();
    const length = fc.integer({ min: 1, max: 3650 * 86_400 });
    await fc.assert(
      fc.asyncProperty(length, fc.double({ min: 0, max: 1.2, noNaN: true }), async (seconds, part) => {
        const number = await store.recorded(muteInLobby(['alice'], { length: { kind: 'timed', seconds } }));
        const end = store.clock.now() + seconds * 1000;
        const passed = Math.floor(seconds * 1000 * part);
        store.clock.jump(passed);
        const { targets, durationSeconds } = await store.cases.clear(number, ['alice']);
        const rest = (end - store.clock.now()) / 1000;
        if (rest <= 0) {
          expect(targets).toEqual([]);
          return;
        }
        expect(targets).toHaveLength(1);
        expect(durationSeconds).toBe(Math.min(2_592_000, Math.ceil(rest)));
        expect(durationSeconds).toBeGreaterThan(0);
        expect(durationSeconds).toBeLessThanOrEqual(seconds);
        await store.cases.settle(number, ended('failed', 'alice'));
      }),
      { numRuns: 60 },
    );
  });

  test('-1 when it is permanent, also years later', async () => {
    const store = await memoryStore();
    const number = await store.recorded(muteInLobby(['alice'], { length: { kind: 'permanent' } }));
    store.clock.jump(4000 * 86_400_000);
    expect(await store.cases.clear(number, ['alice'])).toMatchObject({ durationSeconds: -1, targets: [{}] });
  });

  test('0 for an unmute', async () => {
    const store = await memoryStore();
    const number = await store.recorded(unmuting(muteInLobby(['alice'])));
    expect(await store.cases.clear(number, ['alice'])).toMatchObject({ durationSeconds: 0, targets: [{}] });
  });
});
