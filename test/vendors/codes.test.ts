import { describe, expect, it } from 'vitest';
import { errorOf } from '../../src/vendors/client.ts';
import { MisconfiguredError, RateLimitedError, RejectedError, UnavailableError } from '../../src/vendors/errors.ts';
import { neteaseCodes } from '../../src/vendors/netease/codes.ts';
import type { Next } from '../../src/vendors/operation.ts';
import { zimCodes } from '../../src/vendors/zim/codes.ts';
import { silenceConvNotification } from '../../src/vendors/zim/operations/silence-conv-notification.ts';

/** The tables of the vendors' documents, one line a decision; a row in neither is an unknown code. */
const zim: Partial<Record<Next, readonly number[]>> = {
  succeed: [0],
  wait: [7, 660300005, 660300006, 660500003, 660600004, 660600005, 660600007, 660600010],
  repeat: [1, 105001, 100000012, 100000015, 660000001, 660000003, 660600003, 660600006, 660800053],
  resign: [100000004],
  refuse: [3, 100000000, 100000001, 100000005, 100000010, 100000011, 100000016, 100000017],
  fault: [100000002, 100000003, 100000006, 100000007, 100000008, 100000009, 100000013, 100000014],
  split: [2, 51102, 660000002, 660000011, 660000012, 660200001, 660600033, 660700012, 660700015, 660800019, 660800022],
  rejectPlace: [660000028, 660500002, 660600001, 660600024, 660600032],
  reject: [660600008, 660600009, 660800030],
  already: [660800051, 660800052],
};
const netease: Partial<Record<Next, readonly number[]>> = {
  succeed: [200],
  wait: [416],
  repeat: [408, 415, 500, 503, 514],
  readBack: [417, 431],
  refuse: [315],
  split: [405, 414, 419],
  fault: [998, 999],
  reject: [
    201, 301, 302, 403, 404, 406, 413, 418, 422, 423, 508, 509, 801, 802, 803, 804, 805, 806, 807, 808, 809, 810, 13001,
    13002, 13003, 13004, 13005,
  ],
};

const tables = [
  { vendor: 'zim' as const, codes: zimCodes, decisions: zim },
  { vendor: 'netease' as const, codes: neteaseCodes, decisions: netease },
];

describe.each(tables)('the codes of $vendor', ({ vendor, codes, decisions }) => {
  it('lead to the decisions of this list, every one of them', () => {
    const decided = Object.entries(decisions).flatMap(([next, numbers]) =>
      numbers.map((number): readonly [number, string] => [number, next]),
    );
    const table = Object.entries(codes).map(([number, { next }]): readonly [number, string] => [Number(number), next]);
    expect(table).toEqual(decided.toSorted(([a], [b]) => a - b));
  });

  it('each have words that a moderator can read', () => {
    for (const [code, { words, wholeWords }] of Object.entries(codes)) {
      for (const said of [words, wholeWords ?? words]) {
        expect(said, code).toMatch(/^[\x20-\x7e]{5,140}[^.]$/);
        expect(said, code).not.toMatch(/https?:/);
      }
    }
  });

  it('pause a bucket exactly where the vendor limits calls', () => {
    for (const { next, pauseMs } of Object.values(codes)) expect(pauseMs !== undefined).toBe(next === 'wait');
  });

  it('each become the error class that says what to do next', () => {
    const place = { vendor, app: 'x', operation: 'y' };
    const classes: Partial<Record<Next, unknown>> = {
      wait: RateLimitedError,
      repeat: UnavailableError,
      readBack: UnavailableError,
      refuse: MisconfiguredError,
      resign: MisconfiguredError,
    };
    for (const [code, fact] of Object.entries(codes)) {
      const answered = { kind: 'answered', code: Number(code), fact, message: undefined, reply: {} } as const;
      const error = errorOf(answered, place);
      expect(error).toBeInstanceOf(classes[fact.next] ?? RejectedError);
      expect(error).toMatchObject({ code, app: 'x', operation: 'y', vendor });
      expect(error.message).toContain(`(${code})`);
    }
  });
});

it('the codes of a silence are about its user', () => {
  expect(silenceConvNotification.codes[660600024]?.wholeWords).toContain('silenced user');
  expect(Object.keys(silenceConvNotification.codes)).toEqual(Object.keys(zimCodes));
});
