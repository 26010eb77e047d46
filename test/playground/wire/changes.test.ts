import { describe, expect, it } from 'vitest';
import { Changes, waitFor } from '../../../src/playground/wire/changes.ts';
import { ManualClock } from '../../support/manual-clock.ts';

describe('waitFor', () => {
  it('looks at once, and again after every change', async () => {
    const clock = new ManualClock();
    const changes = new Changes();
    let there = false;
    const wait = waitFor({ changes, clock, ms: 1000, predicate: () => there && 'found' });
    changes.tell('something else');
    there = true;
    changes.tell('it');
    expect(await wait).toBe('found');
    expect(await waitFor({ changes, clock, ms: 1000, predicate: () => 7 })).toBe(7);
    expect(clock.waiting).toBe(0);
  });

  it('gives up when the time is over, and passes an error on', async () => {
    const clock = new ManualClock();
    const changes = new Changes();
    const never = waitFor({ changes, clock, ms: 1000, predicate: () => false });
    const given = expect(never).rejects.toThrow('in 1000 ms');
    await clock.advance(1000);
    await given;
    const broken = waitFor({
      changes,
      clock,
      ms: 1000,
      predicate: () => {
        throw new Error('broken');
      },
    });
    await expect(broken).rejects.toThrow('broken');
  });
});
