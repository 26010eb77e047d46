import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startZim, type ZimStandIn } from '../../../src/playground/zim/start-zim.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { callZim } from './call-zim.ts';

let clock: ManualClock;
let zim: ZimStandIn;

beforeEach(async () => {
  clock = new ManualClock();
  zim = await startZim({ clock });
});
afterEach(() => zim.close());

type Query = readonly (readonly [string, string])[];
const day = 86_400_000;

/** As admin, who owns `lobby` and `announcements` and is an admin of `vip`. */
const mute = (query: Query, { group = 'lobby', operator = 'admin' } = {}) =>
  callZim({
    url: zim.url,
    now: clock.now() + zim.switches.clockSkewMs,
    action: 'MuteGroup',
    query: [['FromUserId', operator], ['GroupId', group], ...query],
  });
const info = (body: object = {}) =>
  callZim({
    url: zim.url,
    now: clock.now() + zim.switches.clockSkewMs,
    action: 'QueryGroupInfo',
    body: { FromUserId: 'admin', GroupId: 'lobby', ...body },
  });
/** Seconds that the list of muted groups, and the page, are asked about a group. */
const forbidType = async (group = 'lobby') => {
  const body = { FromUserId: 'admin', StartFlag: 0 };
  const { GroupList } = await callZim({ url: zim.url, now: clock.now(), action: 'FetchForbidGroupList', body });
  return GroupList?.find(({ GroupId }) => GroupId === group)?.ForbidType;
};
const whole = (group = 'lobby') => zim.state()[0]?.groups.find(({ id }) => id === group)?.whole;

const all: Query = [['IsAllMuted', 'true']];
const hour: Query = [['Duration', '3600']];
const roles = (...numbers: readonly number[]): Query =>
  numbers.map((role) => ['MuteRoleList[]', String(role)] as const);

describe('MuteGroup', () => {
  it('mutes everyone, and forgets it by the clock', async () => {
    expect(await mute([...all, ...hour])).toMatchObject({ Code: 0 });
    const until = clock.now() + 3_600_000;
    expect(await info()).toMatchObject({ Code: 0, IsAllForbid: true, ForbidList: [], ForbidExpireTime: until });
    expect(await forbidType()).toBe(1);
    expect(whole()).toMatchObject({ whom: 'everyone', until });
    expect(whole()?.people).toEqual(expect.arrayContaining(['admin', 'alice', 'viewer300']));
    await clock.advance(3_600_000);
    expect(await info()).toMatchObject({ IsAllForbid: false, ForbidList: [], ForbidExpireTime: 0 });
    expect(await forbidType()).toBeUndefined();
    expect(whole()).toBeUndefined();
  });

  it('mutes roles, whose list the next call replaces', async () => {
    await mute([...roles(3, 100), ['IsAllMuted', 'false'], ...hour], { group: 'trade' });
    expect(await info({ GroupId: 'trade' })).toMatchObject({ IsAllForbid: false, ForbidList: [3, 100] });
    expect(await forbidType('trade')).toBe(2);
    expect(whole('trade')?.people).not.toContain('carol');
    await mute([...roles(2), ...hour], { group: 'trade' });
    expect(await info({ GroupId: 'trade' })).toMatchObject({ ForbidList: [2] });
    expect(whole('trade')?.people).toEqual(['carol']);
    await mute([...all, ...hour], { group: 'trade' });
    expect(await info({ GroupId: 'trade' })).toMatchObject({ IsAllForbid: true, ForbidList: [] });
  });

  it('has no end with -1, and shows its clock, not the caller’s', async () => {
    await mute([...all, ['Duration', '-1']]);
    await clock.advance(400 * day);
    expect(await info()).toMatchObject({ IsAllForbid: true, ForbidExpireTime: -1 });
    zim.switches.clockSkewMs = 5000;
    await mute([...all, ...hour]);
    expect(await info()).toMatchObject({ ForbidExpireTime: clock.now() + 3_605_000 });
  });

  it.each<[string, Query]>([
    ['without any of its optional parameters', []],
    ['without a duration', all],
    ['without a duration, with roles', roles(3)],
    [
      'with a duration of 0',
      [
        ['IsAllMuted', 'false'],
        ['Duration', '0'],
      ],
    ],
    ['with a duration and nobody to mute', hour],
  ])('lifts everything %s, but nobody who is muted alone', async (_, query) => {
    const alone: Query = [['FromUserId', 'admin'], ['GroupId', 'lobby'], ['UserIds[]', 'alice'], ...hour];
    await callZim({ url: zim.url, now: clock.now(), action: 'MuteGroupMembers', query: alone });
    await mute([...all, ...hour]);
    expect(await forbidType()).toBe(5);
    expect(await mute(query)).toMatchObject({ Code: 0 });
    expect(await forbidType()).toBe(4);
    expect(zim.muted('lobby')).toEqual(['alice']);
  });

  it.each<[string, Query]>([
    ['IsAllMuted that is no boolean', [['IsAllMuted', '1'], ...hour]],
    ['IsAllMuted together with roles', [...all, ...roles(3), ...hour]],
    ['a role twice', [...roles(3, 3), ...hour]],
    ['a role that cannot be', [...roles(4), ...hour]],
    ['a role above 255', [...roles(256), ...hour]],
    ['more than 20 roles', [...roles(...Array.from({ length: 21 }, (_, index) => 100 + index)), ...hour]],
    ['more than 30 days', [...all, ['Duration', '2592001']]],
    ['a fraction of a second', [...all, ['Duration', '1.5']]],
    ['another negative duration', [...all, ['Duration', '-2']]],
    ['two durations', [...all, ...hour, ...hour]],
  ])('refuses %s, and changes nothing', async (_, query) => {
    await mute([...roles(2), ...hour]);
    expect(await mute(query)).toMatchObject({ Code: 660000002 });
    expect(whole()?.whom).toEqual([2]);
  });

  it.each([
    ['an unknown group', all, { group: 'nowhere' }, 660600001],
    ['an unknown operator', all, { operator: 'nobody' }, 660500002],
    ['an operator outside the group', all, { group: 'staff' }, 660600024],
    ['an operator without a rank', all, { operator: 'alice' }, 660600032],
    ['an admin that mutes the owner', roles(1, 3), { group: 'vip' }, 660600032],
  ])('refuses %s', async (_, query, where, code) => {
    expect(await mute([...query, ...hour], where)).toMatchObject({ Code: code });
  });

  it('lets an admin mute everyone, and an owner the role of owners', async () => {
    expect(await mute([...all, ...hour], { group: 'vip' })).toMatchObject({ Code: 0 });
    expect(await mute([...roles(1), ...hour])).toMatchObject({ Code: 0 });
  });
});

describe('QueryGroupInfo', () => {
  it.each([
    ['an unknown group', { GroupId: 'nowhere' }, 660600001],
    ['an unknown operator', { FromUserId: 'nobody' }, 660500002],
    ['no group', { GroupId: undefined }, 660000002],
  ])('refuses %s', async (_, body, code) => {
    expect(await info(body)).toMatchObject({ Code: code });
  });
});
