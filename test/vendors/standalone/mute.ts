/**
 * A program that uses the vendor clients alone: no Slack, no store, no test runner. Mutes two members of a group and prints what came
 * of it. Run by `standalone.test.ts` as `node mute.ts <base URL>`.
 */
import { systemClock } from '../../../src/lib/clock.ts';
import { createLog } from '../../../src/lib/log.ts';
import { systemRandom } from '../../../src/lib/random.ts';
import { createZimApp } from '../../../src/vendors/zim/index.ts';
import { muteGroupMembers } from '../../../src/vendors/zim/operations/mute-group-members.ts';

const app = createZimApp({
  name: 'zim',
  appId: 1,
  secret: 'secret',
  operator: 'admin',
  url: process.argv[2] ?? '',
  callsPerSecond: 20,
  timeoutMs: 2000,
  clock: systemClock,
  random: systemRandom,
  log: createLog('silent'),
});

await app.carryOut({
  action: 'mute',
  place: { kind: 'group', app: 'zim', group: 'lobby' },
  targets: ['alice', 'bob'],
  lane: 'single',
  turn: '1',
  giveUpAt: Date.now() + 10_000,
  signal: new AbortController().signal,
  clear: async (targets) => ({
    targets: targets.map((target) => ({ target, repeated: false })),
    durationSeconds: 7200,
  }),
  settle: async (endings) => {
    for (const { target, outcome, words = '' } of endings) process.stdout.write(`${target} ${outcome} ${words}\n`);
  },
});

// The same in one call, for programs that want nothing of Hush's orders.
const input = { operator: 'admin', group: 'lobby', users: ['carol'], durationSeconds: 60 };
const reply = await app.call(muteGroupMembers, input);
process.stdout.write(`carol ${reply.Code}\n`);
await app.close();
