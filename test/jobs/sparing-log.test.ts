import { expect, test } from 'vitest';
import { createSparingLog } from '../../src/jobs/sparing-log.ts';
import { StoreTrouble } from '../../src/moderation/store-trouble.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { memoryLog } from '../vendors/apps.ts';

const full = new StoreTrouble({ cannot: 'write its database', why: 'the disk is full', remedy: 'free space' });

test('what fails twice a second is logged once a minute, with how often it was not', async () => {
  const clock = new ManualClock();
  const { log, lines } = memoryLog();
  const sparing = createSparingLog(log, clock);
  for (let time = 0; time < 180_000; time += 500) {
    sparing.error({ event: 'sweep.broke' }, full, 'The sweep failed.');
    await clock.advance(500);
  }
  expect(lines).toHaveLength(3);
  expect(lines[0]).toMatchObject({ event: 'sweep.broke', why: 'the disk is full', msg: 'The sweep failed.' });
  expect(lines[0]).not.toHaveProperty('err');
  expect(lines[1]).toMatchObject({ unsaid: 119 });
});

test('another failure is logged beside it, with its stack', () => {
  const { log, lines } = memoryLog();
  const sparing = createSparingLog(log, new ManualClock());
  sparing.error({ event: 'sweep.broke' }, full, 'The sweep failed.');
  sparing.error({ event: 'sweep.broke' }, new Error('a bug'), 'The sweep failed.');
  sparing.error({ event: 'case.broke' }, full, 'A case failed.');
  expect(lines).toHaveLength(3);
  expect(lines[1]).toHaveProperty('err.stack');
});
