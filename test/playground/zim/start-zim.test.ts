import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { zimSignature } from '../../../src/playground/zim/gateway.ts';
import { startZim, type ZimStandIn } from '../../../src/playground/zim/start-zim.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { callZim, muteQuery, type ZimCall } from './call-zim.ts';

let clock: ManualClock;
let zim: ZimStandIn;

beforeEach(async () => {
  clock = new ManualClock();
  zim = await startZim({ clock });
});
afterEach(() => zim.close());

const call = (rest: Omit<ZimCall, 'url' | 'now'>) => callZim({ url: zim.url, now: clock.now(), ...rest });
const mute = (users: readonly string[], asked?: Parameters<typeof muteQuery>[1]) =>
  call({ action: 'MuteGroupMembers', query: muteQuery(users, asked) });
const silence = (body: Record<string, unknown>) =>
  call({
    action: 'SilenceConvNotification',
    body: { FromUserId: 'alice', ConvType: 0, ConvIds: ['bob'], Enable: true, ...body },
  });
const list = (start = 0) => call({ action: 'FetchForbidGroupList', body: { FromUserId: 'admin', StartFlag: start } });

describe('the gateway', () => {
  it("agrees with the vendor's own signature and with a second one", () => {
    expect(
      zimSignature({
        appId: 12345,
        nonce: '4fd24687296dd9f3',
        secret: '9193cc662a4c0ec135ec71fb57194b38',
        timestamp: '1615186943',
      }),
    ).toBe('43e5cfcca828314675f91b001390566a');
    expect(
      zimSignature({
        appId: 1234567890,
        nonce: '0123456789abcdef',
        secret: '0123456789abcdef0123456789abcdef',
        timestamp: '1700000000',
      }),
    ).toBe('16623b00a07719a644da6752e631e98a');
  });

  it.each([
    ['no action', { Action: '' }, 100000006],
    ['an unknown action', { Action: 'MuteEverybody' }, 100000007],
    ["a JavaScript object's own name as action", { Action: 'constructor' }, 100000007],
    ['a malformed app', { AppId: 'x' }, 100000001],
    ['an unknown app', { AppId: '99' }, 100000011],
    ['no timestamp', { Timestamp: '' }, 100000002],
    ['a malformed timestamp', { Timestamp: 'now' }, 100000003],
    ['no version', { SignatureVersion: '' }, 100000013],
    ['another version', { SignatureVersion: '1.0' }, 100000014],
    ['no nonce', { SignatureNonce: '' }, 100000008],
    ['no signature', { Signature: '' }, 100000009],
    ['a wrong signature', { Signature: 'f'.repeat(32) }, 100000005],
  ])('refuses %s', async (_, common, code) => {
    const reply = await call({ action: 'MuteGroupMembers', query: muteQuery(['alice'], { duration: '60' }), common });
    expect(reply).toMatchObject({ status: 200, Code: code });
    expect(zim.muted()).toEqual([]);
    expect(zim.calls[0]).toMatchObject({ code, effect: false, replied: true });
  });

  it('takes a timestamp ten minutes off, not more, either way', async () => {
    const at = (ms: number) =>
      callZim({
        url: zim.url,
        now: clock.now() + ms,
        action: 'MuteGroupMembers',
        query: muteQuery(['alice'], { duration: '60' }),
      });
    expect(await at(600_000)).toMatchObject({ Code: 0 });
    expect(await at(-600_000)).toMatchObject({ Code: 0 });
    expect(await at(601_000)).toMatchObject({ Code: 100000004 });
    zim.switches.clockSkewMs = 700_000;
    expect(await at(0)).toMatchObject({ Code: 100000004 });
  });

  it('answers gateway errors with the HTTP status it is told', async () => {
    zim.switches.gatewayErrorStatus = 401;
    expect(await call({ action: 'MuteGroupMembers', query: [], secret: 'wrong' })).toMatchObject({ status: 401 });
  });

  it('refuses a nonce twice only when told', async () => {
    const same = { SignatureNonce: '0123456789abcdef' };
    const signature = zimSignature({
      appId: 1234567890,
      nonce: same.SignatureNonce,
      secret: '0123456789abcdef0123456789abcdef',
      timestamp: String(clock.now() / 1000),
    });
    const again = () =>
      call({
        action: 'MuteGroupMembers',
        query: muteQuery(['alice'], { duration: '60' }),
        common: { ...same, Signature: signature },
      });
    expect([(await again()).Code, (await again()).Code]).toEqual([0, 0]);
    zim.switches.refuseReplayedNonce = true;
    expect(await again()).toMatchObject({ Code: 100000005 });
  });

  it('admits 20 calls a second per operation and counts the rest', async () => {
    const codes = await Promise.all(Array.from({ length: 22 }, () => mute(['alice'], { duration: '60' })));
    expect(codes.filter(({ Code }) => Code === 660300005)).toHaveLength(2);
    expect(await list()).toMatchObject({ Code: 0 });
    expect(zim.overQuota()).toBe(2);
    expect(zim.counts()[0]).toMatchObject({ operation: 'MuteGroupMembers', total: 22, inLastSecond: 22, overQuota: 2 });
    await clock.advance(1000);
    expect(await mute(['alice'], { duration: '60' })).toMatchObject({ Code: 0 });
    expect(zim.counts()[0]).toMatchObject({ inLastSecond: 1, mostInOneSecond: 22 });
  });
});

describe('MuteGroupMembers', () => {
  it('mutes for the seconds asked, from the last call on, and forgets them by the clock', async () => {
    expect(await mute(['alice', 'bob'], { duration: '60' })).toMatchObject({ Code: 0, ErrorUsers: [] });
    await clock.advance(30_000);
    await mute(['bob'], { duration: '60' });
    expect(zim.state()[0]?.groups[0]?.muted).toEqual([
      { user: 'alice', until: clock.now() + 30_000, secondsLeft: 30 },
      { user: 'bob', until: clock.now() + 60_000, secondsLeft: 60 },
    ]);
    await clock.advance(30_000);
    expect(zim.muted('lobby')).toEqual(['bob']);
  });

  it('mutes for good with -1, and unmutes with 0 and without a duration', async () => {
    await mute(['alice', 'bob', 'carol'], { duration: '-1' });
    await clock.advance(365 * 86_400_000);
    expect(zim.muted()).toEqual(['alice', 'bob', 'carol']);
    await mute(['alice'], { duration: '0' });
    await mute(['bob']);
    expect(zim.muted()).toEqual(['carol']);
  });

  it('says who failed when some did, and 660600033 when all did', async () => {
    expect(await mute(['alice', 'nobody'], { duration: '60' })).toMatchObject({
      Code: 0,
      ErrorUsers: [{ UserId: 'nobody', SubCode: 660600024 }],
    });
    expect(await mute(['nobody'], { duration: '60' })).toMatchObject({
      Code: 660600033,
      ErrorUsers: [{ UserId: 'nobody', SubCode: 660600024 }],
    });
    expect(zim.calls.map(({ effect }) => effect)).toEqual([true, false]);
  });

  it.each([
    ['an unregistered operator', { operator: 'ghost' }, 660500002],
    ['no such group', { group: 'nowhere' }, 660600001],
    ['an operator outside the group', { group: 'staff' }, 660600024],
    ['an operator without rights', { operator: 'alice' }, 660600032],
    ['a length over 30 days', { duration: '2592001' }, 660000002],
    ['a fraction', { duration: '1.5' }, 660000002],
    ['-2', { duration: '-2' }, 660000002],
  ])('refuses %s', async (_, asked, code) => {
    const reply = await mute(['alice'], { duration: '60', ...asked });
    expect(reply).toMatchObject({ Code: code });
    expect(reply.ErrorUsers).toBeUndefined();
  });

  it('judges the list as a whole: 20 ids, 32 bytes each, none twice', async () => {
    const many = Array.from({ length: 21 }, (_, index) => `viewer${String(index + 1).padStart(3, '0')}`);
    expect(await mute(many, { duration: '60' })).toMatchObject({ Code: 660000011 });
    expect(await mute(many.slice(1), { duration: '60' })).toMatchObject({ Code: 0, ErrorUsers: [] });
    expect(await mute(['ö'.repeat(17)], { duration: '60' })).toMatchObject({ Code: 660000012 });
    expect(await mute(['alice', 'alice'], { duration: '60' })).toMatchObject({ Code: 660800022 });
    expect(await mute([], { duration: '60' })).toMatchObject({ Code: 660000002 });
  });

  it('takes the bare UserIds only when told', async () => {
    const query: [string, string][] = [
      ['FromUserId', 'admin'],
      ['GroupId', 'lobby'],
      ['UserIds', 'alice'],
      ['Duration', '60'],
    ];
    expect(await call({ action: 'MuteGroupMembers', query })).toMatchObject({ Code: 660000002 });
    zim.switches.acceptBareUserIds = true;
    expect(await call({ action: 'MuteGroupMembers', query })).toMatchObject({ Code: 0 });
  });

  it('fails single users, or the whole call, as told', async () => {
    zim.faults.failUser({ user: 'bob', code: 660000001, times: 1 });
    expect(await mute(['alice', 'bob'], { duration: '60' })).toMatchObject({
      Code: 0,
      ErrorUsers: [{ UserId: 'bob', SubCode: 660000001 }],
    });
    zim.faults.failUser({ user: 'bob', code: 660000002, whole: true });
    expect(await mute(['carol', 'bob'], { duration: '60' })).toMatchObject({ Code: 660000002 });
    expect(zim.muted()).toEqual(['alice']);
  });
});

describe('SilenceConvNotification', () => {
  it('silences and wakes conversations of either type, and says what was so before', async () => {
    expect(await silence({ ConvIds: ['bob', 'carol'] })).toMatchObject({ Code: 0, ErrorList: [] });
    expect(await silence({ ConvType: 2, ConvIds: ['lobby'] })).toMatchObject({ Code: 0 });
    expect(zim.silenced('alice')).toMatchObject({ groups: ['lobby'], users: ['bob', 'carol'] });
    expect(await silence({ ConvIds: ['bob', 'dave'] })).toMatchObject({
      Code: 0,
      ErrorList: [{ ConvId: 'bob', SubCode: 660800051 }],
    });
    expect(await silence({})).toMatchObject({ Code: 660800051, ErrorList: [{ ConvId: 'bob', SubCode: 660800051 }] });
    expect(await silence({ Enable: false })).toMatchObject({ Code: 0 });
    expect(await silence({ Enable: false })).toMatchObject({ Code: 660800052 });
  });

  it.each([
    ['an unregistered user', { FromUserId: 'ghost' }, 660500002],
    ['an unregistered peer', { ConvIds: ['ghost'] }, 660700015],
    ['no such group', { ConvType: 2, ConvIds: ['nowhere'] }, 660600001],
    ['a group they are not in', { ConvType: 2, ConvIds: ['staff'] }, 660600024],
    ['11 conversations', { ConvIds: Array.from({ length: 11 }, (_, index) => `c${index}`) }, 660000002],
    ['type 1', { ConvType: 1 }, 660000002],
    ['a text for Enable', { Enable: 'true' }, 660000002],
  ])('refuses %s', async (_, body, code) => {
    expect(await silence(body)).toMatchObject({ Code: code });
  });

  it('is full at 500 one-to-one conversations', async () => {
    zim.switches.silenceLimit = 2;
    expect(await silence({ ConvIds: ['bob', 'carol', 'dave'] })).toMatchObject({
      Code: 0,
      ErrorList: [{ ConvId: 'dave', SubCode: 660800030 }],
    });
    expect(await silence({ ConvType: 2, ConvIds: ['lobby'] })).toMatchObject({ Code: 0 });
  });
});

describe('FetchForbidGroupList', () => {
  it('lists muted groups with their kinds, page by page', async () => {
    await mute(['alice'], { duration: '60' });
    zim.switches.pageSize = 2;
    expect(await list()).toMatchObject({
      Code: 0,
      FetchEnd: 0,
      NextFlag: 2,
      GroupList: [
        { GroupId: 'lobby', ForbidType: 4 },
        { GroupId: 'vip', ForbidType: 2 },
      ],
    });
    expect(await list(2)).toMatchObject({
      FetchEnd: 1,
      NextFlag: 0,
      GroupList: [{ GroupId: 'announcements', ForbidType: 1 }],
    });
    await clock.advance(60_000);
    expect((await list()).GroupList).toHaveLength(2);
  });

  it.each([
    ['sample', { FetchEnd: 1, NextFlag: 100_000 }],
    ['no-fetch-end', { NextFlag: 0 }],
    ['repeated-flag', { FetchEnd: 0, NextFlag: 0 }],
    ['no-flag', { FetchEnd: 0 }],
  ] as const)('can end pages in the style "%s"', async (style, flags) => {
    zim.switches.pages = style;
    const { FetchEnd, NextFlag } = await list();
    expect({
      ...(FetchEnd === undefined ? {} : { FetchEnd }),
      ...(NextFlag === undefined ? {} : { NextFlag }),
    }).toEqual(flags);
  });
});
