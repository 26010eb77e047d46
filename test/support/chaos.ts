import { setTimeout as pause } from 'node:timers/promises';
import type { BotProcess } from '../../src/playground/bot-process.ts';
import { BotDidNotStart } from '../../src/playground/bot-process.ts';
import type { CommandResult } from '../../src/playground/slack/driver/command.ts';
import type { VendorCall } from '../../src/playground/vendor/calls.ts';
import type { Fault } from '../../src/playground/vendor/faults.ts';
import { type CrashBed, startCrashBed } from './crash-bed.ts';
import { type Dice, dice } from './dice.ts';
import type { KillPoint } from './kill-at.ts';
import { judge } from './promises.ts';

/** What one run of chaos came to. */
export interface ChaosFigures {
  /** Sentences, one for each promise that was broken; empty is good. */
  readonly broken: readonly string[];
  readonly kills: number;
  /** Kills before the bot listened. */
  readonly killsAtStart: number;
  readonly typed: number;
  readonly acknowledged: number;
  readonly cases: number;
  readonly targets: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly lifts: number;
  readonly writes: number;
  /** Targets named to a vendor once more by the same case. */
  readonly repeats: number;
  /** Audit messages that say again what another one says. */
  readonly duplicates: number;
}

const linesPerLife = 2;
const fans = Array.from({ length: 48 }, (_, index) => `fan${index}`);
const minute = 60_000;
/** Far more than the restarts' leaps together, so that no case runs out of time before it was tried. */
const lengths = ['30m', '1h', '2h', 'permanent'];
const halls = Array.from({ length: 36 }, (_, index) => `hall${index}`);
const places = ['arena', 'plaza', 'everywhere', 'p2p', 'team,room', 'notifications'];

/**
 * Lets the bot work on mutes, silences and their ends at both vendors, and kills it again and again: at random instants of the world outside, and
 * at random statements of its database. The last start is left alone; then everything must be as it was promised.
 */
export async function runChaos({ seed, kills }: { seed: number; kills: number }): Promise<ChaosFigures> {
  const random = dice(seed);
  const bed = await startCrashBed();
  try {
    bed.zim.addUsers(fans);
    for (const id of ['arena', 'plaza', ...halls]) bed.zim.addGroup({ id, owner: 'admin', members: fans });
    bed.netease.addAccounts(fans);
    const typed: Promise<CommandResult>[] = [];
    let killsAtStart = 0;
    for (let life = 0; life < kills; life += 1) {
      const bot = await startDoomed(bed, random);
      if (bot) await live(bed, { bot, random, typed });
      else killsAtStart += 1;
      for (const vendor of [bed.zim, bed.netease]) vendor.faults.clear();
      await Promise.all(typed);
      bed.leap(minute);
    }
    const broken = [...(await aftermath(bed, kills)), ...judgeLines(bed, await Promise.all(typed))];
    return { broken, kills, killsAtStart, ...(await figures(bed, await Promise.all(typed))) };
  } finally {
    await bed.close();
  }
}

/** Half of the bots are killed from within, at one of the next statements; undefined: that came before it listened. */
async function startDoomed(bed: CrashBed, random: Dice): Promise<BotProcess | undefined> {
  const nth = 1 + random.below(600);
  const killAt: KillPoint = { at: 'statement', like: '', nth, when: random.chance(0.5) ? 'before' : 'after' };
  const environment = { HUSH_VENDOR_TIMEOUT_MS: '500' };
  try {
    return await bed.start({ environment, ...(random.chance(0.5) && { killAt }) });
  } catch (error) {
    if (error instanceof BotDidNotStart) return undefined;
    throw error;
  }
}

/** One life of the bot: faults, lines typed at it, and its end. */
async function live(
  bed: CrashBed,
  { bot, random, typed }: { bot: BotProcess; random: Dice; typed: Promise<CommandResult>[] },
): Promise<void> {
  armFaults(bed, random);
  // So many things happen in the world, then a moment: the instant of the kill. Nothing depends on how long it takes.
  let left = 1 + random.below(80);
  const moment = random.below(40);
  const { promise: enough, resolve } = Promise.withResolvers<void>();
  const count = () => {
    left -= 1;
    if (left <= 0) resolve();
  };
  const stops = [bed.slack, bed.zim, bed.netease].map((standIn) => standIn.onChange(count));
  for (let line = 0; line < linesPerLife; line += 1) typed.push(bed.type(anyLine(random)));
  // A bot that has nothing left to do makes nothing happen.
  await Promise.race([enough.then(() => pause(moment)), bot.ended, pause(2500)]);
  bot.kill();
  await bot.ended;
  for (const stop of stops) stop();
}

/** Some that stand side by side. */
function row(from: readonly string[], random: Dice): string[] {
  const start = random.below(from.length);
  return Array.from({ length: 1 + random.below(24) }, (_, index) => from[(start + index) % from.length] ?? '');
}

function anyLine(random: Dice): string {
  const place = random.pick(places);
  const silences = place === 'notifications';
  const targets = row(silences ? halls : fans, random);
  if (random.chance(0.2)) targets.push('ghost');
  const ids = targets.join(' ');
  const sets = random.chance(0.7);
  const length = sets ? ` for ${random.pick(lengths)}` : '';
  if (silences) return `${sets ? '' : 'un'}silence fan0 from groups ${ids}${length}`;
  return `${sets ? '' : 'un'}mute ${ids} ${place === 'everywhere' ? place : `in ${place}`}${length}`;
}

const faults: readonly Fault[] = [
  { kind: 'reset-after' },
  { kind: 'reset-before' },
  { kind: 'half-body' },
  { kind: 'hang', effect: true },
  { kind: 'slow', ms: 200 },
  { kind: 'slow', ms: 200, effect: 'first' },
  { kind: 'status', status: 502 },
];

function armFaults({ zim, netease }: CrashBed, random: Dice): void {
  for (const [vendor, operation, code, ids] of [
    [zim, 'MuteGroupMembers', 660600024, fans],
    [zim, 'SilenceConvNotification', 660600024, halls],
    [netease, 'user/muteModule', 403, fans],
  ] as const) {
    for (let count = random.below(3); count > 0; count -= 1)
      vendor.faults.add({ fault: random.pick(faults), operation, times: 1 });
    if (random.chance(0.3)) vendor.faults.failUser({ user: random.pick(ids), code, operation, times: 1 });
  }
}

/** A start that is left alone, and another when the time of all that has an end is over. Returns the promises that were broken. */
async function aftermath(bed: CrashBed, kills: number): Promise<readonly string[]> {
  const bot = await bed.start();
  await bed.finished(60_000);
  const { broken } = await judge(bed, { kills });
  await bot.stop();
  bed.leap(180 * minute);
  await bed.start();
  await bed.until(() => bed.count('select 1 from holds where task is not null or expires_at is not null') === 0);
  await bed.finished();
  const later = (await judge(bed, { kills })).broken.map((sentence) => `once all time was up: ${sentence}`);
  return [...broken, ...later];
}

/** What was acknowledged has one case, unless the moderator was told that it has none; what was not has one at most. */
function judgeLines(bed: CrashBed, typed: readonly CommandResult[]): readonly string[] {
  const keys = bed.cases().map(({ delivery_key }) => delivery_key);
  const casesOf = ({ triggerId }: CommandResult) => keys.filter((key) => key === `command:${triggerId}`).length;
  const lost = typed.filter((result) => result.shown === 'ok' && casesOf(result) === 0).length;
  const givenUp = bed.told('Nothing was recorded').length;
  return [
    ...(lost > givenUp ? [`${lost} acknowledged lines have no case, and ${givenUp} were given up with words`] : []),
    ...typed.filter((result) => casesOf(result) > 1).map(({ triggerId }) => `${triggerId} has several cases`),
    ...(keys.length > typed.length ? ['there are more cases than lines'] : []),
    ...keys.flatMap((_, index) => (bed.cases()[index]?.number === index + 1 ? [] : [`there is no case ${index + 1}`])),
  ];
}

async function figures(bed: CrashBed, typed: readonly CommandResult[]) {
  const cases = bed.cases();
  const targets = bed.targets();
  const entries = await bed.entries();
  const outcomes = Map.groupBy(targets, ({ outcome }) => outcome ?? 'open');
  const isWrite = ({ operation }: VendorCall) => operation !== 'user/getUinfos';
  return {
    typed: typed.length,
    acknowledged: typed.filter(({ shown }) => shown === 'ok').length,
    cases: cases.length,
    targets: targets.length,
    outcomes: Object.fromEntries([...outcomes].map(([outcome, of]) => [outcome, of.length])),
    lifts: entries.filter(({ event }) => event === 'lift.done').length,
    writes: [...bed.zim.calls, ...bed.netease.calls].filter(isWrite).length,
    repeats: targets.reduce((sum, { sent }) => sum + Math.max(0, sent - 1), 0),
    duplicates: cases.reduce((sum, { number }) => sum + Math.max(0, bed.audit(number).length - 1), 0),
  };
}
