import { expect, test } from 'vitest';
import { NotCarrier } from '../../src/moderation/replicas.ts';
import { StoreTrouble } from '../../src/moderation/store-trouble.ts';
import { gather } from '../../src/store/gather.ts';
import { memoryStore, muteInLobby } from './memory-store.ts';

/** Calls of some size, and which of them were done together. */
function gathering(trouble: (call: number) => Error | undefined = () => undefined) {
  const batches: (readonly number[])[] = [];
  const ask = gather<number, string>({ sizeOf: (call) => call, most: 1000 }, async (calls: readonly number[]) => {
    batches.push(calls);
    await new Promise(setImmediate);
    for (const call of calls) {
      const error = trouble(call);
      if (error) throw error;
    }
    return calls.map((call) => `did ${call}`);
  });
  return { batches, ask };
}

test('what is asked at once, or while something is under way, is done together, and everybody has their own answer', async () => {
  const { batches, ask } = gathering();
  const first = [ask(1), ask(2)];
  await new Promise(setImmediate);
  const then = [ask(3), ask(4), ask(5)];
  expect(await Promise.all([...first, ...then])).toEqual(['did 1', 'did 2', 'did 3', 'did 4', 'did 5']);
  expect(await ask(6)).toBe('did 6');
  expect(batches).toEqual([[1, 2], [3, 4, 5], [6]]);
});

test('no more is done together than keeps others waiting for a moment; what is larger goes alone', async () => {
  const { batches, ask } = gathering();
  await Promise.all([600, 400, 1, 5000, 2].map(ask));
  expect(batches).toEqual([[600, 400], [1], [5000], [2]]);
});

test('one that fails does not spoil the others; trouble of the database, and the end of being the carrier, is met together', async () => {
  const bug = gathering((call) => (call === 2 ? new Error('There is no case 2.') : undefined));
  expect(await Promise.allSettled([1, 2, 3].map(bug.ask))).toMatchObject([
    { value: 'did 1' },
    { reason: { message: 'There is no case 2.' } },
    { value: 'did 3' },
  ]);
  const full = new StoreTrouble({ cannot: 'write its database', why: 'the disk is full', remedy: 'make room' });
  for (const trouble of [full, new NotCarrier()]) {
    const { ask, batches } = gathering(() => trouble);
    const met = await Promise.allSettled([1, 2, 999].map(ask));
    expect(met).toEqual([1, 2, 3].map(() => ({ status: 'rejected', reason: trouble })));
    // What came later may fare better: the connection may have been lost, and not the database.
    expect(batches).toEqual([[1, 2], [999]]);
  }
});

test('orders of several cases at the same moment are cleared and settled with two commits, each as if it were alone', async () => {
  const store = await memoryStore();
  const names = Array.from({ length: 20 }, (_, index) => `fan${index}`);
  const numbers: number[] = [];
  for (const group of ['lobby', 'stream']) {
    numbers.push(await store.recorded(muteInLobby(names, { place: { kind: 'group', app: 'zim', group } })));
  }
  let commits = 0;
  store.onChange(() => {
    commits += 1;
  });
  const orders = numbers.flatMap((number) => names.map((target) => ({ number, target })));
  const clearances = await Promise.all(orders.map(({ number, target }) => store.cases.clear(number, [target])));
  expect(clearances.map(({ targets }) => targets.map(({ target }) => target))).toEqual(
    orders.map(({ target }) => [target]),
  );
  expect(clearances.map(({ durationSeconds }) => durationSeconds)).toEqual(orders.map(() => 7200));
  expect(commits).toBe(1);
  const entries = async () => (await store.audit.head())?.seq ?? 0;
  const before = await entries();
  await Promise.all(
    orders.map(({ number, target }, index) =>
      store.cases.settle(number, [
        index % 7 === 0 ? { target, outcome: 'rejected', code: '6', words: 'no' } : { target, outcome: 'done' },
      ]),
    ),
  );
  expect(commits).toBe(2);
  // Of each case one entry with what was settled, and one that it is closed.
  expect((await entries()) - before).toBe(4);
  for (const number of numbers) {
    expect((await store.cases.groups(number, 0)).map(({ outcome, count }) => [outcome, count]).toSorted()).toEqual([
      ['done', 17],
      ['rejected', 3],
    ]);
  }
  expect(await store.cases.open()).toEqual([]);
});
