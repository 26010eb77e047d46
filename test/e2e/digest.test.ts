import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { playgroundSlack as names } from '../../src/playground/slack/seed.ts';
import { startTestBed, type TestBed } from '../support/hush.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { passUntil } from '../support/pass-time.ts';

let bed: TestBed;
afterEach(() => bed.close());

/** Hush with a digest on Mondays at nine; it is Monday 23 November 2026, 08:59 in Berlin. */
async function start(): Promise<ManualClock> {
  const file = join(mkdtempSync(join(tmpdir(), 'hush-digest-')), 'hush.yml');
  writeFileSync(file, 'digest: { day: Monday, at: 09:00, timezone: Europe/Berlin }\n');
  const clock = new ManualClock(Date.UTC(2026, 10, 23, 7, 59));
  bed = await startTestBed({ clock, environment: { HUSH_CONFIG: file } });
  return clock;
}

const digests = () => bed.audit().filter(({ text }) => text.includes('The week from'));

test('a week is told in the audit channel, with charts, once, also after a restart', async () => {
  const clock = await start();
  for (const line of [
    'mute alice bob nosuch in lobby for 2h spam',
    'mute carol in lobby for 3d Spam',
    'unmute bob in lobby',
  ]) {
    const before = bed.allTold().length;
    await bed.type(`/hush ${line}`);
    await passUntil(clock, () => bed.allTold().length > before);
  }
  await clock.advance(60_000);
  await passUntil(clock, () => digests().length > 0);
  const [told] = digests();
  expect(told?.text).toContain('from 16 Nov 2026 08:00 to 23 Nov 2026 08:00');
  expect(told?.text).toContain('*2 mutes* of 4 targets (the week before: none)');
  expect(told?.text).toContain('*1 unmute* of 1 target');
  expect(told?.text).toMatch(/How it ended: 4 done, 1 rejected/);
  expect(told?.text).toContain('By @maria 3');
  expect(told?.text).toContain('Most frequent reasons: Spam (2)');
  expect(told?.text).toMatch(/On for the longest time\*\nCase 1, since/);
  expect(told?.message.blocks.filter(({ type }) => type === 'data_visualization')).toHaveLength(2);
  await bed.stop();
  await bed.start();
  await clock.advance(120_000);
  await passUntil(clock, () => bed.slack.calls('auth.test').length > 1);
  expect(digests()).toHaveLength(1);
  expect(bed.slack.violations()).toEqual([]);
});

test('a week in which nothing happened is one line', async () => {
  const clock = await start();
  await clock.advance(60_000);
  await passUntil(clock, () => digests().length > 0);
  expect(digests()[0]?.text.split('\n')).toEqual([expect.stringMatching(/: nobody was muted or silenced\.$/)]);
});

test('in a workspace that takes no charts yet, only the charts are text', async () => {
  const clock = await start();
  await bed.type('/hush mute alice in lobby for 2h spam');
  await passUntil(clock, () => bed.audit().some(({ text }) => text.includes('Ended')));
  bed.slack.faults.add({ fault: { kind: 'error', error: 'invalid_blocks' }, operation: 'chat.postMessage', times: 1 });
  await clock.advance(60_000);
  await passUntil(clock, () => digests().length > 0);
  const [told] = digests();
  expect(told?.message.blocks.every(({ type }) => type === 'section')).toBe(true);
  expect(told?.text).toMatch(/\*1 mute\*[\s\S]*Mutes and silences in 7 days[\s\S]*█ 1[\s\S]*By reason/);
  expect(told?.message.channel).toBe(names.auditChannel);
});
