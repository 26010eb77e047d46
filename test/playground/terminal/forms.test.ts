import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { playgroundSlack } from '../../../src/playground/slack/seed.ts';
import type { DialogueEnd } from '../../../src/playground/terminal/dialogue.ts';
import { fillForm } from '../../../src/playground/terminal/forms.ts';
import { startTestBed, type TestBed } from '../../support/hush.ts';

const maria = playgroundSlack.moderator;
let bed: TestBed;
let folder: string;
beforeEach(async () => {
  bed = await startTestBed();
  folder = mkdtempSync(join(tmpdir(), 'hush-forms-'));
});
afterEach(async () => {
  await bed.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Opens a form and answers its questions in turn; what was printed and asked. */
async function answer(verb: string, answers: readonly string[]): Promise<DialogueEnd & { screen: string }> {
  await bed.type(`/hush ${verb}`);
  await bed.slack.waitFor(() => bed.slack.views(maria).length === 1);
  const left = [...answers];
  const screen: string[] = [];
  const ask = async (question: string) => {
    const next = left.shift();
    screen.push(`${question}${next ?? ''}`);
    return next;
  };
  const end = await fillForm({ slack: bed.slack, user: maria, ask, print: (text) => screen.push(text) });
  expect(left).toEqual([]);
  return { ...end, screen: screen.join('\n') };
}

test('a file is attached by its path, shown as it was understood, and confirmed', async () => {
  const path = join(folder, 'ids.csv');
  writeFileSync(path, 'user_id\nalice\nbob\n');
  const { submitted, screen } = await answer('mute', ['', path, 'lobby', '2h', 'spam', 'yes']);
  expect(submitted).toBe(true);
  expect(screen).toContain('*2 ids understood* in ids.csv');
  expect(screen).toContain('1 or yes: Mute 2   Enter: close  yes');
  expect((await bed.told()).text).toContain('*2 done*');
});

test('a file that is not there can be named again, and one that will not do brings the form back', async () => {
  const path = join(folder, 'ids.csv');
  writeFileSync(path, 'user_id\n');
  const { submitted, screen } = await answer('unmute', ['', '/no/such', '', 'lobby', '', '', path, 'alice', '']);
  expect(screen).toContain('There is no file /no/such.');
  expect(screen).toContain('Who: Write at least one id, or choose a file with the ids.');
  expect(screen).toContain('ids.csv holds a heading and no ids.');
  expect(submitted).toBe(true);
  expect((await bed.told()).text).toContain('unmute of 1 member in `lobby`');
});

test('Enter closes a preview, and nothing is done', async () => {
  const path = join(folder, 'ids.txt');
  writeFileSync(path, 'alice bob');
  const { submitted } = await answer('mute', ['', path, 'lobby', '2h', '', '']);
  expect(submitted).toBe(false);
  expect(bed.slack.views(maria)).toEqual([]);
  expect(bed.zim.calls).toEqual([]);
});

test('the number of its button confirms a preview, and what is no button is asked again', async () => {
  const path = join(folder, 'ids.txt');
  writeFileSync(path, 'alice bob');
  const { submitted, screen } = await answer('mute', ['', path, 'lobby', '2h', '', 'mute', '2', '1']);
  expect(screen.match(/There is no such button/g)).toHaveLength(2);
  expect(submitted).toBe(true);
  expect((await bed.told()).text).toContain('*2 done*');
});

test('a file that Slack would not take is said at its field, and another can be named', async () => {
  const large = join(folder, 'large.csv');
  writeFileSync(large, 'user_id\n');
  truncateSync(large, 11 * 1024 * 1024);
  const picture = join(folder, 'ids.png');
  writeFileSync(picture, 'alice');
  const path = join(folder, 'ids.csv');
  writeFileSync(path, 'user_id\nalice\n');
  const answers = ['', large, folder, picture, 'lobby', '2h', '', path, 'yes'];
  const { submitted, screen } = await answer('mute', answers);
  expect(screen).toContain('✗ Slack takes files of at most 10 MB in a form (10485760 bytes); this one has 11 MB');
  expect(screen).toContain(`✗ ${folder} is no file.`);
  expect(screen).toContain('✗ Or a file: Choose a file of type csv, txt.');
  expect(submitted).toBe(true);
  expect((await bed.told()).text).toContain('*1 done*');
});

test('only what is wrong is asked again', async () => {
  const path = join(folder, 'ids.csv');
  writeFileSync(path, 'user_id\nalice\n');
  const { screen } = await answer('mute', ['', path, 'lobby', '90', 'spam', '2h', '1']);
  expect(screen).toContain('✗ For how long: 90 of what?');
  for (const label of ['Who', 'Or a file', 'Where', 'Reason'])
    expect(screen.match(new RegExp(`^  ${label}( \\(.*\\))?:`, 'gm'))).toHaveLength(1);
  expect((await bed.told()).text).toContain('*1 done*');
});

test('of ids and a file, either can be taken out again; the file is shown by its name', async () => {
  const path = join(folder, 'ids.csv');
  writeFileSync(path, 'user_id\nbob\n');
  const { screen } = await answer('mute', ['alice', path, 'lobby', '2h', '', '', '-']);
  expect(screen).toContain('Write the ids or choose a file, not both');
  expect(screen).toContain('Or a file (the path of one, optional, now: ids.csv, - takes it out): -');
  expect(screen).not.toContain('F0000');
  expect((await bed.told()).text).toContain('`alice`');
});

test('in a menu, what is no choice is asked again', async () => {
  const { submitted, screen } = await answer('silence', ['alice', 'nobody', 'us', 'bob', '', '1h', '']);
  expect(screen).toContain('✗ Choose groups or users.');
  expect(submitted).toBe(true);
  expect((await bed.told()).text).toContain('*1 done*');
});

test.each([
  ['cancel', undefined],
  ['quit', 'quit'],
  ['/hush groups', '/hush groups'],
  ['as noah', 'as noah'],
  ['mend zim', 'mend zim'],
])('%s closes a form that is half filled in, which says so', async (typed, next) => {
  const { screen, ...end } = await answer('mute', ['alice', '', typed]);
  expect(end).toEqual({ submitted: false, ...(next && { next }) });
  expect(screen).toContain('cancel closes the form, quit ends the playground');
  expect(screen).toContain('The form was closed; nothing was done.');
  expect(bed.slack.views(maria)).toEqual([]);
});

test('a line that only looks like one for the prompt is the value of its field', async () => {
  const { submitted } = await answer('mute', ['alice', '', 'lobby', '2h', 'as before']);
  expect(submitted).toBe(true);
  expect((await bed.told()).text).toContain('Reason: as before');
});

test('a line typed under a preview closes it and is handed on, with nothing done', async () => {
  const path = join(folder, 'ids.txt');
  writeFileSync(path, 'alice bob');
  const { screen, ...end } = await answer('mute', ['', path, 'lobby', '2h', '', '/hush groups']);
  expect(end).toEqual({ submitted: false, next: '/hush groups' });
  expect(screen).toContain('It was closed; nothing was done.');
  expect(bed.slack.views(maria)).toEqual([]);
  expect(bed.zim.calls).toEqual([]);
});
