import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { halves, readBatch } from '../../src/vendors/batch.ts';
import { zimCodes } from '../../src/vendors/zim/codes.ts';
import { batchReply, listedErrors } from '../../src/vendors/zim/listed-errors.ts';

const read = (code: number, listed: Record<string, number> = {}, asked = ['a', 'b']) => {
  const list = Object.entries(listed).map(([target, sub]) => ({ target, code: sub }));
  return readBatch({ asked, code, listed: list, success: 0, codes: zimCodes, state: true });
};

/** `a done, b rejected 7`. */
const said = (reading: ReturnType<typeof read>) =>
  reading.kind === 'whole'
    ? `whole ${reading.code}`
    : [...reading.verdicts]
        .map(([target, verdict]) => `${target} ${verdict.kind}${'code' in verdict ? ` ${verdict.code}` : ''}`)
        .join(', ');

describe('a reply to a call with several targets', () => {
  it.each([
    ['success, nothing listed', 0, {}, 'a done, b done'],
    ['success, one listed', 0, { b: 660600024 }, 'a done, b rejected 660600024'],
    ['success, one in doubt', 0, { b: 1 }, 'a done, b repeat 1'],
    ['success, one over a limit', 0, { b: 660300006 }, 'a done, b wait 660300006'],
    ['success, one listed with success', 0, { b: 0 }, 'a done, b repeat 0'],
    ['success, one listed with credentials', 0, { b: 100000005 }, 'a done, b rejected 100000005'],
    ['all failed, each with its code', 660600033, { a: 51102, b: 660600024 }, 'a rejected 51102, b rejected 660600024'],
    ['another code, one listed', 660600001, { b: 660600024 }, 'a rejected 660600001, b rejected 660600024'],
    ['parameters, the culprit listed', 2, { b: 660000012 }, 'a again, b rejected 660000012'],
    ['an unknown code, one listed', 999, { b: 998 }, 'a rejected 999, b rejected 998'],
    ['an unknown code', 999, {}, 'a rejected 999, b rejected 999'],
    ['a rate code', 7, {}, 'a wait 7, b wait 7'],
    ['a server error', 660000001, {}, 'a repeat 660000001, b repeat 660000001'],
    ['parameters', 2, {}, 'whole 2'],
    ['no such group', 660600001, {}, 'whole 660600001'],
    ['the operator is not in the group', 660600024, {}, 'whole 660600024'],
    ['credentials, whatever is listed', 100000005, { a: 1 }, 'whole 100000005'],
    ['already, for all', 660800051, {}, 'a already 660800051, b already 660800051'],
    [
      'already, listed one by one',
      660800051,
      { a: 660800051, b: 660800030 },
      'a already 660800051, b rejected 660800030',
    ],
    ['the opposite of already', 660800052, {}, 'a rejected 660800052, b rejected 660800052'],
    ['strangers listed only', 660600001, { x: 1 }, 'whole 660600001'],
  ])('%s', (_, code, listed, expected) => {
    expect(said(read(code, listed))).toBe(expected);
  });

  it('always says something of every target, and of nobody else', () => {
    const id = fc.constantFrom('a', 'b', 'c', 'd');
    const code = fc.oneof(fc.constantFrom(...Object.keys(zimCodes).map(Number)), fc.integer());
    const property = fc.property(
      fc.uniqueArray(id, { minLength: 1 }),
      code,
      fc.dictionary(id, code),
      (asked, top, listed) => {
        const reading = read(top, listed, asked);
        if (reading.kind === 'whole') {
          expect(top).not.toBe(0);
          return;
        }
        expect([...reading.verdicts.keys()]).toEqual(asked);
        for (const [target, verdict] of reading.verdicts) {
          // Done needs a success that does not list the target.
          if (verdict.kind === 'done') expect([top, listed[target]]).toEqual([0, undefined]);
        }
        const named: readonly string[] = asked;
        expect(reading.strangers.every((stranger) => !named.includes(stranger))).toBe(true);
      },
    );
    fc.assert(property);
  });
});

describe('the list of a ZIM reply', () => {
  it.each([
    [{ Code: 0 }, []],
    [{ Code: 0, ErrorUsers: null, ErrorList: null }, []],
    [{ Code: 0, ErrorUsers: [{ UserId: 'a', SubCode: 1 }] }, [{ target: 'a', code: 1 }]],
    [{ Code: 0, ErrorList: [{ ConvId: 'a', SubCode: 1, SubMessage: '' }] }, [{ target: 'a', code: 1 }]],
    [{ Code: 0, ErrorList: [{ UserId: 'a', SubCode: 1 }] }, [{ target: 'a', code: 1 }]],
    [{ Code: 0, ErrorUsers: [{ ConvId: 'a', SubCode: 1 }] }, [{ target: 'a', code: 1 }]],
  ])('is read under either name: %j', (reply, expected) => {
    expect(listedErrors(batchReply.parse(reply))).toEqual(expected);
  });
});

it('a failure that names nobody makes the reply unreadable: somebody is not done, and nobody knows who', () => {
  expect(batchReply.safeParse({ Code: 0, ErrorUsers: [{ SubCode: 1 }] }).success).toBe(false);
});

it('halves are the whole, each smaller than it', () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { minLength: 2 }), (targets) => {
      const [first, second] = halves(targets);
      expect([...first, ...second]).toEqual(targets);
      expect(second.length).toBeGreaterThan(0);
    }),
  );
});
