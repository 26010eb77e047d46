import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { neteaseCheckSum } from '../../../src/playground/netease/gateway.ts';
import { type NeteaseStandIn, startNetease } from '../../../src/playground/netease/start-netease.ts';
import { neteaseSeed } from '../../../src/playground/netease/world.ts';
import { ManualClock } from '../../support/manual-clock.ts';

let clock: ManualClock;
let netease: NeteaseStandIn;

beforeEach(async () => {
  clock = new ManualClock();
  netease = await startNetease({ clock });
});
afterEach(() => netease.close());

interface Reply {
  readonly code: number;
  readonly desc?: string;
  readonly data?: Record<string, boolean>;
  readonly uinfos?: readonly Record<string, unknown>[];
}

async function call(path: string, form: Record<string, string>, headers: Record<string, string> = {}): Promise<Reply> {
  const nonce = headers.Nonce ?? '0123456789abcdef';
  const curTime = headers.CurTime ?? String(Math.floor(clock.now() / 1000));
  const response = await fetch(`${netease.url}/${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded;charset=utf-8',
      AppKey: neteaseSeed.appKey,
      Nonce: nonce,
      CurTime: curTime,
      CheckSum: createHash('sha1').update(`${neteaseSeed.appSecret}${nonce}${curTime}`).digest('hex'),
      ...headers,
    },
    body: new URLSearchParams(form).toString(),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as Reply;
}

const mute = (form: Record<string, string>, headers?: Record<string, string>) =>
  call('user/muteModule.action', form, headers);
const read = (accids: readonly string[], rest: Record<string, string> = { muteStatus: 'true' }) =>
  call('user/getUinfos.action', { accids: JSON.stringify(accids), ...rest });
const none = { muteP2P: false, muteTeam: false, muteRoom: false, muteQChat: false };

describe('the gateway', () => {
  it('agrees with both check sums on record', () => {
    expect(neteaseCheckSum({ appSecret: '0123456789ab', nonce: '4tgggergigwow323t23t', curTime: '1443592222' })).toBe(
      '2b3c3ba113c760606d5830e4d807ad8490040efd',
    );
    expect(
      neteaseCheckSum({
        appSecret: 'deadbeefcafe',
        nonce: '0123456789abcdef0123456789abcdef',
        curTime: '1700000000',
      }),
    ).toBe('0aa7b49aa071c8c6f28614da2c1dc3461f7194b5');
  });

  it.each([
    ['an unknown app', { AppKey: 'x' }, 'app key error'],
    ['a nonce over 128 characters', { Nonce: 'x'.repeat(129) }, 'nonce error'],
    ['a time that is none', { CurTime: 'now' }, 'curtime error'],
    ['a wrong check sum', { CheckSum: 'f'.repeat(40) }, 'bad http header: checksum error'],
    ['a body that is no form', { 'content-type': 'application/json' }, 'POST a form'],
  ])('refuses %s with 414', async (_, headers, desc) => {
    expect(await mute({ accid: 'alice', muteP2P: 'true' }, headers)).toEqual({ code: 414, desc });
    expect(netease.muted()).toEqual([]);
  });

  it('takes a time five minutes off, not more, either way', async () => {
    const at = (ms: number) =>
      mute({ accid: 'alice', muteP2P: 'true' }, { CurTime: String((clock.now() + ms) / 1000) });
    expect(await at(300_000)).toMatchObject({ code: 200 });
    expect(await at(-300_000)).toMatchObject({ code: 200 });
    expect(await at(301_000)).toMatchObject({ code: 414, desc: 'checksum expired' });
    netease.switches.clockSkewMs = 400_000;
    expect(await at(0)).toMatchObject({ code: 414 });
  });

  it('knows no doubled path, and no GET', async () => {
    const doubled = await fetch(`${netease.url}/nimserver/user/muteModule.action`, { method: 'POST' });
    expect(doubled.status).toBe(404);
    const got = await fetch(`${netease.url}/user/muteModule.action`);
    expect(await got.json()).toMatchObject({ code: 414 });
  });

  it('blocks an API for ten seconds after one call too many, and no other', async () => {
    netease.switches.callsPerSecond = 2;
    for (const expected of [200, 200, 416]) expect((await read(['alice'])).code).toBe(expected);
    await clock.advance(9_999);
    expect(netease.state()[0]?.blocked).toEqual([{ operation: 'user/getUinfos', secondsLeft: 1 }]);
    expect(await read(['alice'])).toMatchObject({ code: 416 });
    expect(await mute({ accid: 'alice', muteP2P: 'true' })).toMatchObject({ code: 200 });
    await clock.advance(1);
    expect(await read(['alice'])).toMatchObject({ code: 200 });
    expect(netease.overQuota()).toBe(2);
  });

  it('extends the block by calls made during it only when told', async () => {
    netease.switches.callsPerSecond = 1;
    netease.switches.blockExtends = true;
    await read(['alice']);
    await read(['alice']);
    await clock.advance(9_000);
    await read(['alice']);
    await clock.advance(9_000);
    expect(await read(['alice'])).toMatchObject({ code: 416 });
  });

  it('answers a RequestId that was carried out with 431, until told or forgotten', async () => {
    const id = { RequestId: 'a'.repeat(32) };
    expect(await mute({ accid: 'nobody', muteP2P: 'true' }, id)).toMatchObject({ code: 414 });
    expect(await mute({ accid: 'alice', muteP2P: 'true' }, id)).toMatchObject({ code: 200 });
    expect(await mute({ accid: 'alice', muteP2P: 'false' }, id)).toMatchObject({ code: 431 });
    expect(netease.flags('alice')).toEqual({ ...none, muteP2P: true });
    await clock.advance(300_000);
    expect(await mute({ accid: 'alice', muteP2P: 'false' }, id)).toMatchObject({ code: 200 });
    netease.switches.refuseRepeatedRequestId = false;
    expect(await mute({ accid: 'alice', muteP2P: 'false' }, id)).toMatchObject({ code: 200 });
  });
});

describe('user/muteModule', () => {
  it('sets the flags it is given, keeps the others, and echoes all four', async () => {
    expect(await mute({ accid: 'alice', muteP2P: 'true', muteRoom: 'true' })).toEqual({
      code: 200,
      data: { ...none, muteP2P: true, muteRoom: true },
    });
    expect(await mute({ accid: 'ALICE', muteRoom: 'false' })).toEqual({ code: 200, data: { ...none, muteP2P: true } });
    netease.switches.omittedFlags = 'false';
    expect(await mute({ accid: 'alice', muteTeam: 'true' })).toEqual({ code: 200, data: { ...none, muteTeam: true } });
    expect(netease.muted()).toEqual([{ accid: 'alice', ...none, muteTeam: true }]);
  });

  it.each([
    ['no account', { muteP2P: 'true' }],
    ['no flag', { accid: 'alice' }],
    ['a flag that is neither true nor false', { accid: 'alice', muteP2P: '1' }],
    ['an unknown account', { accid: 'nobody', muteP2P: 'true' }],
  ])('refuses %s with 414', async (_, form) => {
    expect(await mute(form as Record<string, string>)).toMatchObject({ code: 414 });
  });

  it('fails one account as told', async () => {
    netease.faults.failUser({ user: 'bob', code: 500, times: 1 });
    expect(await mute({ accid: 'bob', muteP2P: 'true' })).toMatchObject({ code: 500 });
    expect(await mute({ accid: 'bob', muteP2P: 'true' })).toMatchObject({ code: 200 });
  });

  it('can echo flags that nobody asked for, with the effect or without', async () => {
    netease.faults.add({ fault: { kind: 'wrong-echo' }, operation: 'user/muteModule', times: 1 });
    expect((await mute({ accid: 'alice', muteP2P: 'true' })).code).toBe(200);
    expect(netease.flags('alice')).toEqual(none);
    netease.faults.add({ fault: { kind: 'wrong-echo', effect: true }, times: 1 });
    expect((await mute({ accid: 'alice', muteP2P: 'true' })).data).toMatchObject({ muteP2P: false });
    expect(netease.flags('alice')).toEqual({ ...none, muteP2P: true });
    expect(netease.calls.map(({ effect }) => effect)).toEqual([false, true]);
  });
});

describe('user/getUinfos', () => {
  it('reads accounts with their flags if asked, and leaves unknown ones out', async () => {
    netease.setFlags('bob', { muteTeam: true });
    const { uinfos } = await read(['alice', 'BOB', 'nobody']);
    expect(uinfos).toMatchObject([
      { accid: 'alice', ...none },
      { accid: 'bob', ...none, muteTeam: true },
    ]);
    expect((await read(['bob'], {})).uinfos?.[0]).not.toHaveProperty('muteTeam');
    netease.switches.unknownInRead = 'refused';
    expect(await read(['alice', 'nobody'])).toMatchObject({ code: 414, desc: 'nobody is not registered' });
  });

  it('takes a JSON list of at most 200', async () => {
    const many = Array.from({ length: 201 }, (_, index) => `viewer${String(index + 1).padStart(3, '0')}`);
    expect(await read(many)).toMatchObject({ code: 414 });
    expect((await read(many.slice(1))).uinfos).toHaveLength(200);
    expect(await call('user/getUinfos.action', { accids: 'alice' })).toMatchObject({ code: 414 });
  });
});
