/**
 * Commands acknowledged on one core, beside a bare Bolt listener in the same run: signed requests in a closed loop over 16 connections, in
 * turns. What one core does is reckoned from the CPU time of the server's process, so that whatever else runs on the machine does not count.
 * Prints figures and ratios; asserts nothing. Takes about a minute.
 */
import { Pool } from 'undici';
import { systemClock } from '../src/lib/clock.ts';
import { botVariables, startStandIns } from '../src/playground/stand-ins.ts';
import { cpuMicros, median, printTable, quantile, startServer } from './measure.ts';
import { sendLines } from './send-line.ts';

const rounds = 6;
const connections = 16;
const commandsPerRound = 3000;
const lines = Array.from({ length: commandsPerRound }, () => 'mute alice bob in lobby for 2h spam');

const standIns = await startStandIns(systemClock);
const variables = { ...botVariables(standIns), LOG_LEVEL: 'warn' };
const servers = await Promise.all(
  (['bare-bolt', 'hush-acknowledging'] as const).map(async (name) => {
    const server = await startServer(name, variables);
    const pool = new Pool(`http://127.0.0.1:${server.port}`, { connections });
    return { name, server, pool, cpu: [] as number[], perSecond: [] as number[], ms: [] as number[] };
  }),
);
for (let round = 0; round <= rounds; round += 1) {
  for (const { server, pool, cpu, perSecond, ms } of servers) {
    const [cpuBefore, startedAt] = [cpuMicros(server.pid), performance.now()];
    const took = await sendLines(pool, lines, connections);
    // The first round warms up.
    if (round === 0) continue;
    cpu.push((cpuMicros(server.pid) - cpuBefore) / commandsPerRound);
    perSecond.push((commandsPerRound * 1000) / (performance.now() - startedAt));
    ms.push(...took);
  }
}
printTable(
  servers.map(({ name, cpu, perSecond, ms }) => ({
    server: name,
    'CPU µs a command': Math.round(median(cpu)),
    'commands/s on one core': Math.round(1e6 / median(cpu)),
    'commands/s in this run': Math.round(median(perSecond)),
    'p50 ms': quantile(ms, 0.5).toFixed(1),
    'p99 ms': quantile(ms, 0.99).toFixed(1),
  })),
);
const [bare, hush] = servers.map(({ cpu }) => median(cpu));
printTable([{ figure: 'CPU: Hush ÷ bare Bolt', value: ((hush ?? 0) / (bare ?? 1)).toFixed(2) }]);
for (const { server, pool } of servers) {
  await pool.close();
  await server.stop();
}
await standIns.close();
