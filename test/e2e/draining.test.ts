import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../src/lib/clock.ts';
import type { BotProcess } from '../../src/playground/bot-process.ts';
import { playgroundSlack } from '../../src/playground/slack/seed.ts';
import { type StandIns, startStandIns } from '../../src/playground/stand-ins.ts';
import { startBotProcess } from '../support/bot-process.ts';

const type = ({ slack }: StandIns, text: string) =>
  slack.people.command({ user: playgroundSlack.moderator, channel: playgroundSlack.moderationChannel, text });
const audit = ({ slack }: StandIns) =>
  slack.messages(playgroundSlack.auditChannel).map((message) => slack.plainText(message));
const isEnded = (standIns: StandIns) =>
  audit(standIns).some((text) => text.startsWith('*Case 1*') && text.includes('Ended: 1 done'));

/** What was promised, and a second for the process to come to its end on a busy machine. */
const promisedMs = 11_000;

/** Stops it as a supervisor does, which kills what takes longer than promised. */
async function stopInTime(bot: BotProcess): Promise<'drained' | 'too late'> {
  return Promise.race([
    bot.stop().then(() => 'drained' as const),
    systemClock.sleep(promisedMs).then(() => 'too late' as const),
  ]);
}

/** Everything that Hush waits for and that may never come. */
const hangs: readonly [string, (standIns: StandIns) => Promise<unknown>][] = [
  [
    'a vendor',
    async (standIns) => {
      const { zim } = standIns;
      zim.faults.add({ fault: { kind: 'hang' } });
      await type(standIns, 'mute alice in lobby for 2h');
      await zim.waitFor(() => zim.calls.length === 1);
    },
  ],
  [
    'the vendor’s list of groups',
    async (standIns) => {
      const { zim } = standIns;
      zim.faults.add({ fault: { kind: 'hang' } });
      await type(standIns, 'mute alice in lobby for 2h');
      await type(standIns, 'groups');
      await zim.waitFor(() => zim.calls.some(({ operation }) => operation === 'FetchForbidGroupList'));
    },
  ],
  [
    'the end of a mute',
    async (standIns) => {
      const { netease, slack } = standIns;
      await type(standIns, 'mute alice everywhere for 1s');
      await slack.waitFor(() => isEnded(standIns));
      netease.faults.add({ fault: { kind: 'hang' } });
      const calls = netease.calls.length;
      await netease.waitFor(() => netease.calls.length > calls);
    },
  ],
  [
    'Slack, for the audit channel and for summaries',
    async (standIns) => {
      const { slack } = standIns;
      for (const operation of ['chat.postMessage', 'response_url', 'conversations.open']) {
        slack.faults.add({ fault: { kind: 'hang' }, operation });
      }
      for (const name of ['alice', 'bob', 'carol']) void type(standIns, `mute ${name} in lobby for 2h`);
      await slack.waitFor(() => slack.calls('chat.postMessage').length > 0);
    },
  ],
];

for (const [what, begin] of hangs) {
  test.concurrent(`a stop takes at most ten seconds though ${what} never answers, and the next start goes on`, async () => {
    const standIns = await startStandIns(systemClock);
    const { slack, zim, netease } = standIns;
    slack.switches.messagesPerSecond = 0;
    const folder = mkdtempSync(join(tmpdir(), 'hush-draining-'));
    const environment = { HUSH_VENDOR_TIMEOUT_MS: '60000' };
    try {
      const bot = await startBotProcess(standIns, folder, environment);
      await begin(standIns);
      expect(await stopInTime(bot)).toBe('drained');
      expect(await bot.ended).toBe(0);

      for (const { faults } of [slack, zim, netease]) faults.clear();
      const next = await startBotProcess(standIns, folder, environment);
      await slack.waitFor(() => isEnded(standIns), 20_000);
      await netease.waitFor(() => netease.muted().length === 0, 20_000);
      expect(audit(standIns).filter((text) => text.startsWith('*Case 1*') && text.includes('by '))).toHaveLength(1);
      await next.stop();
    } finally {
      await standIns.close();
      rmSync(folder, { recursive: true, force: true });
    }
  }, 60_000);
}
