import { describe, expect, test } from 'vitest';
import { climb, type EarlierMutes, rungReasons } from '../../src/moderation/ladder.ts';

const ladder = { steps: [600, 3600, 'permanent'], forgetSeconds: 90 * 86_400 } as const;
const now = 1_000_000_000_000;
const day = 86_400_000;

function history(counts: Readonly<Record<string, number>>): ReadonlyMap<string, EarlierMutes> {
  return new Map(
    Object.entries(counts).map(([target, count]) => [
      target,
      { target, count, last: { case: 3, at: now - 3 * day - 1 } },
    ]),
  );
}
const named = (...ids: readonly string[]) => ids.map((id) => ({ id }));

describe('the ladder', () => {
  test('gives each target the step after its mutes, and the last one to whoever is beyond it', () => {
    const targets = named('new', 'once', 'twice', 'often', 'new2');
    const rungs = climb(ladder, { targets, earlier: history({ once: 1, twice: 2, often: 9 }) });
    expect(rungs.map(({ step, length, targets: on }) => [step, length, on.map(({ id }) => id)])).toEqual([
      [1, { kind: 'timed', seconds: 600 }, ['new', 'new2']],
      [2, { kind: 'timed', seconds: 3600 }, ['once']],
      [3, { kind: 'permanent' }, ['twice', 'often']],
    ]);
  });

  test('loses nobody: what cannot be sent stands on the lowest step that somebody is on', () => {
    const targets = [{ id: '', problem: 'is empty' }, { id: 'once' }];
    const [rung, ...others] = climb(ladder, { targets, earlier: history({ once: 1 }) });
    expect(rung).toMatchObject({ step: 2, targets });
    expect(others).toEqual([]);
    expect(climb(ladder, { targets: targets.slice(0, 1), earlier: history({}) })).toMatchObject([{ step: 1 }]);
  });

  test('says why, for each of a few', () => {
    const earlier = history({ alice: 1, carol: 5 });
    const rungs = climb(ladder, { targets: named('alice', 'bob', 'carol'), earlier });
    expect(rungReasons(rungs, { earlier, ladder, now })).toEqual([
      '`bob`: 10 minutes, the 1st step: no mute within 90 days.',
      '`alice`: 1 hour, the 2nd step: muted once before within 90 days: case 3, 3 days ago.',
      '`carol`: permanent, the 3rd step: muted 5 times before within 90 days: last in case 3, 3 days ago.',
    ]);
    const forever = { steps: ladder.steps };
    expect(rungReasons(rungs, { earlier, ladder: forever, now })[0]).toBe(
      '`bob`: 10 minutes, the 1st step: no mute before.',
    );
  });

  test('says why in one sentence for each step, of many', () => {
    const ids = Array.from({ length: 1200 }, (_, index) => `u${index}`);
    const earlier = history({ u0: 1 });
    const told = rungReasons(climb(ladder, { targets: named(...ids), earlier }), { earlier, ladder, now });
    expect(told).toEqual([
      '10 minutes, the 1st step, for 1,199: `u1` (no mute within 90 days), `u2` (no mute within 90 days), `u3` (no mute within 90 days) and 1,196 more.',
      '1 hour, the 2nd step, for 1: `u0` (muted once before within 90 days: case 3, 3 days ago).',
    ]);
  });
});
