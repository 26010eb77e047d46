import { expect, it } from 'vitest';
import { createAccountBook } from '../../../src/vendors/netease/account-book.ts';

it('lets writers to one account go one by one, and others at once', async () => {
  const book = createAccountBook();
  for (const account of ['ann', 'ann', 'bob']) book.enter(account);
  const release = await book.lock('ann');
  const other = await book.lock('bob');
  let second = false;
  const waiting = book.lock('ann').then((next) => {
    second = true;
    return next;
  });
  await Promise.resolve();
  expect(second).toBe(false);
  release(true);
  (await waiting)(false);
  other(false);
});

it('counts ended writes only', async () => {
  const book = createAccountBook();
  book.enter('ann');
  const before = book.version('ann');
  (await book.lock('ann'))(false);
  expect(book.version('ann')).toBe(before);
  (await book.lock('ann'))(true);
  expect(book.version('ann')).not.toBe(before);
});

it('forgets an account when everybody has left', () => {
  const book = createAccountBook();
  book.enter('ann');
  book.enter('ann');
  book.leave('ann');
  expect(book.version('ann')).toBe(0);
  book.leave('ann');
  expect(() => book.version('ann')).toThrow('not entered');
});
