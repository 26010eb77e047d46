/**
 * How long `hush serve` takes from the start of its process to listening, and what memory it holds at rest, beside bare Bolt in the same run,
 * taken in turns. Both ask the Slack stand-in who they are. Prints ratios; asserts nothing.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '../src/lib/clock.ts';
import { botVariables, startStandIns } from '../src/playground/stand-ins.ts';
import { median, printTable, residentMegabytes, startHush, startServer } from './measure.ts';

const rounds = 9;
/** After the start, before memory is read: long enough for the garbage of loading to be collected or not, as it would be. */
const restMs = 2000;

const standIns = await startStandIns(systemClock);
const folder = mkdtempSync(join(tmpdir(), 'hush-bench-'));
const variables = { ...botVariables(standIns), PORT: '0', LOG_LEVEL: 'info', HUSH_DATA_DIR: folder };
const results = {
  'bare-bolt': { ms: [] as number[], mb: [] as number[] },
  hush: { ms: [] as number[], mb: [] as number[] },
};
for (let round = 0; round <= rounds; round += 1) {
  for (const name of ['bare-bolt', 'hush'] as const) {
    const server = await (name === 'hush' ? startHush(variables) : startServer(name, variables));
    if (round === 1) await pause(restMs);
    // The first round fills the file cache and creates the database.
    if (round > 0) results[name].ms.push(server.startMs);
    if (round === 1) results[name].mb.push(residentMegabytes(server.pid));
    await server.stop();
  }
}
printTable(
  Object.entries(results).map(([name, { ms, mb }]) => ({
    server: name,
    'start ms, median': Math.round(median(ms)),
    'memory at rest, MB': Math.round(median(mb)),
  })),
);
printTable([
  {
    figure: 'start: Hush ÷ bare Bolt; aim 1.5',
    value: (median(results.hush.ms) / median(results['bare-bolt'].ms)).toFixed(2),
  },
]);
await standIns.close();
