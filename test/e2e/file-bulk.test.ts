import { afterEach, expect, test } from 'vitest';
import { playgroundSlack } from '../../src/playground/slack/seed.ts';
import { fileForms } from '../support/file-forms.ts';
import { startTestBed, type TestBed } from '../support/hush.ts';

const maria = playgroundSlack.moderator;
const people = (count: number) => Array.from({ length: count }, (_, index) => `user${index}`);
const csv = (ids: readonly string[]) =>
  `\ufeffname;user_id;since\r\n${ids.map((id) => `"${id}, Esq.";${id};2024`).join('\r\n')}\r\n`;

let bed: TestBed;
afterEach(async () => {
  expect(bed.slack.violations()).toEqual([]);
  await bed.close();
});

test('ten thousand ids of an Excel file are recorded and begun, and it is said so in time', async () => {
  const ids = people(10_000);
  bed = await startTestBed({ slack: { switches: { messagesPerSecond: 0 } } });
  bed.zim.addUsers(ids);
  bed.zim.addGroup({ id: 'arena', owner: 'admin', members: ids });
  const text = await fileForms(bed).preview('mute', { place: 'arena', length: '2h' }, { content: csv(ids) });
  expect(text).toContain('[Mute 10,000]');
  const sent = await bed.slack.people.submit({ user: maria });
  expect(sent).toMatchObject({ sent: true, action: 'close' });
  await bed.zim.waitFor(() => bed.zim.muted('arena').length >= 100);
  expect((await bed.told()).text).toContain('started: mute of 10,000 members in `arena`');
});

test('the preview outlives the bot: what was shown is what is done after a restart', async () => {
  const ids = people(300);
  bed = await startTestBed({
    slack: { switches: { messagesPerSecond: 0 } },
    environment: { ZIM_CALLS_PER_SECOND: '20' },
  });
  bed.zim.addUsers(ids);
  bed.zim.addGroup({ id: 'arena', owner: 'admin', members: ids });
  await fileForms(bed).preview('mute', { place: 'arena', length: '2h' }, { content: csv(ids) });
  await bed.stop();
  for (const { id } of bed.slack.files()) bed.slack.admin.deleteFile(id);
  await bed.start();
  expect(await bed.slack.people.submit({ user: maria })).toMatchObject({ action: 'close' });
  expect((await bed.told()).text).toContain('*300 done*');
  expect(bed.zim.muted('arena')).toHaveLength(300);
});

test('a hundred thousand ids can be said yes to within Slack’s three seconds', async () => {
  const ids = people(100_000);
  bed = await startTestBed({ slack: { switches: { messagesPerSecond: 0 } } });
  const text = await fileForms(bed).preview('mute', { place: 'lobby', length: '2h' }, { content: csv(ids) });
  expect(text).toContain('[Mute 100,000]');
  const sent = await bed.slack.people.submit({ user: maria });
  expect(sent).toMatchObject({ sent: true, action: 'close', shown: 'ok' });
  await bed.zim.waitFor(() => bed.zim.calls.length > 0);
  // Otherwise it would have to be carried out: the stop leaves it open.
});
