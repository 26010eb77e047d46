import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { blockProblems } from '../../src/playground/slack/limits/block-problems.ts';
import { playgroundSlack as names } from '../../src/playground/slack/seed.ts';
import type { Data } from '../../src/playground/wire/data.ts';
import { shortcutIds } from '../../src/slack/shortcuts/ids.ts';
import { startTestBed, type TestBed } from '../support/hush.ts';

const maria: string = names.moderator;
let bed: TestBed;
beforeEach(async () => {
  bed = await startTestBed();
});
afterEach(async () => {
  await bed.close();
});

const text = (user = maria) => {
  const home = bed.slack.home(user);
  return home ? bed.slack.plainText({ blocks: home.blocks as readonly Data[] }, user) : '';
};
const published = () => bed.slack.calls('views.publish').length;

/** Opens somebody's Home, and waits until it was published. */
async function open(user = maria): Promise<string> {
  const before = published();
  expect(await bed.slack.people.openHome({ user })).toMatchObject({ httpStatus: 200 });
  await bed.slack.waitFor(() => published() > before && text(user));
  return text(user);
}

/** Presses something there, and waits until the page was shown anew. */
async function press(label: string, blockId?: string, user = maria): Promise<string> {
  const before = published();
  await bed.slack.people.pressHome({ user, label, ...(blockId && { blockId }) });
  await bed.slack.waitFor(() => published() > before);
  return text(user);
}

describe('a moderator’s Home', () => {
  test('is never empty, and leads to the forms', async () => {
    expect(await open()).toMatch(
      /Nothing that Hush set is on now[\s\S]*No case yet[\s\S]*No mutes or silences in the last 14 days/,
    );
    await press('Mute…');
    expect(bed.slack.plainText(await bed.slack.waitFor(() => bed.slack.views(maria).at(-1)))).toContain(
      '# Mute people',
    );
    await press('More…');
    expect(bed.slack.plainText(await bed.slack.waitFor(() => bed.slack.views(maria).at(-1)))).toContain('Silence…');
    expect(bed.slack.violations()).toEqual([]);
  });

  test('shows what is on with the time left, the last cases, and how many there were, and why', async () => {
    await bed.say('/hush mute alice in lobby for 2h spam');
    await bed.say('/hush mute bob in lobby for 1d Spam');
    await bed.say('/hush unmute carol in lobby');
    const shown = await open();
    expect(shown).toMatch(/2 mutes and silences\* are on now/);
    expect(shown).toMatch(/Case 1\*: mute of 1 member in `lobby` \(zim\), until .* \((?:2 hours|1 hour 59 minutes)/);
    expect(shown).toMatch(/Last cases\*[\s\S]*Case 3\*.* by @maria: unmute of 1 member/);
    expect(shown).toMatch(/Mutes and silences in 14 days[\s\S]*█ 2/);
    expect(shown).toMatch(/By reason[\s\S]*Spam █+ 2/);
    expect(bed.slack.violations()).toEqual([]);
  });

  test('ends a mute after asking, and shows itself again until that is done', async () => {
    await bed.say('/hush mute alice in lobby for 2h');
    await open();
    const pressed = await bed.slack.people.pressHome({ user: maria, label: 'Undo', blockId: 'case-1' });
    expect(pressed?.confirm).toBeDefined();
    await bed.slack.waitFor(() => text().includes('Nothing that Hush set is on now'));
    expect(bed.zim.muted()).toEqual([]);
    // There is no message to answer at: what follows is a direct message.
    await bed.slack.waitFor(() => bed.slack.directMessages(maria).some((each) => each.text.includes('undo of case 1')));
    expect(bed.slack.violations()).toEqual([]);
  });

  test('opens a case target by target', async () => {
    await bed.say('/hush mute alice in lobby for 2h');
    await open();
    await press('Details', 'case-1');
    expect(bed.slack.plainText(await bed.slack.waitFor(() => bed.slack.views(maria).at(-1)))).toContain('alice');
  });

  test('has pages, and stays on its page when something else is pressed there', async () => {
    for (let number = 1; number <= 12; number += 1)
      await bed.say(`/hush mute viewer0${number + 10} in lobby for ${number}h`);
    expect(await open()).not.toContain('`viewer021`');
    expect(await press('Next')).toContain('`viewer021`');
    await press('Details', 'case-12');
    expect(text()).toContain('`viewer021`');
    expect(await press('Refresh')).toContain('`viewer011`');
  }, 20_000);

  test('sends the charts that it cannot hold', async () => {
    await bed.say('/hush mute alice in lobby for 2h spam');
    await open();
    await press('Send me the charts');
    const sent = await bed.slack.waitFor(() => bed.slack.directMessages(maria).at(-1));
    expect(sent.blocks.map(({ type }) => type)).toEqual(['section', 'data_visualization', 'data_visualization']);
    expect(sent.text).toContain('█');
  });

  test('in a workspace that takes no charts yet, only the charts are text', async () => {
    await bed.say('/hush mute alice in lobby for 2h spam');
    await open();
    bed.slack.faults.add({
      fault: { kind: 'error', error: 'invalid_blocks' },
      operation: 'chat.postMessage',
      times: 1,
    });
    await press('Send me the charts');
    const sent = await bed.slack.waitFor(() => bed.slack.directMessages(maria).at(-1));
    expect(sent.blocks.map(({ type }) => type)).toEqual(['section', 'section', 'section']);
    expect(JSON.stringify(sent.blocks[2])).toContain('spam');
  });
});

describe('a moderator with roles', () => {
  const policy = `
approval: { above: 1 }
roles:
  moderator: {}
  helper: { who: [${names.admin}], verbs: [mute] }
  watcher: { who: [${names.owner}], verbs: [active] }`;
  const something = async () => {
    await bed.close();
    bed = await startTestBed({ policy });
    await bed.say('/hush mute carol in lobby for 2h spam');
    await bed.say('/hush mute alice bob in stream for 1h raid');
  };

  test('sees what waits for a second yes, and everybody whom it is about', async () => {
    await something();
    const shown = await open(names.secondModerator);
    expect(shown).toMatch(/Waiting for a second moderator[\s\S]*@maria asks for: mute of 2 members in `stream`/);
    await press('All targets', undefined, names.secondModerator);
    const view = await bed.slack.waitFor(() => bed.slack.views(names.secondModerator).at(-1));
    expect(bed.slack.plainText(view)).toMatch(/alice[\s\S]*bob/);
    const [message] = bed.slack.messages(names.auditChannel).filter(({ text }) => text.includes('stream'));
    if (message) await bed.slack.people.press({ user: names.secondModerator, message, label: 'Approve' });
    await bed.slack.waitFor(() => bed.zim.muted().length === 3);
    expect(await open(names.secondModerator)).not.toContain('Waiting for a second moderator');
    expect(bed.slack.violations()).toEqual([]);
  });

  test('who may look up neither what is on nor what was sees none of it, and is told so', async () => {
    await something();
    const shown = await open(names.admin);
    expect(JSON.stringify(bed.slack.home(names.admin))).not.toMatch(/alice|carol|lobby|stream|spam|raid|charts/);
    expect(shown).toContain('Not shown here: what is on now (`active`) and past cases (`history`).');
    expect(await press('Refresh', undefined, names.admin)).toContain('Not shown here');
    expect(bed.allTold(names.admin)).toEqual([]);
    await bed.slack.people.pressHome({ user: names.admin, label: 'Unmute…' });
    expect((await bed.told(names.admin)).text).toContain('As helper you may not use unmute');
    expect(bed.slack.views(names.admin)).toEqual([]);
  });

  test('who may look up what is on sees that alone', async () => {
    await something();
    const shown = await open(names.owner);
    expect(shown).toMatch(/Waiting for a second moderator[\s\S]*carol/);
    expect(shown).not.toMatch(/Last cases|charts|spam/);
    expect(shown).toContain('Not shown here: past cases (`history`).');
  });
});

test('everybody else sees what Hush is and whom to ask, and no data', async () => {
  await bed.say('/hush mute alice in lobby for 2h spam');
  const shown = await open(names.stranger);
  expect(shown).toContain('ask whoever runs Hush');
  expect(JSON.stringify(bed.slack.home(names.stranger))).not.toMatch(/alice|lobby|spam|button/);
});

test('who is no moderator any more is refused at the old page’s buttons, and the page is emptied', async () => {
  await bed.stop();
  const environment = { HUSH_MODERATORS: '' };
  await bed.close();
  bed = await startTestBed({ environment });
  await open(names.admin);
  bed.slack.admin.changeUser(names.admin, { isAdmin: false });
  await bed.stop();
  await bed.start();
  await bed.slack.people.pressHome({ user: names.admin, label: 'Mute…' });
  expect((await bed.told(names.admin)).text).toContain('You may not use Hush here');
  await bed.slack.waitFor(() => text(names.admin).includes('ask whoever runs Hush'));
  expect(bed.slack.views(names.admin)).toEqual([]);
});

test('where Slack does not say who is a moderator, that is shown, with a way to try again', async () => {
  bed.slack.faults.add({
    fault: { kind: 'error', error: 'fatal_error' },
    operation: 'usergroups.users.list',
    times: 1,
  });
  expect(await open()).toMatch(/did not say whether you are a moderator[\s\S]*\[Try again\]/);
  expect(await press('Try again')).toContain('No case yet');
});

test('the same event counts once, whoever delivers it again; the other tab is nothing to show', async () => {
  const event = await bed.slack.people.openHome({ user: maria });
  await bed.slack.waitFor(() => published() === 1);
  await bed.slack.people.resend(event);
  await bed.slack.people.openHome({ user: maria, tab: 'messages' });
  await open();
  expect(published()).toBe(2);
});

test('an event that was forged, or cannot be read, is not heard', async () => {
  const body = JSON.stringify({
    type: 'event_callback',
    event_id: 'Ev1',
    event: { type: 'app_home_opened', user: maria, tab: 'home' },
  });
  const forged = { body, contentType: 'application/json', secret: 'another' };
  expect(await bed.slack.people.raw(forged)).toMatchObject({ httpStatus: 401 });
  const odd = {
    body: JSON.stringify({ type: 'event_callback', event: { type: 'app_home_opened' } }),
    contentType: 'application/json',
  };
  expect(await bed.slack.people.raw(odd)).toMatchObject({ httpStatus: 200 });
  await open(names.stranger);
  expect(bed.slack.home(maria)).toBeUndefined();
  expect(blockProblems({ blocks: bed.slack.home(names.stranger)?.blocks as readonly Data[], surface: 'home' })).toEqual(
    [],
  );
  expect(shortcutIds.open).not.toBe(shortcutIds.muteFromMessage);
});
