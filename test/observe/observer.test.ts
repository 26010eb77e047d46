import { expect, test } from 'vitest';
import type { Works } from '../../src/moderation/observer.ts';
import { createObserver } from '../../src/observe/observer.ts';
import type { DoneWork, Teller } from '../../src/observe/work.ts';
import { ManualClock } from '../support/manual-clock.ts';

const carryOut: Works['carry-out'] = { case: 1, app: 'zim', action: 'mute', targets: 1 };
const attempt: Works['attempt'] = {
  vendor: 'zim',
  app: 'zim',
  operation: 'MuteGroupMembers',
  method: 'GET',
  address: 'localhost',
  port: 443,
};

function watch(...more: Teller[]) {
  const clock = new ManualClock();
  const done: DoneWork[] = [];
  const observer = createObserver([...more, { done: (work) => done.push(work) }], clock);
  return { clock, done, observer };
}

test('work is told with what was noted in it, how long it took, and what it is a part of', async () => {
  const { clock, done, observer } = watch();
  await observer.during('carry-out', carryOut, () =>
    observer.during('attempt', attempt, async () => {
      await clock.advance(250);
      observer.note('attempt', { ended: 'success' });
    }),
  );
  const [inner, outer] = done;
  expect(inner).toMatchObject({ kind: 'attempt', facts: { ended: 'success' }, seconds: 0.25, broke: false });
  expect(inner?.within).toBe(outer);
});

test('what begins within a request and is not a part of it is told as a whole, and notes nothing there', async () => {
  const { done, observer } = watch();
  let carried: Promise<void> = Promise.resolve();
  await observer.during('interaction', { way: 'line' }, async () => {
    carried = observer.during('carry-out', carryOut, async () => observer.note('interaction', { verb: 'undo' }));
  });
  await carried;
  for (const { within } of done) expect(within).toBeUndefined();
  expect(done.find(({ kind }) => kind === 'interaction')?.facts).toEqual({ way: 'line' });
});

test('several at once do not get in each other’s way', async () => {
  const { done, observer } = watch();
  const one = (verb: string) =>
    observer.during('interaction', { way: 'line' }, async () => {
      await Promise.resolve();
      observer.note('interaction', { verb });
    });
  await Promise.all([one('mute'), one('undo')]);
  expect(done.map(({ facts }) => facts)).toEqual([
    { way: 'line', verb: 'mute' },
    { way: 'line', verb: 'undo' },
  ]);
});

test('work that throws is told as broken, and throws the same', async () => {
  const { done, observer } = watch();
  const broken = new Error('disk full');
  await expect(observer.during('carry-out', carryOut, () => Promise.reject(broken))).rejects.toBe(broken);
  expect(done).toMatchObject([{ broke: true }]);
});

test('who watches and throws disturbs neither the work nor who else watches', async () => {
  const fail = () => {
    throw new Error('a bug in a metric');
  };
  const { done, observer } = watch({ began: fail, done: fail, saw: fail });
  expect(await observer.during('carry-out', carryOut, async () => 7)).toBe(7);
  observer.saw('database trouble', {});
  expect(done).toHaveLength(1);
});
