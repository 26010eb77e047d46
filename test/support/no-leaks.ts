import { afterAll, afterEach, expect } from 'vitest';
import { takeLeaks } from './leak-list.ts';

// After the test's own hooks, for these were registered first: a bed that they close has been looked at by then.
const check = () => {
  expect(takeLeaks(), 'A secret was logged, told or recorded').toEqual([]);
};
afterEach(check);
afterAll(check);
