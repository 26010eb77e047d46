import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { playgroundSlack } from '../../src/playground/slack/seed.ts';
import { startTestBed, type TestBed } from '../support/hush.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { metricsAt } from '../support/metrics.ts';
import { passUntil } from '../support/pass-time.ts';

let bed: TestBed;
let clock: ManualClock;
beforeEach(async () => {
  clock = new ManualClock();
  bed = await startTestBed({ clock, slack: { switches: { messagesPerSecond: 0 } } });
});
afterEach(() => bed.close());

const maria = playgroundSlack.moderator;

/** Lets time go by in steps of half a second. */
async function pass(ms: number): Promise<void> {
  for (const end = clock.now() + ms; clock.now() < end; ) {
    await clock.advance(500);
    await pause(1);
  }
}

/** Scrapes, once what was read before is old. */
async function scrape() {
  await clock.advance(1000);
  return metricsAt(bed.slack.eventsUrl);
}

const said = (text: string) => bed.allTold().some((told) => told.text.includes(text));
async function say(line: string, then: string): Promise<void> {
  await bed.type(line);
  await passUntil(clock, () => said(then));
}

test('what was asked for, in whatever way, and what became of it is counted', async () => {
  await say('/hush mute alice nosuch in lobby for 2h', '1 done');
  await say('/hush mute alice in lobby for 90', '90 of what?');
  await say('/hush undo 99', 'There is no case 99');
  await bed.type('/hush mute bob in lobby for 2h', playgroundSlack.stranger);
  await bed.type('/hush mute');
  await passUntil(clock, () => bed.slack.views(maria).length === 1);
  await bed.slack.people.submit({ user: maria, values: { targets: 'carol', place: 'lobby', length: 'never' } });
  await bed.slack.people.submit({ user: maria, values: { targets: 'carol', place: 'lobby', length: '1h' } });
  await passUntil(clock, () => said('*Case 2*'));
  const message = bed.allTold().find(({ text }) => text.startsWith('*Case 1*'))?.message;
  await bed.slack.people.press({ user: maria, message, label: 'Undo' });
  await passUntil(clock, () => said('*Case 3*'));

  const { value } = await scrape();
  const asked = (labels: Record<string, string>) => value('hush_interactions_total', { refusal: '', ...labels });
  expect(asked({ way: 'line', verb: 'mute', result: 'recorded' })).toBe(1);
  expect(asked({ way: 'line', verb: 'mute', result: 'refused', refusal: 'line' })).toBe(1);
  expect(asked({ way: 'line', verb: 'undo', result: 'refused', refusal: 'unknown' })).toBe(1);
  expect(asked({ way: 'line', verb: 'mute', result: 'refused', refusal: 'moderators-only' })).toBe(1);
  expect(asked({ way: 'line', verb: 'mute', result: 'answered' })).toBe(1);
  expect(asked({ way: 'form', verb: 'mute', result: 'refused', refusal: 'form' })).toBe(1);
  expect(asked({ way: 'form', verb: 'mute', result: 'recorded' })).toBe(1);
  expect(asked({ way: 'button', verb: 'undo', result: 'recorded' })).toBe(1);
  expect(value('hush_acknowledgement_seconds_count', { way: 'line' })).toBe(5);
  expect(value('hush_recording_seconds_count', { what: 'case' })).toBe(2);

  const ended = (labels: Record<string, string>) => value('hush_targets_total', { app: 'zim', ...labels });
  expect(ended({ action: 'mute', outcome: 'done' })).toBe(2);
  expect(ended({ action: 'mute', outcome: 'rejected' })).toBe(1);
  expect(ended({ action: 'unmute', outcome: 'done' })).toBe(1);
  const calls = { app: 'zim', operation: 'MuteGroupMembers', ended: 'success' };
  expect(value('hush_vendor_attempt_seconds_count', calls)).toBe(3);
  expect(value('hush_quota_limit', { app: 'zim', operation: 'MuteGroupMembers' })).toBe(20);
  expect(value('hush_open_cases')).toBe(0);
  expect(value('hush_audit_head')).toBeGreaterThan(6);
  expect(value('hush_deliveries_total', { lane: 'private', result: 'told' })).toBe(3);
  expect(value('hush_carrier')).toBe(1);
  expect(value('process_resident_memory_bytes')).toBeGreaterThan(0);
  expect(value('nodejs_eventloop_lag_p99_seconds')).toBeGreaterThanOrEqual(0);
});

test('a vendor that is down, an end that is late and what nobody was told show while they last', async () => {
  await say('/hush mute alice bob everywhere for 10m', '2 done');
  await bed.netease.refuseConnections(true);
  bed.slack.admin.archive(playgroundSlack.auditChannel);
  await pass(13 * 60_000);
  const { value } = await scrape();
  expect(value('hush_vendor_out', { app: 'netease' })).toBe(1);
  expect(value('hush_vendor_out', { app: 'zim' })).toBe(0);
  expect(value('hush_lifts_late', { over: '1s' })).toBe(2);
  expect(value('hush_lifts_late', { over: '1m' })).toBe(2);
  expect(value('hush_lift_lateness_seconds')).toBeGreaterThan(120);
  expect(value('hush_ends_unanswered')).toBe(2);
  expect(value('hush_outbox_stuck', { lane: 'audit' })).toBe(1);
  expect(value('hush_outbox_waiting', { lane: 'audit' })).toBe(1);

  await bed.netease.refuseConnections(false);
  bed.slack.admin.unarchive(playgroundSlack.auditChannel);
  await passUntil(clock, () => bed.netease.muted().length === 0);
  await passUntil(clock, () => bed.audit().some(({ text }) => text.includes('may speak again')), 600_000);
  const mended = await scrape();
  expect(mended.value('hush_vendor_out', { app: 'netease' })).toBe(0);
  expect(mended.value('hush_lift_lateness_seconds')).toBe(0);
  expect(mended.value('hush_ends_total', { app: 'netease', task: 'lift', outcome: 'done' })).toBe(2);
  expect(mended.value('hush_outbox_stuck', { lane: 'audit' })).toBe(0);
});

test('a vendor that takes no more, or refuses the credentials, is counted and shown', async () => {
  bed.zim.faults.add({ fault: { kind: 'code', code: 7 }, times: 1 });
  await say('/hush mute alice in lobby for 2h', '1 done');
  expect((await scrape()).value('hush_vendor_over_quota_total', { app: 'zim', operation: 'MuteGroupMembers' })).toBe(1);
  bed.zim.faults.add({ fault: { kind: 'code', code: 100000005 }, times: 1 });
  await say('/hush mute bob in lobby for 2h', 'failed');
  const { value } = await scrape();
  expect(value('hush_vendor_credentials_refused', { app: 'zim' })).toBe(1);
  expect(value('hush_vendor_credentials_refused', { app: 'netease' })).toBe(0);
});

test('without its database the rest is told, and that it is down', async () => {
  await say('/hush mute alice in lobby for 2h', '1 done');
  expect((await scrape()).value('hush_database_up')).toBe(1);
  const database = new DatabaseSync(join(bed.folder, 'hush.db'));
  database.exec('drop table proposals');
  const { value, names } = await scrape();
  expect(value('hush_database_up')).toBe(0);
  expect(value('hush_interactions_total', { way: 'line', verb: 'mute', result: 'recorded', refusal: '' })).toBe(1);
  expect(names).not.toContain('hush_open_cases');
  database.close();
});

test('docs/metrics.md lists every metric, and no other; each is named as Prometheus asks, and none has more labels than listed', async () => {
  const { names, text } = await scrape();
  const own = names.filter((name) => name.startsWith('hush_'));
  const docs = readFileSync(new URL('../../docs/metrics.md', import.meta.url), 'utf8');
  const told = [...docs.matchAll(/^\| `(hush_\w+)` \| (\w+) \| (.*?) \|/gm)];
  expect(told.map(([, name]) => name).toSorted()).toEqual(own.toSorted());
  const types = new Map([...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name, type]) => [name, type]));
  for (const [, name = '', type] of told) {
    expect(types.get(name), name).toBe(type);
    expect(name.endsWith('_total'), name).toBe(type === 'counter');
    if (type === 'histogram') expect(name).toMatch(/_seconds$/);
  }
});
