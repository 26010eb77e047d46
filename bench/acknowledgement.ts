/**
 * What an acknowledged command costs, beside a bare Bolt listener in the same run: latency, and CPU of the server's process. The commit
 * alone is measured too, for the aim is "twice bare Bolt, plus the commit"; and Hush that nobody watches, to see what metrics and log lines
 * cost. Prints ratios; asserts nothing. Takes about a minute and a half.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'undici';
import { systemClock } from '../src/lib/clock.ts';
import { systemRandom } from '../src/lib/random.ts';
import { playgroundSlack } from '../src/playground/slack/seed.ts';
import { botVariables, startStandIns } from '../src/playground/stand-ins.ts';
import { openStore } from '../src/store/open.ts';
import { cpuMicros, median, printTable, quantile, startServer } from './measure.ts';
import { sendLine } from './send-line.ts';

const rounds = 8;
const commandsPerRound = 1000;
const line = 'mute alice bob in lobby for 2h spam';

const standIns = await startStandIns(systemClock);
const variables = { ...botVariables(standIns), LOG_LEVEL: 'info' };
const unwatched = { ...variables, BENCH_UNWATCHED: '1' };
const servers = [
  { name: 'bare Bolt', server: await startServer('bare-bolt', variables), cpu: [] as number[], ms: [] as number[] },
  { name: 'Hush', server: await startServer('hush-acknowledging', variables), cpu: [] as number[], ms: [] as number[] },
  {
    name: 'Hush, unwatched',
    server: await startServer('hush-acknowledging', unwatched),
    cpu: [] as number[],
    ms: [] as number[],
  },
];
const pools = new Map(
  servers.map(({ name, server }) => [name, new Pool(`http://127.0.0.1:${server.port}`, { connections: 1 })]),
);

for (let round = 0; round <= rounds; round += 1) {
  for (const { name, server, cpu, ms } of servers) {
    const pool = pools.get(name);
    if (!pool) continue;
    const before = cpuMicros(server.pid);
    for (let count = 0; count < commandsPerRound; count += 1) {
      const took = await sendLine(pool, line);
      if (round > 0) ms.push(took);
    }
    // The first round warms up.
    if (round > 0) cpu.push((cpuMicros(server.pid) - before) / commandsPerRound);
  }
}

/** The commit alone, in this process: the record of the very same case. */
const world = { clock: systemClock, random: systemRandom };
const store = await openStore(mkdtempSync(join(tmpdir(), 'hush-bench-')), world);
const commits: number[] = [];
for (let round = 0; round <= rounds; round += 1) {
  const before = process.cpuUsage();
  for (let count = 0; count < commandsPerRound; count += 1) {
    await store.cases.record(
      {
        action: 'mute',
        vendor: 'zim',
        place: { kind: 'group', app: 'zim', group: 'lobby' },
        targets: [{ id: 'alice' }, { id: 'bob' }],
        duplicates: 0,
        length: { kind: 'timed', seconds: 7200 },
        vendorClockSeconds: 2_592_000,
        reason: 'spam',
        moderator: playgroundSlack.moderator,
        deliveryKey: `bench.${round}.${count}`,
        responseUrl: 'http://127.0.0.1:9/nobody',
      },
      () => true,
    );
  }
  const { user, system } = process.cpuUsage(before);
  if (round > 0) commits.push((user + system) / commandsPerRound);
}

const [bare, hush, quiet] = servers.map(({ cpu }) => median(cpu));
printTable(
  servers.map(({ name, cpu, ms }) => ({
    server: name,
    'CPU µs a command': Math.round(median(cpu)),
    'p50 ms': quantile(ms, 0.5).toFixed(2),
    'p99 ms': quantile(ms, 0.99).toFixed(2),
  })),
);
printTable([
  { figure: 'the commit alone, CPU µs', value: Math.round(median(commits)) },
  { figure: 'Hush − Hush, unwatched, CPU µs', value: Math.round((hush ?? 0) - (quiet ?? 0)) },
  { figure: 'Hush ÷ bare Bolt', value: ((hush ?? 0) / (bare ?? 1)).toFixed(2) },
  { figure: '(Hush − commit) ÷ bare Bolt; aim 2', value: (((hush ?? 0) - median(commits)) / (bare ?? 1)).toFixed(2) },
]);

await Promise.all(servers.map(({ server }) => server.stop()));
await Promise.all([...pools.values()].map((pool) => pool.close()));
await store.close();
await standIns.close();
