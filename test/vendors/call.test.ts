import { describe, expect, it } from 'vitest';
import {
  MisconfiguredError,
  RateLimitedError,
  RejectedError,
  UnavailableError,
  UnknownCodeError,
  VendorError,
} from '../../src/vendors/errors.ts';
import { allFlags } from '../../src/vendors/netease/flags.ts';
import { muteModule } from '../../src/vendors/netease/operations/mute-module.ts';
import { muteGroupMembers } from '../../src/vendors/zim/operations/mute-group-members.ts';
import { neteaseStage, zimStage } from './apps.ts';
import { until } from './orders.ts';
import { json, type Line, lost, netease, raw, unreached, zim } from './story-transport.ts';

const mute = { operator: 'admin', group: 'lobby', users: ['a'], durationSeconds: 60 };

async function callZim(story: readonly Line[]) {
  const stage = zimStage(story);
  const outcome = await until(stage.clock, stage.app.call(muteGroupMembers, mute)).catch((error: unknown) => error);
  return { ...stage, outcome };
}

describe('a single call', () => {
  it('answers with the decoded reply', async () => {
    const { outcome } = await callZim([zim.users(0, { a: 1 })]);
    expect(outcome).toEqual({ Code: 0, ErrorUsers: [{ UserId: 'a', SubCode: 1 }] });
  });

  it.each<[string, Line, new (...args: never[]) => VendorError, object]>([
    [
      'a rate code',
      zim.code(7),
      RateLimitedError,
      { code: '7', pauseMs: 1000, message: 'ZIM took no more calls for now (7)' },
    ],
    ['HTTP 429', raw('', 429), RateLimitedError, { code: undefined, message: 'ZIM took no more calls for now' }],
    ['no answer', lost, UnavailableError, { executed: 'maybe', message: 'ZIM did not answer: no answer within 2 s' }],
    ['no connection', unreached, UnavailableError, { executed: 'no' }],
    ['a server error', zim.code(1), UnavailableError, { executed: 'maybe', code: '1' }],
    [
      'a no',
      zim.code(660600001),
      RejectedError,
      { code: '660600001', message: 'ZIM said no: the group does not exist (660600001)' },
    ],
    ['credentials', zim.code(100000005), MisconfiguredError, { message: 'ZIM refused the credentials (100000005)' }],
    [
      'an unknown code',
      zim.code(42),
      UnknownCodeError,
      { message: 'ZIM answered with a code Hush does not know (42)' },
    ],
  ])('throws what the caller can act on: %s', async (_, line, Class, fields) => {
    const { outcome, vendor } = await callZim([line]);
    expect(outcome).toBeInstanceOf(Class);
    expect(outcome).toBeInstanceOf(VendorError);
    expect(outcome).toMatchObject({ vendor: 'zim', app: 'zim', operation: 'MuteGroupMembers', ...fields });
    expect((outcome as VendorError).name).toBe(Class.name);
    expect(vendor.heard).toHaveLength(1);
  });

  it('throws nothing that holds a URL, a secret or a signature', async () => {
    const { outcome, vendor } = await callZim([zim.code(100000005)]);
    const error = outcome as VendorError;
    const shown = JSON.stringify({ ...error, message: error.message, stack: error.stack, cause: error.cause });
    expect(shown).not.toContain('zim.test');
    expect(shown).not.toContain(vendor.heard[0]?.query.get('Signature'));
  });

  it('leaves its permit when it is aborted in the queue', async () => {
    const { app, clock } = zimStage([]);
    const stop = new AbortController();
    const call = app.call(muteGroupMembers, mute, { signal: stop.signal });
    stop.abort(new Error('cancelled'));
    await expect(until(clock, call)).rejects.toThrow('cancelled');
  });

  it('speaks NetEase too', async () => {
    const { app, clock } = neteaseStage([netease.echo('ptrq'), netease.code(416)]);
    const input = { accid: 'bob', flags: allFlags(true), requestId: 'f'.repeat(32) };
    expect(await until(clock, app.call(muteModule, input))).toMatchObject({ code: 200, data: { muteP2P: true } });
    await expect(until(clock, app.call(muteModule, input))).rejects.toThrow(RateLimitedError);
  });
});

describe('one log line an attempt', () => {
  it('names app, operation, milliseconds, code and HTTP status', async () => {
    const stage = zimStage([zim.ok]);
    stage.vendor.tookMs = 80;
    await until(stage.clock, stage.app.call(muteGroupMembers, mute));
    const calls = stage.lines.filter(({ event }) => event === 'vendor.call');
    expect(calls).toEqual([
      expect.objectContaining({ level: 20, app: 'zim', operation: 'MuteGroupMembers', ms: 80, code: 0, http: 200 }),
    ]);
  });

  it('says why there was no answer', async () => {
    const { lines } = await callZim([unreached]);
    expect(lines).toContainEqual(expect.objectContaining({ event: 'vendor.call', lost: 'ECONNREFUSED', sent: false }));
  });

  it('is an error for a request that Hush should not have built', async () => {
    const { lines } = await callZim([zim.code(100000006)]);
    expect(lines).toContainEqual(expect.objectContaining({ event: 'vendor.fault', level: 50 }));
  });
});

describe('HTTP and code disagree', () => {
  it('a code is believed under any status but for success', async () => {
    expect((await callZim([json({ Code: 660600001 }, 403)])).outcome).toBeInstanceOf(RejectedError);
    expect((await callZim([json({ Code: 0 }, 502)])).outcome).toMatchObject({ executed: 'maybe' });
    expect((await callZim([json({ Code: 660300005 }, 429)])).outcome).toMatchObject({ code: '660300005' });
    expect((await callZim([json({ Code: 0 }, 429)])).outcome).toBeInstanceOf(RateLimitedError);
  });
});
