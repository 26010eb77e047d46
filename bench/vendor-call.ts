/**
 * What one vendor call costs in CPU beside bare undici and `JSON.parse` of the same request, in turns in one process: building the query,
 * signing, the attempt's deadline, zod and the log. Prints ratios; asserts nothing.
 */
import { Pool } from 'undici';
import { systemClock } from '../src/lib/clock.ts';
import { createLog } from '../src/lib/log.ts';
import { systemRandom } from '../src/lib/random.ts';
import { createZimApp } from '../src/vendors/zim/index.ts';
import { muteGroupMembers } from '../src/vendors/zim/operations/mute-group-members.ts';
import { median, printTable, startServer } from './measure.ts';

const rounds = 60;
const callsPerRound = 400;
const atOnce = 4;

const server = await startServer('instant-zim');
const url = `http://127.0.0.1:${server.port}/`;
const users = Array.from({ length: 20 }, (_, index) => `user-${index}`);

const pool = new Pool(url, { connections: atOnce });
const query = new URLSearchParams({
  Action: 'MuteGroupMembers',
  AppId: '1',
  SignatureNonce: '0123456789abcdef',
  Timestamp: '1700000000',
  SignatureVersion: '2.0',
  Signature: '43e5cfcca828314675f91b001390566a',
  FromUserId: 'admin',
  GroupId: 'lobby',
  Duration: '7200',
});
const path = `/?${query}&${users.map((user) => `UserIds[]=${user}`).join('&')}`;
const bare = async () => {
  const { body } = await pool.request({ method: 'GET', path });
  JSON.parse(await body.text());
};

// The quota is kept elsewhere: here every permit is there at once.
const permit = { holds: () => true, sent: () => undefined, returned: () => undefined };
const app = createZimApp({
  name: 'zim',
  appId: 1,
  secret: '9193cc662a4c0ec135ec71fb57194b38',
  operator: 'admin',
  url,
  callsPerSecond: 20,
  timeoutMs: 2000,
  clock: systemClock,
  random: systemRandom,
  log: createLog('info'),
  quota: () => ({ acquire: async () => permit, pause: () => undefined, close: () => undefined }),
});
const ours = async () => {
  await app.call(muteGroupMembers, { operator: 'admin', group: 'lobby', users, durationSeconds: 7200 });
};

async function cpuOf(call: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  for (let count = 0; count < callsPerRound; count += atOnce) await Promise.all(Array.from({ length: atOnce }, call));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / callsPerRound;
}

const cpu = { bare: [] as number[], ours: [] as number[] };
for (let round = -5; round < rounds; round += 1) {
  const both = { bare: await cpuOf(bare), ours: await cpuOf(ours) };
  if (round < 0) continue;
  cpu.bare.push(both.bare);
  cpu.ours.push(both.ours);
}
printTable([
  { client: 'bare undici', 'CPU µs a call': Math.round(median(cpu.bare)) },
  { client: 'Hush', 'CPU µs a call': Math.round(median(cpu.ours)) },
]);
printTable([{ figure: 'Hush ÷ bare undici; aim 1.25', value: (median(cpu.ours) / median(cpu.bare)).toFixed(2) }]);
await pool.close();
await app.close();
await server.stop();
