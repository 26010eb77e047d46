import { connect } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { playgroundSlack } from '../../src/playground/slack/seed.ts';
import { startTestBed, type TestBed } from '../support/hush.ts';
import { readinessAt } from '../support/readiness.ts';

let bed: TestBed;
beforeEach(async () => {
  bed = await startTestBed({ slack: { switches: { messagesPerSecond: 0 } } });
});
afterEach(async () => {
  await bed.close();
});

test('a stop answers what had come in, though it was acknowledged before', async () => {
  bed.zim.faults.add({ fault: { kind: 'slow', ms: 300 }, operation: 'FetchForbidGroupList' });
  await bed.type('/hush groups');
  await bed.stop();
  expect(bed.allTold().at(-1)?.text).toContain('muted now');
});

test('a connection that says nothing does not hold up a stop', async () => {
  const { port } = new URL(bed.slack.eventsUrl);
  const silent = connect(Number(port), '127.0.0.1');
  await new Promise((resolve) => silent.once('connect', resolve));
  silent.on('error', () => undefined);
  const start = performance.now();
  await bed.stop();
  expect(performance.now() - start).toBeLessThan(5000);
  silent.destroy();
});

test('when the audit channel is gone, its messages wait in order, the summary says so, and they come once it is back', async () => {
  bed.slack.admin.archive(playgroundSlack.auditChannel);
  await bed.say('/hush mute alice in lobby for 2h');
  await bed.slack.waitFor(() => bed.slack.calls('chat.postMessage').length > 0);
  const { text } = await bed.say('/hush mute bob in lobby for 2h');
  expect(text).toContain('The audit message is waiting');
  expect(await readinessAt(bed.slack.eventsUrl)).toEqual({
    status: 200,
    degraded: ['audit-channel: Slack takes no messages for the audit channel: is_archived.'],
  });
  bed.slack.admin.unarchive(playgroundSlack.auditChannel);
  await bed.slack.waitFor(() => bed.audit().length === 2, 20_000);
  expect(bed.audit().map((each) => each.text.slice(0, 8))).toEqual(['*Case 1*', '*Case 2*']);
}, 40_000);

test('a late form keeps what was typed, and says so at its first field', async () => {
  await bed.type('/hush mute');
  await bed.slack.waitFor(() => bed.slack.views(playgroundSlack.moderator).length === 1);
  bed.slack.faults.add({ fault: { kind: 'hang' }, operation: 'usergroups.users.list' });
  // The answer about moderators is believed for a minute: a fresh Hush has to ask again.
  await bed.stop();
  await bed.start();
  const sent = await bed.slack.people.submit({
    user: playgroundSlack.moderator,
    values: { targets: 'alice', place: 'lobby', length: '2h' },
  });
  expect(sent).toMatchObject({ sent: true, action: 'errors' });
  expect(sent.sent && sent.errors?.targets).toContain('Nothing was recorded or done, try again.');
  expect(bed.slack.views(playgroundSlack.moderator)).toHaveLength(1);
  expect(bed.zim.calls).toEqual([]);
});
