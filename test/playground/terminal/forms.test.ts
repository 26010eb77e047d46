import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { playgroundSlack } from '../../../src/playground/slack/seed.ts';
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
async function answer(verb: string, answers: readonly string[]): Promise<{ submitted: boolean; screen: string }> {
  await bed.type(`/hush ${verb}`);
  await bed.slack.waitFor(() => bed.slack.views(maria).length === 1);
  const left = [...answers];
  const screen: string[] = [];
  const ask = async (question: string) => {
    const next = left.shift();
    screen.push(`${question}${next ?? ''}`);
    return next;
  };
  const submitted = await fillForm({ slack: bed.slack, user: maria, ask, print: (text) => screen.push(text) });
  expect(left).toEqual([]);
  return { submitted, screen: screen.join('\n') };
}

test('a file is attached by its path, shown as it was understood, and confirmed', async () => {
  const path = join(folder, 'ids.csv');
  writeFileSync(path, 'user_id\nalice\nbob\n');
  const { submitted, screen } = await answer('mute', ['', path, 'lobby', '2h', 'spam', 'yes']);
  expect(submitted).toBe(true);
  expect(screen).toContain('*2 ids understood* in ids.csv');
  expect(screen).toContain('yes: Mute 2   or Enter to close: yes');
  expect((await bed.told()).text).toContain('*2 done*');
});

test('a file that is not there can be named again, and one that will not do brings the form back', async () => {
  const path = join(folder, 'ids.csv');
  writeFileSync(path, 'user_id\n');
  const { submitted, screen } = await answer('unmute', ['', '/no/such', 'lobby', '', '', path, 'alice', '', '', '']);
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
