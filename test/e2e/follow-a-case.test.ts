import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTestBed, type TestBed } from '../support/hush.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { passUntil } from '../support/pass-time.ts';
import { memoryLog } from '../vendors/apps.ts';

let bed: TestBed;
let clock: ManualClock;
let lines: ReturnType<typeof memoryLog>['lines'];
beforeEach(async () => {
  clock = new ManualClock();
  const memory = memoryLog();
  lines = memory.lines;
  bed = await startTestBed({ clock, log: memory.log, slack: { switches: { messagesPerSecond: 0 } } });
});
afterEach(() => bed.close());

/** What the log says of one case, and of nothing else. */
const about = (number: number) => lines.filter((line) => line.case === number || line.follows === number);
/** With what each line says first. */
const told = (number: number) =>
  about(number).map((line) =>
    [line.event, line.operation ?? line.kind ?? line.verb ?? line.task ?? ''].join(' ').trimEnd(),
  );
const said = (text: string) => bed.allTold().some((one) => one.text.startsWith(text));

test('a case is followed through the log by its number alone, from the line to its lift', async () => {
  await bed.type('/hush mute alice bob everywhere for 30s spam');
  await passUntil(clock, () => said('*Case 1*'));
  // Somebody else's case at the same time is not in the way.
  await bed.type('/hush mute alice in lobby for 2h');
  await passUntil(clock, () => said('*Case 2*') && bed.audit().length === 2);
  await passUntil(clock, () => bed.audit().some(({ text }) => text.includes('may speak again')));
  await passUntil(clock, () => told(1).filter((line) => line === 'delivery.told lifts').length === 1);

  const line = told(1);
  const [first] = about(1);
  expect(first).toMatchObject({ event: 'interaction.done', way: 'line', verb: 'mute', result: 'recorded', case: 1 });
  expect(first).toMatchObject({ ms: expect.any(Number), ackMs: expect.any(Number) });
  expect(line.filter((one) => one === 'vendor.call muteModule')).toHaveLength(4);
  expect(line.indexOf('vendor.call muteModule')).toBeLessThan(line.indexOf('case.settled'));
  const settled = about(1).filter(({ event }) => event === 'case.settled');
  expect(settled.reduce((sum, { done }) => sum + Number(done), 0)).toBe(2);
  const carried = about(1).find(({ event }) => event === 'case.carried');
  expect(carried).toMatchObject({ app: 'netease', action: 'mute', targets: 2 });
  const rest = line.slice(line.indexOf('case.carried'));
  expect(rest).toContain('delivery.told case');
  expect(rest).toContain('delivery.told summary');
  const lifts = about(1).filter(({ event }) => event === 'ends.answered');
  expect(lifts.reduce((sum, { done }) => sum + Number(done), 0)).toBe(2);
  expect(line.at(-1)).toBe('delivery.told lifts');
  for (const { app } of about(1)) expect(app ?? 'netease').toBe('netease');
});

test('an undo is found from the case that it undoes, and one request that lifts for two cases names both', async () => {
  await bed.type('/hush mute alice in lobby for 2h');
  await passUntil(clock, () => said('*Case 1*'));
  await bed.type('/hush undo 1');
  await passUntil(clock, () => said('*Case 2*'));
  expect(about(1).find(({ follows }) => follows === 1)).toMatchObject({ verb: 'undo', result: 'recorded', case: 2 });
  expect(told(2)).toContain('vendor.call MuteGroupMembers');

  await bed.type('/hush silence alice from users bob for 10m');
  await bed.type('/hush silence alice from users carol for 10m');
  await passUntil(clock, () => said('*Case 3*') && said('*Case 4*'));
  await bed.zim.refuseConnections(true);
  await clock.advance(600_000);
  await bed.zim.refuseConnections(false);
  const answers = (number: number) =>
    about(number).filter(({ event, done }) => event === 'ends.answered' && done === 1);
  await passUntil(clock, () => answers(3).length > 0 && answers(4).length > 0, 300_000);
  expect(lines).toContainEqual(expect.objectContaining({ event: 'vendor.call', cases: [3, 4], code: 0 }));
});
