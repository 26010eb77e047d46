import { afterEach, beforeEach, expect, test } from 'vitest';
import { playgroundSlack } from '../../src/playground/slack/seed.ts';
import { startTestBed, type TestBed } from '../support/hush.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { passUntil } from '../support/pass-time.ts';

let bed: TestBed;
let clock: ManualClock;
beforeEach(async () => {
  clock = new ManualClock();
  bed = await startTestBed({ clock, slack: { switches: { messagesPerSecond: 0 } } });
});
afterEach(async () => {
  expect(bed.slack.violations()).toEqual([]);
  await bed.close();
});

const day = 86_400_000;

/** Does something, and lets time go by until a summary of it is there. */
async function summaryOf(act: () => Promise<unknown>): Promise<string> {
  const before = bed.allTold().length;
  await act();
  const found = () =>
    bed
      .allTold()
      .slice(before)
      .find(({ text }) => text.startsWith('*Case') && !text.includes('started'));
  await passUntil(clock, found);
  return found()?.text ?? '';
}
const summary = (line: string) => summaryOf(() => bed.type(line));

/** What somebody is told at once. */
async function answer(line: string): Promise<string> {
  const before = bed.allTold().length;
  await bed.type(line);
  await passUntil(clock, () => bed.allTold().length > before);
  return bed.allTold()[before]?.text ?? '';
}

const maria: string = playgroundSlack.moderator;
type Shown = ReturnType<TestBed['allTold']>[number]['message'];
const press = (message: Shown | undefined, actionId: string, user = maria) =>
  bed.slack.people.press({ user, message, actionId });

/** The list of muted groups. */
async function groups() {
  await answer('/hush groups');
  return bed.allTold().at(-1);
}

const whole = (group = 'lobby') => bed.zim.state()[0]?.groups.find(({ id }) => id === group)?.whole;
/** A moment may pass before the call is made. */
const aboutTwoHours = expect.stringMatching(/^7(?:200|19\d)$/);
const sent = (operation: string) =>
  bed.zim.calls.filter((call) => call.operation === operation).map(({ params }) => params as Record<string, unknown>);

test('everyone is muted in one call, told as everyone, and unmuted by a button of the groups that are muted', async () => {
  await summary('/hush mute bob in lobby for 1d');
  const told = await summary('/hush mute everyone in lobby for 2h raid');
  expect(told).toContain('*Case 2*: mute of everyone in `lobby` (zim) for 2 hours');
  expect(told).toContain('*1 done*\neveryone in `lobby`');
  expect(told).toContain('People who are muted one by one are not changed by it');
  expect(told).not.toContain('member');
  expect(bed.audit().at(-1)?.text).toContain('mute of everyone in `lobby`');
  expect(sent('MuteGroup')).toEqual([
    { FromUserId: 'admin', GroupId: 'lobby', IsAllMuted: 'true', Duration: aboutTwoHours },
  ]);
  expect(sent('QueryGroupInfo')).toHaveLength(1);
  expect(whole()).toMatchObject({ whom: 'everyone', until: expect.any(Number) });

  const list = await groups();
  expect(list?.text).toContain('• `lobby` – everyone, people');
  expect(list?.text).toContain('• `announcements` – everyone');
  const lifted = await summaryOf(() => press(list?.message, 'hush:group-unmute:0'));
  expect(lifted).toContain('*Case 3*: unmute of everyone in `lobby` (zim)');
  expect(lifted).toContain('People who are muted one by one stay muted.');
  expect(sent('MuteGroup').at(-1)).toEqual({
    FromUserId: 'admin',
    GroupId: 'lobby',
    IsAllMuted: 'false',
    Duration: '0',
  });
  expect(whole()).toBeUndefined();
  expect(bed.zim.muted('lobby')).toEqual(['bob']);
  expect(await answer('/hush undo 2')).toContain('case 3 is newer');
  // Person by person is no matter of everyone.
  expect((await groups())?.text).toContain('• `lobby` – people');
  expect(JSON.stringify(bed.allTold().at(-1)?.message.blocks)).not.toContain('everyone in lobby');
});

test('the button asks for a yes, and for permission once more', async () => {
  await summary('/hush mute everyone in lobby for 2h');
  const list = await groups();
  const blocks = JSON.stringify(list?.message.blocks);
  expect(blocks).toContain('"accessibility_label":"Unmute everyone in lobby"');
  expect(blocks).toContain(
    'Every mute of everyone and of roles in lobby ends. People who are muted one by one stay muted.',
  );
  bed.slack.admin.setUserGroup(playgroundSlack.moderators, [playgroundSlack.secondModerator]);
  await clock.advance(10 * 60_000);
  const before = bed.allTold().length;
  await press(list?.message, 'hush:group-unmute:0');
  await passUntil(clock, () => bed.allTold().length > before);
  expect(bed.allTold().at(-1)?.text).toContain('You may not use Hush here');
  expect(whole()).toBeDefined();
});

test('roles are told by their names, and a newer mute takes the place of the one before', async () => {
  const roles = await summary('/hush mute role:member role:admin in trade for 2h');
  expect(roles).toContain('mute of members and admins of `trade` (zim) for 2 hours');
  expect(roles).toContain('*1 done*\nmembers and admins of `trade`');
  expect(sent('MuteGroup')).toEqual([
    {
      FromUserId: 'admin',
      GroupId: 'trade',
      IsAllMuted: 'false',
      'MuteRoleList[]': ['3', '2'],
      Duration: aboutTwoHours,
    },
  ]);
  const everyone = await summary('/hush mute everyone in trade for 10m');
  expect(everyone).toContain('`trade` as a whole: was until');
  expect(whole('trade')).toMatchObject({ whom: 'everyone' });
  const active = await answer('/hush active trade');
  expect(active).toContain('*1 mute* is on now for `trade`');
  expect(active).toContain('*Case 2*: mute of everyone in `trade` (zim), until');
  const history = await answer('/hush history trade');
  expect(history).toContain('everyone in `trade` *done* – still on');
  expect(history).toContain('members and admins of `trade` *done* – taken over by case 2');
  expect(await answer('/hush undo 1')).toContain('case 2 is newer');
  const undone = await summary('/hush undo 2');
  expect(undone).toContain('undo of case 2: unmute of everyone in `trade`');
  expect(undone).toContain('Not restored: `trade` as a whole, until');
  expect(whole('trade')).toBeUndefined();
  expect(await answer('/hush undo 3')).toContain('`/hush mute everyone in trade for 10m`');
  expect(await answer('/hush active trade')).toContain('Nothing that Hush set is on now');
});

test('an undo of roles is an unmute of everyone, for ZIM knows no other', async () => {
  await summary('/hush mute role:member in lobby for 2h');
  const undone = await summary('/hush undo 1');
  expect(undone).toContain('undo of case 1: unmute of everyone in `lobby`');
  expect(whole()).toBeUndefined();
  expect(await answer('/hush undo 2')).toContain('`/hush mute role:member in lobby for 2h`');
});

test('a member whose id is the group’s is another matter', async () => {
  bed.zim.addGroup({ id: 'alice', owner: 'admin', members: ['alice', 'bob'] });
  await summary('/hush mute alice in alice for 1h');
  await summary('/hush mute everyone in alice for 2h');
  expect(bed.zim.muted('alice')).toEqual(['alice']);
  expect(whole('alice')).toBeDefined();
  const active = await answer('/hush active alice');
  expect(active).toContain('mute of `alice` in `alice` (zim), until');
  expect(active).toContain('mute of everyone in `alice` (zim), until');
  await summary('/hush undo 2');
  expect(bed.zim.muted('alice')).toEqual(['alice']);
  expect(await answer('/hush history alice')).toContain('`alice` *done* – still on');
});

test('a mute of 45 days is renewed for 30 days, and ends on its day', async () => {
  await summary('/hush mute role:member in lobby for 45d');
  const start = clock.now();
  expect(sent('MuteGroup')[0]?.Duration).toBe('2592000');
  await bed.stop();
  await clock.advance(2 * day);
  await bed.start();
  expect(await summary('/hush extend 1 for 60d')).toContain('case 1 with another end: mute of members of `lobby`');
  await bed.stop();
  await clock.advance(29 * day);
  await bed.start();
  await passUntil(clock, () => sent('MuteGroup').length === 3, 5000);
  // A stop between the two would leave the renewal unread, to be made once more.
  await passUntil(clock, () => sent('QueryGroupInfo').length === 3, 5000);
  expect(sent('MuteGroup')[2]).toMatchObject({ IsAllMuted: 'false', 'MuteRoleList[]': ['3'], Duration: '2592000' });
  await bed.stop();
  await clock.advance(29 * day);
  await bed.start();
  await passUntil(clock, () => sent('MuteGroup').length === 4, 5000);
  await passUntil(clock, () => sent('QueryGroupInfo').length === 4, 5000);
  const promised = start + 62 * day;
  expect(Math.abs((whole()?.until ?? 0) - promised)).toBeLessThan(60_000);
});

test('a lost reply is decided by the group itself', async () => {
  bed.zim.faults.add({ fault: { kind: 'reset-after' }, operation: 'MuteGroup', times: 1 });
  const told = await summary('/hush mute everyone in lobby for 2h');
  expect(told).toContain('1 done');
  expect(sent('MuteGroup')).toHaveLength(1);

  bed.zim.faults.add({ fault: { kind: 'reset-before' }, operation: 'MuteGroup', times: 4 });
  const failed = await summary('/hush unmute everyone in lobby');
  expect(failed).toContain('1 failed – the reply was lost');
  expect(failed).toContain('the group is still muted');
  expect(whole()).toBeDefined();
  expect(await answer('/hush active lobby')).toContain('*Case 1*');
  const retried = await summaryOf(() =>
    press(bed.allTold().findLast(({ text }) => text === failed)?.message, 'hush:retry'),
  );
  expect(retried).toContain('1 done');
  expect(whole()).toBeUndefined();
});

test('a yes that the group does not show is no done', async () => {
  bed.zim.faults.add({ fault: { kind: 'code', code: 0, effect: false }, operation: 'MuteGroup', times: 1 });
  const told = await summary('/hush mute everyone in lobby for 2h');
  expect(told).toContain('1 failed – ZIM said yes, but the group is not muted so*\neveryone in `lobby`');
});

test('an operator that may not do it is told as ZIM’s no', async () => {
  const told = await summary('/hush mute role:owner in vip for 2h');
  expect(told).toContain("1 rejected – the operator is not the group's owner or admin, or it is an admin");
  expect(told).toContain('(660600032)*\nthe owner of `vip`');
  expect(await summary('/hush mute everyone in staff for 2h')).toContain('the operator is not in the group');
  expect(await summary('/hush mute everyone in nowhere for 2h')).toContain('the group does not exist');
});

test('the form takes the words, and says at the field what is wrong with them', async () => {
  await bed.type('/hush mute');
  await passUntil(clock, () => bed.slack.views(maria).length === 1);
  const values = { targets: 'role:membr', place: 'lobby', length: '2h', reason: 'raid' };
  const wrong = await bed.slack.people.submit({ user: maria, values });
  expect(JSON.stringify(wrong)).toContain('is no role');
  const told = await summaryOf(() =>
    bed.slack.people.submit({ user: maria, values: { ...values, targets: 'role:member' } }),
  );
  expect(told).toContain('mute of members of `lobby` (zim) for 2 hours');
});
