import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  bitsOf,
  endingPlace,
  isEverywhere,
  modules,
  modulesOf,
  placeBits,
  scopeOf,
  sortModules,
} from '../../src/moderation/place.ts';

const some = fc.uniqueArray(fc.constantFrom(...modules), { minLength: 1 });

test('modules become bits and come back in Hush’s order', () => {
  fc.assert(
    fc.property(some, (named) => {
      expect(modulesOf(bitsOf(named))).toEqual(sortModules(named));
    }),
  );
});

test('two NetEase places meet exactly when they share a module', () => {
  fc.assert(
    fc.property(some, some, (one, other) => {
      const [first, second] = [one, other].map((named) => ({ kind: 'modules', app: 'cn', modules: named }) as const);
      if (!first || !second) throw new Error('two places');
      expect(scopeOf(first)).toBe(scopeOf(second));
      expect((placeBits(first) & placeBits(second)) !== 0).toBe(one.some((module) => other.includes(module)));
    }),
  );
});

test('all four modules are everywhere, and only they', () => {
  expect(isEverywhere({ kind: 'modules', app: 'cn', modules })).toBe(true);
  expect(isEverywhere({ kind: 'modules', app: 'cn', modules: ['p2p'] })).toBe(false);
  expect(isEverywhere({ kind: 'group', app: 'eu', group: 'everywhere' })).toBe(false);
});

test('a group as a whole is one place, whomever it is about, and another one than its members', () => {
  const roles = { kind: 'whole-group', app: 'eu', group: 'lobby', whom: [2, 3] } as const;
  const everyone = { ...roles, whom: 'everyone' } as const;
  expect(scopeOf(roles)).toBe(scopeOf(everyone));
  expect(placeBits(roles) & placeBits(everyone)).not.toBe(0);
  expect(scopeOf(everyone)).not.toBe(scopeOf({ kind: 'group', app: 'eu', group: 'lobby' }));
  expect(endingPlace(roles)).toEqual(everyone);
});
