import { afterEach, beforeEach, expect, test } from 'vitest';
import { playgroundSlack } from '../../src/playground/slack/seed.ts';
import { startTestBed, type TestBed } from '../support/hush.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { passUntil } from '../support/pass-time.ts';

const { admin } = playgroundSlack;
const top = () => bed.slack.views(admin).at(-1);
const shown = () => {
  const view = top();
  return view ? bed.slack.plainText(view) : '';
};

let clock: ManualClock;
let bed: TestBed;
/** Nobody is named as a moderator: Slack is asked whether somebody is an admin, and believed for a minute. */
beforeEach(async () => {
  clock = new ManualClock();
  bed = await startTestBed({ clock, environment: { HUSH_MODERATORS: '' } });
  await bed.type('/hush mute', admin);
  await bed.slack.waitFor(() => top());
  const file = bed.slack.admin.upload({ user: admin, name: 'ids.txt', content: 'alice bob' });
  await bed.slack.people.submit({ user: admin, values: { place: 'lobby', length: '2h', file: [file] } });
  await passUntil(clock, () => top()?.view.submit);
  await clock.advance(61_000);
});
afterEach(async () => {
  expect(bed.slack.violations()).toEqual([]);
  await bed.close();
});

test('who is no admin any more cannot confirm the list that they were shown', async () => {
  bed.slack.admin.changeUser(admin, { isAdmin: false });
  const sent = await bed.slack.people.submit({ user: admin });
  expect(sent).toMatchObject({ action: 'update' });
  expect(shown()).toContain('You may not use Hush here');
  expect(bed.zim.calls).toEqual([]);
});

test('if Slack does not say in time who that is, it is said on top of the list, which can then be confirmed', async () => {
  bed.slack.faults.add({ fault: { kind: 'slow', ms: 2500 }, operation: 'users.info', times: 1 });
  const submitting = bed.slack.people.submit({ user: admin });
  await passUntil(clock, () => bed.slack.views(admin).length === 2);
  expect(await submitting).toMatchObject({ action: 'push' });
  expect(shown()).toMatch(/Nothing was recorded or done, try again\./);
  await bed.slack.people.close({ user: admin });
  // The late answer has come meanwhile.
  await clock.advance(1000);
  expect(await bed.slack.people.submit({ user: admin })).toMatchObject({ action: 'close' });
  await bed.zim.waitFor(() => bed.zim.muted('lobby').length === 2);
});

test('the length counts from the confirmation', async () => {
  const at = clock.now();
  await clock.advance(600_000);
  await bed.slack.people.submit({ user: admin });
  await passUntil(clock, () => bed.zim.calls.length > 0);
  expect(bed.zim.calls[0]?.params).toMatchObject({ Duration: '7200' });
  await passUntil(clock, () => bed.audit().length > 0);
  expect(clock.now() - at).toBeGreaterThanOrEqual(600_000);
});

test('a list that is a day old is no longer kept, and it is said so', async () => {
  clock.jump(86_400_000);
  expect(await bed.slack.people.submit({ user: admin })).toMatchObject({ action: 'update' });
  expect(shown()).toContain('What was read from the file is no longer kept. Nothing was recorded or done');
});
