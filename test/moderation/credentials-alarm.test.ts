import { expect, test } from 'vitest';
import { createCredentialsAlarm } from '../../src/moderation/credentials-alarm.ts';
import { ManualClock } from '../support/manual-clock.ts';

const app = { name: 'eu', vendor: 'zim' } as const;

test('people are told of each app’s refused credentials at most once in ten minutes', async () => {
  const clock = new ManualClock();
  const told: (number | undefined)[] = [];
  const alarm = createCredentialsAlarm({ clock, outbox: { notice: async (_, number) => void told.push(number) } });
  await alarm.raise({ app, code: '1', case: 1 });
  await alarm.raise({ app, code: '1', case: 2 });
  await alarm.raise({ app: { ...app, name: 'us' }, code: '1', case: 3 });
  clock.jump(86_400_000);
  await alarm.raise({ app, code: '1', case: 4 });
  await clock.advance(600_000);
  await alarm.raise({ app, code: '1', case: 5 });
  expect(told).toEqual([1, 3, 5]);
});

test('a notice that could not be kept does not silence the next', async () => {
  const told: string[] = [];
  let broken = true;
  const notice = async (text: string) => {
    if (broken) throw new Error('disk full');
    told.push(text);
  };
  const alarm = createCredentialsAlarm({ clock: new ManualClock(), outbox: { notice } });
  await expect(alarm.raise({ app, code: '1' })).rejects.toThrow('disk full');
  broken = false;
  await alarm.raise({ app, code: '1' });
  expect(told).toEqual([expect.stringContaining('ZIM refused the credentials of the app eu (1).')]);
});
