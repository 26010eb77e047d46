import { afterEach, describe, expect, test } from 'vitest';
import type { Policy } from '../../src/moderation/policy/settings.ts';
import { playgroundSlack } from '../../src/playground/slack/seed.ts';
import { fileForms } from '../support/file-forms.ts';
import { startTestBed, type TestBed, type Told } from '../support/hush.ts';

const { moderator: maria, admin: ada } = playgroundSlack;
const ladder = { steps: [600, 3600, 'permanent'], forgetSeconds: 90 * 86_400 } as const;

let bed: TestBed;
afterEach(async () => {
  expect(bed.slack.violations()).toEqual([]);
  await bed.close();
});

async function start(policy: Partial<Policy> = { ladder }): Promise<void> {
  bed = await startTestBed({ policy, slack: { switches: { messagesPerSecond: 0 } } });
}

/** Waits until somebody is told this. */
async function tells(words: string): Promise<string> {
  const found = () => bed.allTold().find(({ text }) => text.includes(words));
  await bed.slack.waitFor(found);
  return found()?.text ?? '';
}
const press = (told: Told, label: string) => bed.slack.people.press({ user: maria, message: told.message, label });
/** Mutes somebody, and waits for the summary. */
async function muted(line: string, number: number): Promise<void> {
  await bed.type(`/hush ${line}`);
  await tells(`*Case ${number}*`);
}

describe('a mute for auto', () => {
  test('says who would get which step and why, and does that with one yes, a case for each step', async () => {
    await start();
    await muted('mute alice in lobby for 2h spam', 1);
    const shown = await bed.say('/hush mute alice bob in stream for auto again');
    expect(shown.text).toContain('Nothing was done yet.');
    expect(shown.text).toContain('`bob`: 10 minutes, the 1st step: no mute within 90 days.');
    expect(shown.text).toMatch(
      /`alice`: 1 hour, the 2nd step: muted once before within 90 days: case 1, \d+ seconds? ago\./,
    );
    expect(bed.zim.muted('stream')).toEqual([]);
    // What was shown holds, whatever happens before the yes.
    await muted('mute bob in lobby for 2h', 2);
    await press(shown, 'Mute 2');
    expect(await tells('*Case 3*')).toMatch(/mute of 1 member in `stream` \(zim\) for 10 minutes/);
    expect(await tells('*Case 4*')).toMatch(/mute of 1 member in `stream` \(zim\) for 1 hour/);
    expect([...bed.zim.muted('stream')].toSorted()).toEqual(['alice', 'bob']);
  });

  test('does not count what was undone', async () => {
    await start();
    await muted('mute alice in lobby for 2h', 1);
    await muted('undo 1', 2);
    expect((await bed.say('/hush mute alice in lobby for auto')).text).toContain('`alice`: 10 minutes, the 1st step');
  });

  test('is shown to who asks also where a second moderator must say yes after them', async () => {
    await start({ ladder: { steps: ['permanent'] }, approval: { permanent: true, expiresSeconds: 3600 } });
    const shown = await bed.say('/hush mute alice in lobby for auto');
    expect(shown.text).toContain('permanent, the 1st step: no mute before.');
    expect(shown.text).toContain('a second moderator must say yes');
    await press(shown, 'Mute 1');
    await bed.slack.waitFor(() => bed.audit().some(({ text }) => text.includes('asks for a second moderator’s yes')));
    expect(bed.zim.muted('lobby')).toEqual([]);
  });

  test('is refused by the longest length of a role in words that name the step', async () => {
    await start({
      ladder,
      roles: [
        { name: 'helper', who: [maria], longestSeconds: 1800 },
        { name: 'lead', who: [ada] },
      ],
    });
    await muted('mute alice in lobby for 20m', 1);
    const { text } = await bed.say('/hush mute alice bob in lobby for auto');
    expect(text).toContain('For `alice` it would be 1 hour, the 2nd step. 1 hour is too long for your role');
    expect(bed.zim.muted('lobby')).toEqual(['alice']);
  });

  test('works in the form, and with a file says that the lengths are shown first', async () => {
    await start();
    const forms = fileForms(bed);
    await forms.open('mute');
    const values = { targets: 'alice', place: 'lobby', length: 'Auto' };
    expect(await bed.slack.people.submit({ user: maria, values })).toMatchObject({ action: 'close' });
    await tells('`alice`: 10 minutes, the 1st step');
    const preview = await forms.preview('mute', { place: 'lobby', length: 'auto' }, { content: 'bob\ncarol\n' });
    expect(preview).toContain('for the length that each one’s history asks for');
    expect(preview).toContain('Pick lengths');
    expect(await bed.slack.people.submit({ user: maria })).toMatchObject({ action: 'close' });
    await tells('`carol`: 10 minutes, the 1st step');
    expect(bed.zim.calls).toEqual([]);
  });

  test('is refused in words without a ladder, on a line and in the form', async () => {
    await start({});
    expect((await bed.say('/hush mute alice in lobby for auto')).text).toContain('policy.ladder in hush.yml');
    await fileForms(bed).open('mute');
    const values = { targets: 'alice', place: 'lobby', length: 'auto' };
    expect(await bed.slack.people.submit({ user: maria, values })).toMatchObject({
      errors: { length: expect.stringContaining('policy.ladder in hush.yml') },
    });
  });
});

test('a form is not tried by a --dry-run in its reason', async () => {
  await start();
  await fileForms(bed).open('mute');
  const values = { targets: 'alice', place: 'lobby', length: '2h', reason: 'spam --dry-run' };
  expect(await bed.slack.people.submit({ user: maria, values })).toMatchObject({
    errors: { reason: expect.stringContaining('A form cannot be tried') },
  });
  expect(bed.zim.calls).toEqual([]);
});
