import { expect, test } from 'vitest';
import type { Environment } from '../../src/config/variables.ts';
import type { Fault } from '../../src/playground/vendor/faults.ts';
import { startTestBed, type TestBed } from '../support/hush.ts';

/** Runs a story on stand-ins of its own, so that the stories can wait for their vendors at the same time. */
const story = (name: string, tell: (bed: TestBed) => Promise<void>, environment: Environment = {}) =>
  test.concurrent(name, async () => {
    const bed = await startTestBed({ environment, slack: { switches: { messagesPerSecond: 0 } } });
    try {
      await tell(bed);
      expect(bed.slack.violations()).toEqual([]);
    } finally {
      await bed.close();
    }
  }, 30_000);

/** The summary, whether or not the case was slow enough to say first that it has started. */
const summaryOf = async (bed: TestBed, line: string): Promise<string> => {
  const { text } = await bed.say(line);
  return text.includes('started') ? (await bed.told()).text : text;
};

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

for (const [answer, fault, ending] of troubles) {
  story(
    `a vendor that answers with ${answer} gives an ending with true words`,
    async (bed) => {
      bed.zim.faults.add({ fault });
      const summary = await summaryOf(bed, '/hush mute alice in lobby for 2h');
      expect(summary).toMatch(ending);
      expect(summary).not.toMatch(/\d done/);
    },
    { HUSH_VENDOR_TIMEOUT_MS: '300' },
  );
}

story('a lost reply is repeated, and the repeat settles it', async (bed) => {
  bed.zim.faults.add({ fault: { kind: 'reset-after' }, times: 1 });
  expect(await summaryOf(bed, '/hush mute alice in lobby for 2h')).toContain('*1 done*');
  expect(bed.zim.calls.filter(({ effect }) => effect)).toHaveLength(2);
});

story('for NetEase a read settles what lost replies left open', async (bed) => {
  bed.netease.faults.add({ fault: { kind: 'reset-after' }, operation: 'user/muteModule', times: 4 });
  expect(await summaryOf(bed, '/hush mute alice everywhere for 2h')).toContain('*1 done*');
  expect(bed.netease.calls.at(-1)?.operation).toBe('user/getUinfos');
});

story('a vendor that is down is waited for, and the case says that it has started', async (bed) => {
  await bed.zim.refuseConnections(true);
  expect((await bed.say('/hush mute bob in lobby for 2h')).text).toMatch(/Case \d+\* started/);
  await bed.zim.refuseConnections(false);
  expect((await bed.told()).text).toContain('*1 done*');
});

story('a mute whose time ran out before the vendor came back has failed, and nobody was unmuted', async (bed) => {
  await bed.zim.refuseConnections(true);
  expect(await summaryOf(bed, '/hush mute bob in lobby for 4s')).toContain('*1 failed – its time ran out first*');
  expect(bed.zim.calls).toEqual([]);
});

story(
  'wrong credentials: the moderator and the audit channel are told, and nothing more is sent',
  async (bed) => {
    expect(await summaryOf(bed, '/hush mute alice bob in lobby for 2h')).toContain(
      '*2 failed – ZIM refused the credentials (100000005)',
    );
    const notice = await bed.slack.waitFor(() => bed.audit().find(({ text }) => text.includes('of the app zim')));
    expect(notice.text).toContain('(100000005)');
    const calls = bed.zim.calls.length;
    expect(await summaryOf(bed, '/hush mute carol in lobby for 2h')).toContain(
      '*1 failed – ZIM refused the credentials (100000005)',
    );
    expect(bed.zim.calls.length).toBe(calls);
  },
  { ZIM_SERVER_SECRET: 'f'.repeat(32) },
);

const viewers = (count: number) =>
  Array.from({ length: count }, (_, index) => `viewer${String(index + 1).padStart(3, '0')}`).join(' ');

story('a group that is not there ends the whole case with few calls', async (bed) => {
  const summary = await summaryOf(bed, `/hush mute ${viewers(200)} in nowhere for 2h`);
  expect(summary).toContain('*200 rejected');
  expect(summary).toContain('(660600001)');
  expect(bed.zim.calls.length).toBeLessThan(3);
});

story('one bad target never spoils its batch', async (bed) => {
  bed.zim.faults.failUser({ user: 'viewer007', code: 660000002, whole: true });
  const summary = await summaryOf(bed, `/hush mute ${viewers(20)} in lobby for 2h`);
  expect(summary).toContain('*19 done*');
  expect(summary).toMatch(/\*1 rejected[^*]*\(660000002\)\*\n`viewer007`/);
});
