import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TurnQueue } from '../../src/vendors/turn-queue.ts';

it('gives every key its turn, and each key its items in order', () => {
  const property = fc.property(fc.array(fc.constantFrom('a', 'b', 'c')), (keys) => {
    const queue = new TurnQueue<{ key: string; index: number }>();
    for (const [index, key] of keys.entries()) queue.add(key, { key, index });
    const taken: { key: string; index: number }[] = [];
    for (let item = queue.take(); item; item = queue.take()) taken.push(item);
    expect(taken).toHaveLength(keys.length);
    for (const key of new Set(keys)) {
      const own = taken.filter((item) => item.key === key).map(({ index }) => index);
      expect(own).toEqual(own.toSorted((a, b) => a - b));
      // Nobody is passed twice by another key while waiting.
      const first = taken.findIndex((item) => item.key === key);
      const before = taken.slice(0, first).map((item) => item.key);
      expect(new Set(before).size).toBe(before.length);
    }
  });
  fc.assert(property);
});

it('forgets an item that leaves, once', () => {
  const queue = new TurnQueue<object>();
  const [stays, leaves] = [{}, {}];
  queue.add('a', leaves);
  queue.add('a', stays);
  queue.remove('a', leaves);
  queue.remove('a', leaves);
  queue.remove('b', stays);
  expect(queue.size).toBe(1);
  expect(queue.take()).toBe(stays);
  expect(queue.take()).toBeUndefined();
  expect(queue.size).toBe(0);
});
