import { expect, test } from 'vitest';
import type { Answer } from '../../src/vendors/client.ts';
import { createOutage } from '../../src/vendors/outage.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { seededRandom } from './seeded-random.ts';
import { unreached } from './story-transport.ts';

const answered: Answer<unknown> = { kind: 'limited', pauseMs: 1000 };

function prepare() {
  const clock = new ManualClock();
  const outage = createOutage({ clock, random: seededRandom(3) });
  const lose = (times: number) => {
    for (let time = 0; time < times; time += 1) outage.saw(unreached, clock.now());
  };
  const ask = (lane: 'single' | 'bulk' = 'bulk', mostMs = 3_600_000, signal = new AbortController().signal) =>
    outage.turn({ lane, mostMs, signal });
  return { clock, outage, lose, ask };
}

test('trouble begins with the first attempt in a row that had no answer, and ends with any answer', async () => {
  const { clock, outage, lose } = prepare();
  expect(outage.trouble()).toBeUndefined();
  const start = clock.now();
  lose(1);
  await clock.advance(5000);
  lose(1);
  expect(outage.trouble()).toEqual({ since: start, words: 'the connection was refused' });
  expect(outage.isOut()).toBe(false);
  outage.saw(answered, clock.now());
  expect(outage.trouble()).toBeUndefined();
});

test('what was cancelled says nothing about the vendor', () => {
  const { clock, outage } = prepare();
  outage.saw({ kind: 'lost', sent: true, words: 'it was cancelled', cause: 'aborted' }, clock.now());
  expect(outage.trouble()).toBeUndefined();
});

test('in an outage one try at a time is made, at most 10 s apart, single before bulk, and an answer lets all go', async () => {
  const { clock, outage, lose, ask } = prepare();
  lose(20);
  const gone: string[] = [];
  const order = async (name: string, lane: 'single' | 'bulk') => {
    const done = await ask(lane);
    gone.push(name);
    if (name !== 'last') {
      lose(1);
      done?.();
    }
  };
  for (const name of ['bulk 1', 'bulk 2', 'bulk 3', 'bulk 4']) void order(name, 'bulk');
  void order('single', 'single');
  await clock.advance(7000);
  expect(gone).toEqual([]);
  await clock.advance(3000);
  expect(gone).toEqual(['single']);
  await clock.advance(10_000);
  expect(gone).toEqual(['single', 'bulk 1']);
  outage.saw(answered, clock.now());
  await clock.advance(0);
  expect(gone).toHaveLength(5);
});

test('a turn that is not used goes to the next at once', async () => {
  const { clock, lose, ask } = prepare();
  lose(3);
  const first = ask();
  const second = ask();
  await clock.advance(10_000);
  (await first)?.();
  expect(await second).toBeDefined();
});

test('whoever waits stops waiting when its time is up or it is cancelled', async () => {
  const { clock, lose, ask } = prepare();
  lose(3);
  const cancelling = new AbortController();
  const patient = ask('bulk', 3_600_000, cancelling.signal);
  const late = ask('bulk', 100);
  await clock.advance(100);
  expect(await late).toBeUndefined();
  cancelling.abort(new Error('cancelled'));
  await expect(patient).rejects.toThrow('cancelled');
});
