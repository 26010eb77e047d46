import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Fault } from '../../src/playground/vendor/faults.ts';
import { startTestBed, type TestBed } from '../support/hush.ts';

let bed: TestBed;
beforeAll(async () => {
  bed = await startTestBed({ slack: { switches: { messagesPerSecond: 0 } } });
});
afterAll(async () => {
  await bed.close();
});

/** Each trouble has its own target, so that all can be had at once: every one waits 7 s before it gives up. */
const troubles: readonly [string, Fault, RegExp][] = [
  ['a page of HTML', { kind: 'html' }, /unconfirmed/],
  ['nothing', { kind: 'empty' }, /unconfirmed/],
  ['half a body', { kind: 'half-body' }, /unconfirmed/],
  ['another type', { kind: 'wrong-type' }, /unconfirmed/],
  ['100 MB', { kind: 'huge' }, /unconfirmed/],
  ['no answer at all', { kind: 'hang' }, /unconfirmed/],
  ['an unknown code', { kind: 'unknown-code' }, /rejected – a code Hush does not know/],
];

describe('a vendor that answers badly', () => {
  test.concurrent.each(troubles)(
    'with %s gives an ending with true words',
    async (_, fault, ending) => {
      const trouble = await startTestBed({ environment: { HUSH_VENDOR_TIMEOUT_MS: '300' } });
      trouble.zim.faults.add({ fault });
      const { text } = await trouble.say('/hush mute alice in lobby for 2h');
      const summary = text.includes('started') ? (await trouble.told()).text : text;
      expect(summary).toMatch(ending);
      expect(summary).not.toMatch(/\d done/);
      expect(trouble.slack.violations()).toEqual([]);
      await trouble.close();
    },
    30_000,
  );
});

test('a lost reply is repeated, and the repeat settles it', async () => {
  bed.zim.faults.add({ fault: { kind: 'reset-after' }, times: 1 });
  const { text } = await bed.say('/hush mute alice in lobby for 2h');
  expect(text).toContain('*1 done*');
  expect(bed.zim.calls.filter(({ effect }) => effect)).toHaveLength(2);
});

test('for NetEase a read settles what a lost reply left open', async () => {
  bed.netease.faults.add({ fault: { kind: 'reset-after' }, operation: 'user/muteModule', times: 4 });
  const { text } = await bed.say('/hush mute alice everywhere for 2h');
  const summary = text.includes('started') ? (await bed.told()).text : text;
  expect(summary).toContain('*1 done*');
  expect(bed.netease.calls.at(-1)?.operation).toBe('user/getUinfos');
}, 30_000);

test('a vendor that is down is waited for, and the case says that it has started', async () => {
  await bed.zim.refuseConnections(true);
  const { text } = await bed.say('/hush mute bob in lobby for 2h');
  expect(text).toMatch(/Case \d+\* started/);
  await bed.zim.refuseConnections(false);
  expect((await bed.told()).text).toContain('*1 done*');
}, 30_000);

test('wrong credentials: the moderator, the audit channel and the log are told, and nothing more is sent', async () => {
  const wrong = await startTestBed({ environment: { ZIM_SERVER_SECRET: 'f'.repeat(32) } });
  const { text } = await wrong.say('/hush mute alice bob in lobby for 2h');
  expect(text).toContain('*2 failed – ZIM refused the credentials (100000005)');
  const notice = await wrong.slack.waitFor(() => wrong.audit().find((each) => each.text.includes('of the app zim')));
  expect(notice.text).toContain('the app zim (100000005)');
  const calls = wrong.zim.calls.length;
  expect((await wrong.say('/hush mute carol in lobby for 2h')).text).toContain(
    '*1 failed – ZIM refused the credentials (100000005)',
  );
  expect(wrong.zim.calls.length).toBe(calls);
  await wrong.close();
});

test('a group that is not there ends the whole case with no more calls', async () => {
  const before = bed.zim.calls.length;
  const ids = Array.from({ length: 100 }, (_, index) => `viewer${String(index + 1).padStart(3, '0')}`);
  const { text } = await bed.say(`/hush mute ${ids.join(' ')} in nowhere for 2h`);
  expect(text).toContain('*100 rejected');
  expect(text).toContain('(660600001)');
  expect(bed.zim.calls.length - before).toBeLessThanOrEqual(5);
});

test('one bad target never spoils its batch', async () => {
  bed.zim.faults.failUser({ user: 'viewer007', code: 660000002, whole: true });
  const ids = Array.from({ length: 20 }, (_, index) => `viewer${String(index + 1).padStart(3, '0')}`);
  const { text } = await bed.say(`/hush mute ${ids.join(' ')} in lobby for 2h`);
  expect(text).toContain('*19 done*');
  expect(text).toMatch(/\*1 rejected[^*]*\(660000002\)\*\n`viewer007`/);
});
