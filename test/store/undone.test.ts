import { expect, test } from 'vitest';
import type { Outcome } from '../../src/moderation/outcome.ts';
import { type MemoryStore, memoryStore, muteInModules } from './memory-store.ts';

const yes = () => true;
let asked = 0;
const ask = (number: number) => ({ number, moderator: 'UBOB', deliveryKey: `button:undone:${++asked}` });

/** What a case and the lists say of its undo. */
async function undoOf(store: MemoryStore, number: number): Promise<number | undefined> {
  const record = await store.cases.find(number);
  const entry = await store.lookups.entry(number);
  expect(entry?.record.undoneBy).toBe(record?.undoneBy);
  return record?.undoneBy;
}

/** What the newest undo left of a case, as both tell it. */
async function leftOf(store: MemoryStore, number: number) {
  const record = await store.cases.find(number);
  const entry = await store.lookups.entry(number);
  expect(entry?.record.notUndone).toEqual(record?.notUndone);
  return record?.notUndone;
}

async function withUndo(...targets: string[]): Promise<MemoryStore> {
  const store = await memoryStore();
  await store.recorded(muteInModules(targets, ['p2p']));
  await store.carriedOut(1, targets, 'done');
  await store.followUps.undo(ask(1), yes);
  return store;
}

test('a case is undone once its undo was confirmed, not while that is being carried out', async () => {
  const store = await withUndo('alice', 'bob');
  await store.carriedOut(2, ['alice'], 'done');
  expect(await undoOf(store, 1)).toBeUndefined();
  await store.carriedOut(2, ['bob'], 'already');
  expect(await undoOf(store, 1)).toBe(2);
});

test.each<Outcome>([
  'failed',
  'rejected',
  'unconfirmed',
])('a case is not called undone where the undo of one target is %s', async (outcome) => {
  const store = await withUndo('alice', 'bob');
  await store.carriedOut(2, ['alice'], 'done');
  await store.carriedOut(2, ['bob'], outcome);
  expect(await undoOf(store, 1)).toBeUndefined();
});

test('a case is not called undone by an undo that was cancelled, until that is retried or asked for again', async () => {
  const store = await withUndo('alice', 'bob');
  await store.carriedOut(2, ['alice'], 'done');
  await store.followUps.cancel(ask(2), yes);
  await store.cases.settleRest(2, { outcome: 'skipped', words: 'it was cancelled' });
  expect(await undoOf(store, 1)).toBeUndefined();
  await store.followUps.undo(ask(1), yes);
  await store.carriedOut(3, ['bob'], 'done');
  expect(await undoOf(store, 1)).toBe(3);
});

test('a case whose every target a newer case took over is not called undone', async () => {
  const store = await memoryStore();
  await store.recorded(muteInModules(['alice'], ['p2p']));
  await store.carriedOut(1, ['alice'], 'done');
  await store.recorded(muteInModules(['alice'], ['p2p']));
  await store.followUps.undo(ask(1), yes);
  expect(await undoOf(store, 1)).toBeUndefined();
});

test.each([
  ['done', 'undid'],
  ['unconfirmed', 'took over'],
] as const)('what an undo that is %s did to a target is told as: %s', async (outcome, how) => {
  const store = await withUndo('alice');
  await store.carriedOut(2, ['alice'], outcome);
  const record = await store.cases.find(1);
  const [entry] = record ? await store.lookups.targets({ record, first: 0, limit: 1 }) : [];
  expect(entry?.fate.takenBy).toEqual({ number: 2, how });
});

test('what an undo left to newer cases is told beside it, and what was never the case’s to end', async () => {
  const store = await memoryStore();
  await store.recorded(muteInModules(['alice', 'bob', 'carol', 'dave'], ['p2p']));
  await store.carriedOut(1, ['alice', 'bob', 'carol'], 'done');
  await store.carriedOut(1, ['dave'], 'already');
  await store.recorded(muteInModules(['bob'], ['p2p']));
  await store.carriedOut(2, ['bob'], 'done');
  // Not carried out yet: it has the word all the same.
  await store.recorded(muteInModules(['carol'], ['p2p']));
  await store.followUps.undo(ask(1), yes);
  await store.carriedOut(4, ['alice'], 'done');
  expect(await undoOf(store, 1)).toBe(4);
  expect(await leftOf(store, 1)).toEqual([{ count: 1 }, { count: 1, by: 2 }, { count: 1, by: 3 }]);
});

test('a module that a newer case set is left to it', async () => {
  const store = await memoryStore();
  await store.recorded(muteInModules(['alice', 'bob'], ['p2p', 'team']));
  await store.carriedOut(1, ['alice', 'bob'], 'done');
  await store.recorded(muteInModules(['alice'], ['team']));
  await store.carriedOut(2, ['alice'], 'done');
  await store.followUps.undo(ask(1), yes);
  await store.carriedOut(3, ['alice', 'bob'], 'done');
  expect(await leftOf(store, 1)).toEqual([{ count: 1, by: 2 }]);
});

test('what is undone in full leaves nothing, also where it took two undos', async () => {
  const whole = await withUndo('alice', 'bob');
  await whole.carriedOut(2, ['alice', 'bob'], 'done');
  expect(await leftOf(whole, 1)).toBeUndefined();

  const parts = await withUndo('alice', 'bob');
  await parts.carriedOut(2, ['alice'], 'done');
  await parts.carriedOut(2, ['bob'], 'rejected');
  await parts.followUps.undo(ask(1), yes);
  await parts.carriedOut(3, ['bob'], 'done');
  expect(await undoOf(parts, 1)).toBe(3);
  expect(await leftOf(parts, 1)).toBeUndefined();
});

test('what an earlier undo left unconfirmed is not called undone by the next', async () => {
  const store = await withUndo('alice', 'bob');
  await store.carriedOut(2, ['alice'], 'unconfirmed');
  await store.carriedOut(2, ['bob'], 'rejected');
  await store.followUps.undo(ask(1), yes);
  await store.carriedOut(3, ['bob'], 'done');
  expect(await undoOf(store, 1)).toBe(3);
  expect(await leftOf(store, 1)).toEqual([{ count: 1, by: 2 }]);
});

test('a case holds what it set until that is undone', async () => {
  const store = await withUndo('alice', 'bob');
  expect(await store.cases.held(1)).toBe(2);
  await store.carriedOut(2, ['alice', 'bob'], 'done');
  expect([await store.cases.held(1), await store.cases.held(2), await store.cases.held(99)]).toEqual([0, 0, 0]);
});
