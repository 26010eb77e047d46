import { describe, expect, test } from 'vitest';
import type { FollowedUp, FollowUp } from '../../src/moderation/follow-up.ts';
import { TooLate } from '../../src/moderation/ports.ts';
import { verifyAudit } from '../../src/store/audit-chain.ts';
import { ended, type MemoryStore, memoryStore, muteInLobby, muteInModules, unmuting } from './memory-store.ts';

let asked = 0;
const yes = () => true;

function ask(number: number, moderator = 'UBOB'): FollowUp {
  asked += 1;
  return { number, moderator, deliveryKey: `button:${asked}` };
}

const fourHours = { kind: 'timed', seconds: 14_400 } as const;

function why(followed: FollowedUp): string {
  return followed.kind === 'refused' ? followed.refusal.why : followed.kind;
}

/** What each target of a case is, in the order they were asked for. */
async function endings(store: MemoryStore, number: number): Promise<readonly string[]> {
  const targets = await store.cases.targets({ number, after: -1, limit: 100 });
  return targets.map(({ target, outcome, words }) => [target, outcome ?? 'open', words].filter(Boolean).join(' '));
}

const placesOf = (store: MemoryStore, number: number) =>
  store.sql('select target, places from targets where case_number = ? order by ordinal', number);

describe('an undo', () => {
  test('is a case of its own for the targets that the older one holds, by whoever asked', async () => {
    const store = await memoryStore();
    const number = await store.recorded(muteInLobby(['alice', 'bob', 'carol', 'dave']));
    await store.carriedOut(number, ['alice'], 'done');
    await store.carriedOut(number, ['bob'], 'unconfirmed');
    await store.carriedOut(number, ['carol'], 'rejected');
    await store.carriedOut(number, ['dave'], 'failed');
    expect(await store.followUps.undo(ask(number), yes)).toEqual({ kind: 'recorded', number: 2, duplicate: false });
    expect(await store.cases.find(2)).toMatchObject({
      action: 'unmute',
      moderator: 'UBOB',
      undoes: 1,
      total: 2,
      asked: { by: 'UBOB', total: 2 },
    });
    expect(await endings(store, 2)).toEqual(['alice open', 'bob open']);
    await store.carriedOut(2, ['alice', 'bob'], 'done');
    expect((await store.cases.find(1))?.undoneBy).toBe(2);
    expect(store.sql('select * from holds')).toEqual([]);
  });

  test('lifts nothing that a newer case set, and says which', async () => {
    const store = await memoryStore();
    await store.recorded(muteInLobby(['alice', 'bob', 'carol']));
    await store.carriedOut(1, ['alice', 'bob', 'carol'], 'done');
    await store.recorded(muteInLobby(['bob']));
    await store.carriedOut(2, ['bob'], 'done');
    await store.recorded(muteInLobby(['carol']));
    await store.followUps.undo(ask(1), yes);
    expect(await endings(store, 4)).toEqual([
      'alice open',
      'bob skipped case 2 is newer',
      'carol skipped case 3 is newer',
    ]);
  });

  test('lifts what a newer case could not set after all', async () => {
    const store = await memoryStore();
    await store.recorded(muteInLobby(['alice']));
    await store.carriedOut(1, ['alice'], 'done');
    await store.recorded(muteInLobby(['alice']));
    await store.carriedOut(2, ['alice'], 'rejected');
    await store.followUps.undo(ask(1), yes);
    expect(await endings(store, 3)).toEqual(['alice open']);
  });

  test('of modules lifts exactly the modules that are left', async () => {
    const store = await memoryStore();
    await store.recorded(muteInModules(['alice', 'bob'], ['p2p', 'team', 'room']));
    await store.carriedOut(1, ['alice', 'bob'], 'done');
    await store.recorded(muteInModules(['alice'], ['team']));
    await store.carriedOut(2, ['alice'], 'done');
    await store.recorded(muteInModules(['alice'], ['room', 'qchat']));
    await store.followUps.undo(ask(1), yes);
    expect(placesOf(store, 4)).toEqual([
      { target: 'alice', places: 1 },
      { target: 'bob', places: 7 },
    ]);
    const clearance = await store.cases.clear(4, ['alice', 'bob']);
    expect(clearance).toMatchObject({
      durationSeconds: 0,
      targets: [{ modules: ['p2p'] }, { modules: ['p2p', 'team', 'room'] }],
    });
  });

  test('waits for a case that is still running, and is refused for what sets nothing, is over, or was never there', async () => {
    const store = await memoryStore();
    await store.recorded(muteInLobby(['alice']));
    expect(why(await store.followUps.undo(ask(1), yes))).toBe('running');
    await store.carriedOut(1, ['alice'], 'done');
    await store.recorded(unmuting(muteInLobby(['bob'])));
    await store.carriedOut(2, ['bob'], 'done');
    expect(why(await store.followUps.undo(ask(2), yes))).toBe('sets nothing');
    expect(why(await store.followUps.undo(ask(99), yes))).toBe('unknown');
    await store.clock.advance(7_200_000);
    expect(why(await store.followUps.undo(ask(1), yes))).toBe('over');
    expect(store.sql('select count(*) as n from cases')).toEqual([{ n: 2 }]);
  });

  test('pressed twice, by two moderators, makes one case; and again once it is done', async () => {
    const store = await memoryStore();
    await store.recorded(muteInLobby(['alice']));
    await store.carriedOut(1, ['alice'], 'done');
    const [first, second] = await Promise.all([
      store.followUps.undo(ask(1, 'UBOB'), yes),
      store.followUps.undo(ask(1, 'UMARIA'), yes),
    ]);
    expect([why(first), why(second)].toSorted()).toEqual(['recorded', 'undone']);
    await store.carriedOut(2, ['alice'], 'done');
    expect(await store.followUps.undo(ask(1), yes)).toMatchObject({
      refusal: { why: 'undone', by: 2, running: false },
    });
  });

  test('delivered twice is one', async () => {
    const store = await memoryStore();
    await store.recorded(muteInLobby(['alice']));
    await store.carriedOut(1, ['alice'], 'done');
    const same = ask(1);
    await store.followUps.undo(same, yes);
    expect(await store.followUps.undo(same, yes)).toEqual({ kind: 'recorded', number: 2, duplicate: true });
  });

  test('that came to nothing may be asked for again, for what is left', async () => {
    const store = await memoryStore();
    await store.recorded(muteInLobby(['alice', 'bob']));
    await store.carriedOut(1, ['alice', 'bob'], 'done');
    await store.followUps.undo(ask(1), yes);
    await store.carriedOut(2, ['alice'], 'done');
    await store.carriedOut(2, ['bob'], 'failed');
    await store.followUps.undo(ask(1), yes);
    expect(await endings(store, 3)).toEqual(['alice skipped case 2 is newer', 'bob open']);
  });

  test('is refused where nothing is left, with the case that took it over', async () => {
    const store = await memoryStore();
    await store.recorded(muteInLobby(['alice']));
    await store.carriedOut(1, ['alice'], 'done');
    await store.recorded(muteInLobby(['alice']));
    await store.carriedOut(2, ['alice'], 'done');
    expect(await store.followUps.undo(ask(1), yes)).toMatchObject({ refusal: { why: 'nothing left', by: 2 } });
    await store.recorded(muteInLobby(['bob']));
    await store.carriedOut(3, ['bob'], 'rejected');
    const refused = await store.followUps.undo(ask(3), yes);
    expect(refused.kind === 'refused' && refused.refusal).not.toHaveProperty('by');
  });

  test('leaves nothing behind when it could not be answered in time', async () => {
    const store = await memoryStore();
    await store.recorded(muteInLobby(['alice']));
    await store.carriedOut(1, ['alice'], 'done');
    await expect(store.followUps.undo(ask(1), () => false)).rejects.toThrow(TooLate);
    expect(store.sql('select count(*) as n from cases')).toEqual([{ n: 1 }]);
    expect((await store.cases.find(1))?.undoneBy).toBeUndefined();
  });
});

describe('an extension', () => {
  test('is a new case with the same action, targets and place, whose end counts from now', async () => {
    const store = await memoryStore();
    await store.recorded(muteInLobby(['alice', 'bob', 'carol'], { reason: 'spam' }));
    await store.carriedOut(1, ['alice', 'bob'], 'done');
    await store.carriedOut(1, ['carol'], 'rejected');
    const before = store.clock.now();
    await store.clock.advance(3_600_000);
    await store.followUps.extend({ ...ask(1), length: fourHours }, yes);
    expect(await store.cases.find(2)).toMatchObject({
      action: 'mute',
      extends: 1,
      reason: 'spam',
      length: fourHours,
      expiresAt: store.clock.now() + 14_400_000,
    });
    expect(await endings(store, 2)).toEqual([
      'alice open',
      'bob open',
      'carol skipped case 1 did not set it, or it is over',
    ]);
    await store.carriedOut(2, ['alice', 'bob'], 'done');
    expect(await store.cases.earlierEnds({ number: 2, limit: 5, sample: 5 })).toEqual([
      { case: 1, expiresAt: before + 7_200_000, count: 2, targets: ['alice', 'bob'] },
    ]);
  });

  test('may be permanent, and may shorten', async () => {
    const store = await memoryStore();
    await store.recorded(muteInModules(['alice'], ['p2p']));
    await store.carriedOut(1, ['alice'], 'done');
    await store.followUps.extend({ ...ask(1), length: { kind: 'permanent' } }, yes);
    await store.carriedOut(2, ['alice'], 'done');
    expect(store.sql('select case_number, due_at from holds')).toEqual([{ case_number: 2, due_at: null }]);
    await store.followUps.extend({ ...ask(2), length: { kind: 'timed', seconds: 60 } }, yes);
    await store.carriedOut(3, ['alice'], 'done');
    expect(store.sql('select case_number, due_at from holds')).toEqual([
      { case_number: 3, due_at: store.clock.now() + 60_000 },
    ]);
    expect(await store.cases.earlierEnds({ number: 3, limit: 5, sample: 5 })).toEqual([
      { case: 2, count: 1, targets: ['alice'] },
    ]);
  });

  test('is refused for a case that another took over: that one is to be extended', async () => {
    const store = await memoryStore();
    await store.recorded(muteInLobby(['alice']));
    await store.carriedOut(1, ['alice'], 'done');
    await store.followUps.extend({ ...ask(1), length: fourHours }, yes);
    await store.carriedOut(2, ['alice'], 'done');
    expect(await store.followUps.extend({ ...ask(1), length: fourHours }, yes)).toMatchObject({
      refusal: { why: 'nothing left', by: 2 },
    });
  });
});

describe('a retry', () => {
  test('opens what failed or is unconfirmed, with the original end, and is told to whoever pressed', async () => {
    const store = await memoryStore();
    await store.recorded(
      muteInModules(['alice', 'bob', 'carol', 'dave'], ['p2p'], { responseUrl: 'https://slack/old' }),
    );
    await store.carriedOut(1, ['alice'], 'done');
    await store.carriedOut(1, ['bob'], 'rejected');
    await store.carriedOut(1, ['carol'], 'failed');
    await store.carriedOut(1, ['dave'], 'unconfirmed');
    const expiresAt = (await store.cases.find(1))?.expiresAt;
    await store.clock.advance(60_000);
    const followed = await store.followUps.retry({ ...ask(1), responseUrl: 'https://slack/new' }, yes);
    expect(followed).toEqual({ kind: 'recorded', number: 1, duplicate: false });
    expect(await endings(store, 1)).toEqual(['alice done', 'bob rejected', 'carol open', 'dave open']);
    expect(await store.cases.open()).toEqual([1]);
    expect(await store.cases.find(1)).toMatchObject({
      expiresAt,
      moderator: 'UMARIA',
      asked: { by: 'UBOB', total: 2 },
    });
    expect(await store.outbox.address(1)).toMatchObject({ askedBy: 'UBOB', responseUrl: 'https://slack/new' });
  });

  test('keeps one end for what was in doubt, and none once it is known to have failed', async () => {
    const store = await memoryStore();
    await store.recorded(muteInModules(['alice', 'bob'], ['p2p']));
    await store.carriedOut(1, ['alice', 'bob'], 'unconfirmed');
    await store.followUps.retry(ask(1), yes);
    await store.carriedOut(1, ['alice'], 'done');
    await store.carriedOut(1, ['bob'], 'rejected');
    const expiresAt = (await store.cases.find(1))?.expiresAt;
    expect(store.sql('select target, due_at from holds')).toEqual([{ target: 'alice', due_at: expiresAt }]);
    expect((await store.cases.find(1))?.closedAt).toBeDefined();
  });

  test('pressed twice opens nothing twice; without failures, or too late, there is nothing to retry', async () => {
    const store = await memoryStore();
    await store.recorded(muteInLobby(['alice', 'bob']));
    await store.carriedOut(1, ['alice', 'bob'], 'failed');
    await store.followUps.retry(ask(1), yes);
    expect(why(await store.followUps.retry(ask(1), yes))).toBe('running');
    await store.cases.settle(1, ended('done', 'alice', 'bob'));
    expect(why(await store.followUps.retry(ask(1), yes))).toBe('nothing failed');
    await store.recorded(muteInLobby(['carol']));
    await store.carriedOut(2, ['carol'], 'failed');
    await store.clock.advance(7_200_000);
    expect(why(await store.followUps.retry(ask(2), yes))).toBe('over');
  });

  test('drops what a newer case names since', async () => {
    const store = await memoryStore();
    await store.recorded(muteInLobby(['alice']));
    await store.carriedOut(1, ['alice'], 'failed');
    await store.recorded(unmuting(muteInLobby(['alice'])));
    await store.carriedOut(2, ['alice'], 'done');
    await store.followUps.retry(ask(1), yes);
    expect((await store.cases.clear(1, ['alice'])).targets).toEqual([]);
    expect(await endings(store, 1)).toEqual(['alice skipped case 2 is newer']);
  });

  test('is refused once the case was undone', async () => {
    const store = await memoryStore();
    await store.recorded(muteInLobby(['alice', 'bob']));
    await store.carriedOut(1, ['alice'], 'done');
    await store.carriedOut(1, ['bob'], 'failed');
    await store.followUps.undo(ask(1), yes);
    await store.carriedOut(2, ['alice'], 'done');
    expect(await store.followUps.retry(ask(1), yes)).toMatchObject({ refusal: { why: 'undone', by: 2 } });
  });
});

describe('a cancellation', () => {
  test('is remembered until the targets are ended: what was sent is not called skipped', async () => {
    const store = await memoryStore();
    await store.recorded(muteInLobby(['alice', 'bob', 'carol']));
    await store.carriedOut(1, ['alice'], 'done');
    await store.cases.clear(1, ['bob']);
    await store.followUps.cancel(ask(1), yes);
    expect((await store.cases.find(1))?.cancelled).toEqual({ by: 'UBOB', at: store.clock.now() });
    await store.cases.settleRest(1, { outcome: 'skipped', words: 'it was cancelled' });
    expect(await endings(store, 1)).toEqual([
      'alice done',
      'bob unconfirmed an earlier request may have worked; then it was cancelled',
      'carol skipped it was cancelled',
    ]);
    expect((await store.cases.find(1))?.closedAt).toBeDefined();
  });

  test('twice, or of a case that ended, does nothing', async () => {
    const store = await memoryStore();
    await store.recorded(muteInLobby(['alice']));
    await store.followUps.cancel(ask(1, 'UBOB'), yes);
    expect(why(await store.followUps.cancel(ask(1, 'UMARIA'), yes))).toBe('cancelled');
    await store.carriedOut(1, ['alice'], 'done');
    expect(why(await store.followUps.cancel(ask(1), yes))).toBe('ended');
    expect(why(await store.followUps.cancel(ask(7), yes))).toBe('unknown');
  });
});

test('another reason takes the place of the one there is, which the audit and the thread keep', async () => {
  const store = await memoryStore();
  await store.recorded(muteInLobby(['alice'], { reason: 'spam' }));
  await store.followUps.correctReason({ ...ask(1), reason: 'scam links' }, yes);
  expect((await store.cases.find(1))?.reason).toBe('scam links');
  const entry = store.sql(`select actor, details from audit where event = 'case.reason-corrected'`)[0];
  expect([entry?.actor, JSON.parse(String(entry?.details))]).toEqual(['UBOB', { from: 'spam', to: 'scam links' }]);
  const due = await store.outbox.due({ lane: 'audit', now: store.clock.now(), limit: 10 });
  expect(due).toContainEqual(
    expect.objectContaining({ kind: 'notice', actor: 'UBOB', text: 'corrected the reason of case 1. It was: spam' }),
  );
  expect(why(await store.followUps.correctReason({ ...ask(1), reason: 'scam links' }, yes))).toBe('same reason');
});

test('everything that was done to a case stands in the audit, once', async () => {
  const store = await memoryStore();
  await store.recorded(muteInLobby(['alice', 'bob']));
  await store.followUps.cancel(ask(1), yes);
  await store.cases.settleRest(1, { outcome: 'failed', words: 'x' });
  await store.followUps.retry(ask(1), yes);
  await store.carriedOut(1, ['alice', 'bob'], 'done');
  await store.followUps.undo(ask(1), yes);
  const events = store.sql('select event, actor, case_number from audit order by seq');
  expect(events.map(({ event, actor, case_number }) => `${event} ${actor} ${case_number}`)).toEqual([
    'case.recorded UMARIA 1',
    'case.cancelled UBOB 1',
    'targets.settled hush 1',
    'case.closed hush 1',
    'case.retried UBOB 1',
    'targets.settled hush 1',
    'case.closed hush 1',
    'case.recorded UBOB 2',
  ]);
  expect(await verifyAudit(store.db)).toEqual({ sound: 8 });
});

test('a hundred thousand targets are undone in one step', async () => {
  const store = await memoryStore();
  const ids = Array.from({ length: 100_000 }, (_, index) => `user-${index}`);
  await store.recorded(muteInLobby(ids));
  await store.carriedOut(1, ids, 'done');
  await store.followUps.undo(ask(1), yes);
  expect((await store.cases.find(2))?.total).toBe(100_000);
  expect(await store.cases.openTargets({ number: 2, after: 99_998, limit: 10 })).toEqual([
    { ordinal: 99_999, target: 'user-99999' },
  ]);
});
