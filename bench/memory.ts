/**
 * Memory of a case of 100,000 targets beside one of 100: the bot as a process of its own, a fresh one for each, against a ZIM that answers at
 * once and a limit raised so far that a case takes seconds. The ids are typed on the line. Resident memory is sampled from the request to the
 * summary and its peak printed, with the time from the request to the acknowledgement. Prints figures; asserts nothing.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import { systemClock } from '../src/lib/clock.ts';
import { playgroundSlack } from '../src/playground/slack/seed.ts';
import { botVariables, startStandIns } from '../src/playground/stand-ins.ts';
import { median, printTable, residentMegabytes, startHush, startServer } from './measure.ts';
import { sendLine } from './send-line.ts';

const rounds = 3;
const sizes = [100, 100_000] as const;
/** 5000 calls in some twenty seconds. */
const callsPerSecond = 250;
/** After the start, before the case: the garbage of loading is collected or not, as it would be. */
const restMs = 2000;
const sampleMs = 20;

const standIns = await startStandIns(systemClock);
const zim = await startServer('instant-zim');

interface Result {
  readonly ackMs: number;
  readonly caseSeconds: number;
  readonly restMb: number;
  readonly ackMb: number;
  readonly peakMb: number;
  readonly afterMb: number;
}

async function runCase(size: number, round: number): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'hush-bench-'));
  const bot = await startHush({
    ...botVariables(standIns),
    ZIM_API_URL: `http://127.0.0.1:${zim.port}/`,
    ZIM_CALLS_PER_SECOND: String(callsPerSecond),
    PORT: '0',
    LOG_LEVEL: 'info',
    HUSH_DATA_DIR: folder,
  });
  await pause(restMs);
  const restMb = residentMegabytes(bot.pid);
  let peakMb = restMb;
  let isOver = false;
  const sampling = (async () => {
    while (!isOver) {
      peakMb = Math.max(peakMb, residentMegabytes(bot.pid));
      await pause(sampleMs);
    }
  })();
  const group = `group-${size}-${round}`;
  const told = new Set(standIns.slack.messages(playgroundSlack.auditChannel).map(({ ts }) => ts));
  const startedAt = performance.now();
  await sendCase(bot.port, { size, group });
  const ackMs = performance.now() - startedAt;
  const ackMb = residentMegabytes(bot.pid);
  // The audit message ends with the tally; it is there when the case has ended.
  await standIns.slack.waitFor(
    () =>
      standIns.slack
        .messages(playgroundSlack.auditChannel)
        .some((message) => !told.has(message.ts) && standIns.slack.plainText(message).includes('Ended')),
    180_000,
  );
  const caseSeconds = (performance.now() - startedAt) / 1000;
  isOver = true;
  await sampling;
  const afterMb = residentMegabytes(bot.pid);
  await bot.stop();
  rmSync(folder, { recursive: true });
  return { ackMs, caseSeconds, restMb, ackMb, peakMb, afterMb };
}

async function sendCase(port: number, { size, group }: { size: number; group: string }): Promise<void> {
  const ids = Array.from({ length: size }, (_, index) => `user${String(index).padStart(6, '0')}`);
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: 1 });
  await sendLine(pool, `mute ${ids.join(' ')} in ${group} for 2h spam`);
  await pool.close();
}

const results = new Map<number, Result[]>(sizes.map((size) => [size, []]));
for (let round = 0; round < rounds; round += 1) {
  for (const size of sizes) results.get(size)?.push(await runCase(size, round));
}
const middle = (size: number, figure: keyof Result) => median((results.get(size) ?? []).map((one) => one[figure]));
printTable(
  sizes.map((size) => ({
    targets: size,
    'acknowledged after ms': Math.round(middle(size, 'ackMs')),
    'case seconds': middle(size, 'caseSeconds').toFixed(1),
    'MB at rest': Math.round(middle(size, 'restMb')),
    'MB when acknowledged': Math.round(middle(size, 'ackMb')),
    'peak MB': Math.round(middle(size, 'peakMb')),
    'MB after': Math.round(middle(size, 'afterMb')),
  })),
);
const [few, many] = sizes;
const more = middle(many, 'peakMb') - middle(few, 'peakMb');
printTable([{ figure: `peak: ${many} targets − ${few}, MB; aim below 50`, value: Math.round(more) }]);
await zim.stop();
await standIns.close();
