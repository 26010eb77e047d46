import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, test } from 'vitest';
import type { Policy } from '../../src/moderation/policy/settings.ts';
import { playgroundSlack } from '../../src/playground/slack/seed.ts';
import { fileForms } from '../support/file-forms.ts';
import { startTestBed, type TestBed, type Told } from '../support/hush.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { passUntil } from '../support/pass-time.ts';

const { moderator: maria, secondModerator: noah, stranger: sam, admin: ada } = playgroundSlack;
const approval = { above: 2, permanent: true, expiresSeconds: 3600 } as const;
const three = '/hush mute alice bob carol in lobby for 2h a raid';

let bed: TestBed;
afterEach(async () => {
  expect(bed.slack.violations()).toEqual([]);
  await bed.close();
});

async function start(policy: Partial<Policy>, options: { clock?: ManualClock } = {}): Promise<void> {
  // Read at every start, so that a test can change the rules under what waits.
  bed = await startTestBed({ ...options, policy, slack: { switches: { messagesPerSecond: 0 } } });
}

const press = (told: Told | undefined, label: string, user: string = maria) =>
  bed.slack.people.press({ user, message: told?.message, label });
/** Presses, and the next thing that who pressed is told. */
async function answered(told: Told | undefined, label: string, user: string = maria): Promise<string> {
  const before = new Set(bed.allTold(user).map(({ message }) => message.ts));
  const fresh = () => bed.allTold(user).find(({ message }) => !before.has(message.ts));
  await press(told, label, user);
  await bed.slack.waitFor(fresh);
  return fresh()?.text ?? '';
}
/** Waits until somebody has been told this. */
const tells = (words: string | RegExp, user: string = maria) =>
  bed.slack.waitFor(() => bed.allTold(user).some(({ text }) => text.match(words)));
const posted = (words: string) => bed.audit().find(({ text }) => text.includes(words));
/** Waits for a message in the audit channel that says so. */
const post = async (words: string): Promise<Told> => {
  await bed.slack.waitFor(() => posted(words));
  return posted(words) as Told;
};
/** Asks for more than one moderator may, and waits for the message in the audit channel. */
async function asks(line = three): Promise<Told> {
  await bed.say(line);
  return post('asks for a second moderator’s yes');
}

function database<Row = Record<string, unknown>>(sql: string): readonly Row[] {
  const db = new DatabaseSync(join(bed.folder, 'hush.db'));
  try {
    return db.prepare(sql).all() as unknown as readonly Row[];
  } finally {
    db.close();
  }
}
const cases = () => database<{ number: number }>('select number from cases').map(({ number }) => number);
/** What the audit says of answers that did not count. */
const refusals = () =>
  database<{ actor: string; details: string }>(
    `select actor, details from audit where event = 'proposal.refused' order by seq`,
  ).map(({ actor, details }) => [actor, (JSON.parse(details) as { why: string }).why]);

describe('a confirmation', () => {
  test('shows exactly what would happen, and its button does that once, as a case of who asked', async () => {
    await start({ confirmAbove: 2 });
    await bed.say('/hush mute bob in lobby for 30m');
    const shown = await bed.say(`/hush mute alice bob carol ${'x'.repeat(40)} in lobby for 2h <!channel> *spam*`);
    expect(shown.message.onlyFor).toBe(maria);
    expect(shown.text).toMatch(
      /^\*Nothing was done yet\.\* This would happen:\n\*mute of 3 members in `lobby` \(zim\) for 2 hours\*, until /,
    );
    for (const words of [
      'Reason: <!channel> *spam*',
      '*3 members*\n`alice`, `bob`, `carol`',
      /1 is muted there already, until .* \(case 1\); the end will be the new one: `bob`/,
      '1 will be skipped – is longer than 32 bytes: `xxx',
      /• It is about 3 targets, more than the 2 that need no second look\./,
      'Hush cannot see what was set outside it',
      /\[Mute 3\] \[Leave it\] \[All targets\]/,
    ]) {
      expect(shown.text).toMatch(words);
    }
    expect(bed.zim.muted('lobby')).toEqual(['bob']);
    expect(cases()).toEqual([1]);
    await Promise.all([press(shown, 'Mute 3'), press(shown, 'Mute 3')]);
    await tells('[*]3 done[*]');
    expect(bed.allTold().map(({ text }) => text)).toContain(
      'You said yes: case 2. What became of it follows when it is done.',
    );
    expect(bed.allTold().filter(({ text }) => text.includes('[Mute 3]'))).toEqual([]);
    expect(cases()).toEqual([1, 2]);
    expect(bed.zim.muted('lobby').toSorted()).toEqual(['alice', 'bob', 'carol']);
  });

  test('that is left does nothing, and its message says so', async () => {
    await start({ confirmAbove: 0 });
    const shown = await bed.say('/hush mute alice in lobby for 2h');
    await press(shown, 'Leave it');
    await tells(/^You left it: nothing was done\.$/);
    expect(bed.allTold()).toHaveLength(1);
    await press(shown, 'Mute 1');
    await bed.slack.waitFor(() => refusals().length > 0);
    expect(refusals()).toEqual([[maria, 'not open']]);
    expect(cases()).toEqual([]);
  });

  test('says what a colleague did there a moment ago', async () => {
    await start({ recentSeconds: 600 });
    await bed.say('/hush mute alice in lobby for 30m', noah);
    const shown = await bed.say('/hush mute alice in lobby for 2h');
    expect(shown.text).toContain('• @noah muted `alice` here less than a minute ago (case 1). Still?');
    // One's own acts are nothing to be asked about.
    expect((await bed.say('/hush mute alice in lobby for 1h', noah)).text).toContain('*1 done*');
  });

  test('of a form closes the form, and follows where its command was typed', async () => {
    await start({ confirmAbove: 0 });
    await bed.type('/hush mute');
    await bed.slack.waitFor(() => bed.slack.views(maria).length > 0);
    const values = { targets: 'alice', place: 'lobby', length: '1h' };
    expect(await bed.slack.people.submit({ user: maria, values })).toMatchObject({ action: 'close' });
    const shown = await bed.told();
    expect(shown.message.onlyFor).toBe(maria);
    expect(shown.text).toContain('[Mute 1]');
  });

  test('is nobody else’s to press, forged or not', async () => {
    await start({ confirmAbove: 0 });
    const shown = await bed.say('/hush mute alice in lobby for 2h');
    const forged = await bed.slack.people.press({ user: maria, message: shown.message, label: 'All targets' });
    const value = JSON.stringify(shown.message.blocks).match(/"value":"([0-9a-f]+ [0-9a-f]+)"/)?.[1];
    const payload = {
      ...(forged?.payload as object),
      user: { id: noah },
      actions: [{ type: 'button', action_id: 'hush:confirm', value }],
    };
    await bed.slack.people.raw({ body: new URLSearchParams({ payload: JSON.stringify(payload) }).toString() });
    expect(await bed.slack.waitFor(() => refusals()[0])).toEqual([noah, 'not theirs']);
    expect(cases()).toEqual([]);
  });

  test('that a stricter rule forbids by now says what changed, and does nothing', async () => {
    const policy: { -readonly [key in keyof Policy]?: Policy[key] } = { confirmAbove: 0 };
    await start(policy);
    const shown = await bed.say('/hush mute alice bob in lobby for 2h');
    policy.approval = approval;
    policy.roles = [{ name: 'moderator', who: [noah] }];
    await bed.stop();
    await bed.start();
    expect(await answered(shown, 'Mute 2')).toContain('You may not use Hush here');
    expect(cases()).toEqual([]);
  });

  test('whose request needs a second moderator is an approval after its yes', async () => {
    const policy: { -readonly [key in keyof Policy]?: Policy[key] } = { confirmAbove: 0 };
    await start(policy);
    const shown = await bed.say(three);
    policy.approval = approval;
    await bed.stop();
    await bed.start();
    await press(shown, 'Mute 3');
    const asked = await post('asks for a second moderator’s yes');
    expect(cases()).toEqual([]);
    await tells(/^\*It waits for a second moderator\*/);
    expect(bed.allTold()[0]?.text).toBe(
      'You said yes. A second moderator must say yes, too: where that waits follows.',
    );
    expect(await answered(asked, 'Approve', noah)).toBe('You approved it: case 1.');
  });

  test('shows everybody on pages', async () => {
    await start({ confirmAbove: 2 });
    const many = Array.from({ length: 120 }, (_, index) => `fan${index}`);
    bed.zim.addUsers(many);
    bed.zim.addGroup({ id: 'arena', owner: 'admin', members: many });
    await bed.say('/hush mute fan55 in arena for 30m');
    const shown = await bed.say(`/hush mute ${many.join(' ')} in arena for 2h`);
    expect(shown.text).toContain('`fan99` and 20 more');
    await press(shown, 'All targets');
    const view = () => bed.slack.plainText(bed.slack.views(maria).at(-1)?.view as never);
    await bed.slack.waitFor(() => bed.slack.views(maria).length > 0);
    expect(view()).toContain('`fan0`\n');
    const [open] = bed.slack.views(maria);
    await bed.slack.people.press({ user: maria, view: open, label: 'Next' });
    await bed.slack.waitFor(() => view().includes('Page 2 of 3'));
    expect(view()).toMatch(/`fan55` – is so already, until .* \(case 1\)/);
  });
});

describe('a list in a file', () => {
  test('is confirmed by its preview, which says that another moderator must say yes, too', async () => {
    await start({ confirmAbove: 0, approval });
    const forms = fileForms(bed);
    const values = { place: 'lobby', length: '2h' };
    await forms.preview('mute', values, { content: 'user_id\nalice\n' });
    await bed.slack.people.submit({ user: maria });
    await tells('[*]1 done[*]');
    const text = await forms.preview('mute', values, { content: 'user_id\nalice\nbob\ncarol\n' });
    expect(text).toContain(
      '*Another moderator must say yes after you*\n• It is about 3 targets, and one moderator alone may decide about 2.',
    );
    await bed.slack.people.submit({ user: maria });
    expect(await answered(await post('asks for a second moderator’s yes'), 'Approve', noah)).toBe(
      'You approved it: case 2.',
    );
  });

  test('is no way around being shown what a colleague did, what is there already, and who is left out', async () => {
    await start({ recentSeconds: 600, protected: [{ exact: 'frank' }] });
    await bed.say('/hush mute alice in lobby for 30m', noah);
    const forms = fileForms(bed);
    const values = { place: 'lobby', length: '2h' };
    const text = await forms.preview('mute', values, { content: 'user_id\nalice\nbob\nfrank\n' });
    expect(text).toContain('mute of 2 members in `lobby`');
    expect(text).toContain('*3 ids understood*');
    expect(text).toMatch(/1 is muted there already, until .* \(case 1\); the end will be the new one: `alice`/);
    expect(text).toContain('1 will be skipped – is protected: `frank`');
    expect(text).toContain('*Look twice*\n• @noah muted `alice` here less than a minute ago (case 1). Still?');
    await bed.slack.people.submit({ user: maria });
    await tells('[*]2 done[*]');
  });
});

describe('an approval', () => {
  test('is asked in the audit channel, and the yes of another moderator makes it a case of who asked', async () => {
    await start({ approval });
    const waits = await bed.say(three);
    expect(waits.text).toContain('*It waits for a second moderator*: mute of 3 members in `lobby` (zim) for 2 hours.');
    expect(waits.text).toContain('It is asked in #mod-audit, and waits until ');
    expect(waits.text).toContain('[Withdraw]');
    const asked = await post('asks for a second moderator’s yes');
    expect(asked.text).toContain(
      '*@maria asks for a second moderator’s yes.* Nothing was done yet. This would happen:',
    );
    expect(asked.text).toContain('Reason: a raid');
    expect(asked.text).toContain('• It is about 3 targets, and one moderator alone may decide about 2.');
    expect(asked.text).toContain('[Approve] [Deny] [All targets]');
    expect(bed.zim.muted('lobby')).toEqual([]);

    expect(await answered(asked, 'Approve', noah)).toBe('You approved it: case 1.');
    await tells('[*]3 done[*]');
    expect(bed.allTold().map(({ text }) => text)).toContainEqual(
      expect.stringMatching(/^\*Approved by @noah \(.*\): case 1\.\* You had asked: mute of 3 members/),
    );
    await bed.slack.waitFor(() => posted('Ended: 3 done'));
    expect(posted('Ended: 3 done')?.text).toContain('*Case 1* by @maria, approved by @noah: mute of 3 members');
    const decided = await post('Approved by @noah');
    expect(decided.text).not.toContain('[Approve]');
    expect((await bed.say('/hush case 1')).text).toContain('by @maria, approved by @noah');
  });

  test.each([
    ['who asked', maria, 'You asked for this yourself: the yes must be somebody else’s.', 'own request'],
    [
      'somebody without the role',
      noah,
      'Only somebody with the role lead can answer this, and of the roles you have moderator alone.',
      'lacks the role',
    ],
  ])('does not take the yes of %s', async (_, user, words, why) => {
    await start({
      roles: [
        { name: 'moderator', who: [maria, noah] },
        { name: 'lead', who: [maria, ada] },
      ],
      approval: { ...approval, by: ['lead'] },
    });
    const asked = await asks();
    expect(await answered(asked, 'Approve', user)).toBe(words);
    expect(refusals()).toEqual([[user, why]]);
    expect(cases()).toEqual([]);
  });

  test('does not take the yes of a stranger', async () => {
    await start({ approval });
    const asked = await asks();
    expect(await answered(asked, 'Approve', sam)).toContain('You may not use Hush here');
    expect(database(`select event from audit where actor = '${sam}'`)).toEqual([{ event: 'wish.refused' }]);
    expect(cases()).toEqual([]);
  });

  test('is answered once: two at the same instant, again, and after it', async () => {
    await start({ approval, roles: [{ name: 'moderator', who: [maria, noah, ada] }] });
    const asked = await asks();
    await Promise.all([press(asked, 'Approve', noah), press(asked, 'Approve', ada)]);
    await bed.slack.waitFor(() => [noah, ada].every((user) => bed.allTold(user).length > 0));
    const told = [noah, ada].map((user) => bed.allTold(user)[0]?.text ?? '');
    expect(told).toContain('You approved it: case 1.');
    expect(told).toContainEqual(
      expect.stringMatching(/^Your answer came too late\. Approved by @(noah|ada) \(.*\): case 1\.$/),
    );
    expect(await answered(asked, 'Deny', noah)).toMatch(/^Your answer came too late\. Approved by @/);
    expect(cases()).toEqual([1]);
    expect(refusals().map(([, why]) => why)).toEqual(['not open', 'not open']);
  });

  test('that was denied or withdrawn says so everywhere, and a late yes does nothing', async () => {
    await start({ approval });
    const asked = await asks();
    expect(await answered(asked, 'Deny', noah)).toBe('You denied it: nothing was done, and who asked is told.');
    await tells(/^\*Denied by @noah \(.*\): nothing was done\.\* You had asked: mute of 3/);
    await post('Denied by @noah');
    expect(posted('[Approve]')).toBeUndefined();

    const waits = await bed.say(three);
    const again = await post('asks for a second moderator’s yes');
    await press(waits, 'Withdraw');
    await tells(/^You withdrew it: nothing was done\.$/);
    await post('Withdrawn by @maria');
    expect(await answered(again, 'Approve', noah)).toMatch(/^Your answer came too late\. Withdrawn by @maria/);
    expect(cases()).toEqual([]);
  });

  test('whose cases somebody edited in the database, or whose button says something else, is not carried out', async () => {
    await start({ approval });
    const asked = await asks();
    const [{ digest }] = database<{ digest: string }>('select digest from proposals') as [{ digest: string }];
    database(`update proposals set targets = replace(targets, 'alice', 'frank')`);
    expect(await answered(asked, 'Approve', noah)).toMatch(/^This is not what was shown/);
    database(`update proposals set targets = replace(targets, 'frank', 'alice'), digest = '${'0'.repeat(64)}'`);
    expect(await answered(asked, 'Approve', noah)).toMatch(/^This is not what was shown/);
    database(`update proposals set digest = '${digest}'`);
    expect(refusals()).toEqual([
      [noah, 'changed'],
      [noah, 'changed'],
    ]);
    expect(await answered(asked, 'Approve', noah)).toBe('You approved it: case 1.');
  });

  test('that nobody answers expires, is told, and stays expired, also after a restart', async () => {
    const clock = new ManualClock();
    await start({ approval }, { clock });
    const type = bed.type(three);
    await passUntil(clock, () => posted('asks for a second moderator’s yes'));
    await type;
    const asked = posted('asks for a second moderator’s yes');
    await bed.stop();
    clock.jump(3_600_000);
    await bed.start();
    await passUntil(clock, () => posted('Nobody said yes until'));
    await passUntil(clock, () => bed.allTold().some(({ text }) => text.startsWith('*Nobody said yes until')));
    const pressing = press(asked, 'Approve', noah);
    await passUntil(clock, () => bed.allTold(noah).length > 0);
    await pressing;
    expect(bed.allTold(noah)[0]?.text).toMatch(
      /^Your answer came too late\. Nobody said yes until .*: nothing was done\.$/,
    );
    expect(refusals()).toEqual([[noah, 'not open']]);
    expect(cases()).toEqual([]);
  });

  test('waits for an audit channel that takes messages again, and who asked is told that', async () => {
    await start({ approval });
    bed.slack.admin.archive(playgroundSlack.auditChannel);
    const waits = await bed.say(three);
    expect(waits.text).toContain('It waits for a second moderator');
    bed.slack.admin.unarchive(playgroundSlack.auditChannel);
    await bed.stop();
    await bed.start();
    expect(await answered(await post('asks for a second moderator’s yes'), 'Approve', noah)).toBe(
      'You approved it: case 1.',
    );
  });
});
