/**
 * 1,000 open cases of 100 targets each: acknowledging them while they are carried out, against a ZIM that answers at once and a limit raised so
 * far that it takes some twenty seconds; then a start with as many open cases whose vendor refuses connections, beside a start with none, for
 * ZIM (5 requests a case) and NetEase (100 requests a case). The bot is a process of its own. Prints figures; asserts nothing. `--cases 100` takes fewer.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Pool } from 'undici';
import { systemClock } from '../src/lib/clock.ts';
import { botVariables, startStandIns } from '../src/playground/stand-ins.ts';
import { cpuMicros, printTable, quantile, residentMegabytes, startHush, startServer } from './measure.ts';
import { sendLines } from './send-line.ts';

const { values } = parseArgs({ options: { cases: { type: 'string', default: '1000' } } });
const cases = Number(values.cases);
const targets = 100;
const connections = 8;
const callsPerSecond = 250;
/** After a start, before memory and CPU are read. */
const restMs = 10_000;
/** Nobody listens there. */
const nowhere = 'http://127.0.0.1:9';

const standIns = await startStandIns(systemClock);
const zim = await startServer('instant-zim');
const ids = (of: number) => Array.from({ length: targets }, (_, index) => `user${of}x${index}`).join(' ');
const inGroups = Array.from({ length: cases }, (_, index) => `mute ${ids(index)} in group${index} for 2h raid`);
const everywhere = Array.from({ length: cases }, (_, index) => `mute ${ids(index)} everywhere for 2h raid`);

const newFolder = () => mkdtempSync(join(tmpdir(), 'hush-bench-'));
const start = (folder: string, changes: Readonly<Record<string, string>> = {}) =>
  startHush({ ...botVariables(standIns), PORT: '0', LOG_LEVEL: 'info', HUSH_DATA_DIR: folder, ...changes });

async function send(port: number, lines: readonly string[]): Promise<readonly number[]> {
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections });
  const took = await sendLines(pool, lines, connections);
  await pool.close();
  return took;
}

/** Carried out while they come in. */
async function carried() {
  const folder = newFolder();
  const bot = await start(folder, {
    ZIM_API_URL: `http://127.0.0.1:${zim.port}/`,
    ZIM_CALLS_PER_SECOND: String(callsPerSecond),
  });
  const updatesBefore = standIns.slack.calls('chat.update').length;
  const [cpuBefore, startedAt] = [cpuMicros(bot.pid), performance.now()];
  let peakMb = 0;
  const took = await send(bot.port, inGroups);
  const acknowledgedAt = performance.now();
  const database = new DatabaseSync(join(folder, 'hush.db'), { readOnly: true });
  const open = () => Number(database.prepare('select count(*) as n from cases where closed_at is null').get()?.n);
  const openThen = open();
  while (open() > 0) {
    peakMb = Math.max(peakMb, residentMegabytes(bot.pid));
    await pause(200);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const cpuMs = (cpuMicros(bot.pid) - cpuBefore) / 1000;
  database.close();
  const updates = standIns.slack.calls('chat.update').length - updatesBefore;
  await bot.stop();
  rmSync(folder, { recursive: true });
  return [
    { figure: 'acknowledged, ms p50', value: quantile(took, 0.5).toFixed(0) },
    { figure: 'acknowledged, ms p99', value: quantile(took, 0.99).toFixed(0) },
    { figure: 'all acknowledged after s', value: ((acknowledgedAt - startedAt) / 1000).toFixed(1) },
    { figure: 'open then', value: openThen },
    { figure: 'all carried out after s', value: seconds.toFixed(1) },
    {
      figure: `÷ ideal (calls ÷ ${callsPerSecond} a second)`,
      value: (seconds / ((cases * targets) / 20 / callsPerSecond)).toFixed(2),
    },
    { figure: 'CPU ms a case', value: (cpuMs / cases).toFixed(2) },
    { figure: 'CPU µs a target', value: ((cpuMs * 1000) / cases / targets).toFixed(0) },
    { figure: 'progress updates in Slack', value: updates },
    { figure: 'peak MB', value: peakMb.toFixed(0) },
  ];
}

/** A start with these cases open, whose vendor cannot be reached. */
async function started(name: string, lines: readonly string[]) {
  const folder = newFolder();
  const changes = { ZIM_API_URL: `${nowhere}/`, NETEASE_API_URL: `${nowhere}/nimserver` };
  const first = await start(folder, changes);
  await send(first.port, lines);
  await first.stop();
  const bot = await start(folder, changes);
  const startCpuMs = cpuMicros(bot.pid) / 1000;
  await pause(restMs);
  const row = {
    'a start with': name,
    'ms to listening': Math.round(bot.startMs),
    'CPU ms to listening': Math.round(startCpuMs),
    [`CPU ms in the next ${restMs / 1000} s`]: Math.round(cpuMicros(bot.pid) / 1000 - startCpuMs),
    MB: Math.round(residentMegabytes(bot.pid)),
  };
  await bot.stop();
  rmSync(folder, { recursive: true });
  return row;
}

printTable(await carried());
printTable([
  await started('nothing open', []),
  await started(`${cases} open cases of ZIM`, inGroups),
  await started(`${cases} open cases of NetEase`, everywhere),
]);
await zim.stop();
await standIns.close();
