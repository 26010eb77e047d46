import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '../../src/lib/clock.ts';
import { BotDidNotStart } from '../../src/playground/bot-process.ts';
import type { CommandResult } from '../../src/playground/slack/driver/command.ts';
import type { SlackMessage } from '../../src/playground/slack/model.ts';
import { playgroundSlack } from '../../src/playground/slack/seed.ts';
import { type Dice, dice } from './dice.ts';
import { judgeReplicas, type ReplicaFigures } from './replica-promises.ts';
import { type Replica, type ReplicaBed, startReplicas } from './replicas.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';
import { type Sent, Timeline } from './timeline.ts';

export interface ReplicaChaosOptions {
  readonly seed: number;
  readonly replicas: number;
  /** How long things go wrong at least; what comes after is waiting until all is quiet. On a busy machine it takes longer until there is enough. */
  readonly seconds: number;
  /** Given what happens, a line each. */
  readonly tell?: (line: string) => void;
}

/** What one run came to. */
export interface ReplicaChaosFigures extends ReplicaFigures {
  /** How often each thing went wrong. */
  readonly troubles: Readonly<Record<string, number>>;
}

/** What may go wrong with one replica. */
const troubles = ['kill', 'kill', 'freeze', 'freeze', 'cut', 'deaf', 'refuse', 'reset', 'stop'] as const;
type Trouble = (typeof troubles)[number];

/** So few, that a request too many shows at once, and a bulk takes long enough for something to happen to it. */
const limits = { zim: 5, netease: 12 } as const;
const fans = Array.from({ length: 24 }, (_, index) => `fan${index}`);
const halls = Array.from({ length: 24 }, (_, index) => `hall${index}`);
const crowd = Array.from({ length: 500 }, (_, index) => `raider${index}`);
const groups = ['arena', 'plaza'];
/** Some end while everything goes on, some do not. */
const lengths = ['10s', '20s', '30s', '2h', '3h', 'permanent'];
/** Nothing that ends later is waited for. */
const longestEndMs = 60_000;
/** So many people type at once: where answers take long there are not more and more that wait. */
const mostTyping = 4;
/** A run with fewer cases says little: it goes on, but not for ever. */
const leastCases = 8;
const longestRun = 6;

/** A chaos under way. */
interface Chaos {
  readonly bed: ReplicaBed;
  readonly random: Dice;
  readonly timeline: Timeline;
  readonly tell: (line: string) => void;
  readonly count: (what: string) => void;
  /** Starts a replica whose requests to the vendors are seen. */
  readonly start: () => Promise<Replica | undefined>;
  readonly typed: Promise<CommandResult>[];
  /** Whether it has gone on for long enough. */
  readonly isOver: () => boolean;
  /** What is to be mended or started again, later. */
  readonly later: Set<Promise<void>>;
}

/**
 * Several replicas work on mutes, silences, whole groups and their ends at both vendors, while they are killed, frozen, cut off from the
 * database, stopped and started again, and the database goes away for all of them. In the end everything is mended; then all must be as it
 * was promised. Real processes in real time: the seed settles what is done, not what comes of it.
 */
export async function runReplicaChaos({
  seed,
  replicas,
  seconds,
  tell = () => undefined,
}: ReplicaChaosOptions): Promise<ReplicaChaosFigures> {
  const random = dice(seed);
  const bed = await startReplicas(0, {
    ZIM_CALLS_PER_SECOND: String(limits.zim),
    NETEASE_CALLS_PER_SECOND: String(limits.netease),
  });
  const timeline = new Timeline(systemClock);
  const ways: TcpProxy[] = [];
  const counts: Record<string, number> = {};
  const count = (what: string) => {
    counts[what] = (counts[what] ?? 0) + 1;
  };
  const start = async () => {
    const sent: Sent[] = [];
    const vendors = await Promise.all([bed.zim.url, bed.netease.url].map((url) => wayToVendor(url, sent)));
    ways.push(...vendors.map(({ way }) => way));
    const [zim, netease] = vendors;
    try {
      const replica = await bed.start({ ZIM_API_URL: zim?.url ?? '', NETEASE_API_URL: netease?.url ?? '' });
      timeline.add(replica, sent);
      tell(`${replica.name} runs`);
      return replica;
    } catch (error) {
      // The database may be away just then.
      if (error instanceof BotDidNotStart) return undefined;
      throw error;
    }
  };
  let isEnough = false;
  const isOver = () => isEnough;
  const chaos: Chaos = { bed, random, timeline, tell, count, start, typed: [], isOver, later: new Set() };
  try {
    furnish(bed);
    await Promise.all(Array.from({ length: replicas }, start));
    await bed.carrier(120_000);
    const enough = async () => {
      const begunAt = systemClock.monotonic();
      const goneOn = () => (systemClock.monotonic() - begunAt) / 1000;
      await pause(seconds * 1000);
      while ((await bed.rows('select 1 from cases')).length < leastCases && goneOn() < seconds * longestRun)
        await pause(1000);
      isEnough = true;
    };
    await Promise.all([enough(), talk(chaos), trouble(chaos, { replicas, seconds })]);
    await Promise.all(chaos.later);
    while (bed.replicas.length < replicas) await start();
    const typed = await Promise.all(chaos.typed);
    tell('everything is mended');
    await quiet(bed);
    const uncertain = ['kill', 'freeze', 'cut', 'deaf', 'refuse', 'reset', 'database'];
    const interruptions = uncertain.reduce((sum, what) => sum + (counts[`${what} of the carrier`] ?? 0), 0);
    const figures = await judgeReplicas(bed, { timeline, typed, limits, interruptions, kills: counts.kill ?? 0 });
    return { ...figures, troubles: counts };
  } finally {
    await Promise.allSettled(chaos.later);
    await bed.close();
    for (const way of ways) await way.close();
  }
}

function furnish({ zim, netease }: ReplicaBed): void {
  zim.switches.callsPerSecond = limits.zim;
  netease.switches.callsPerSecond = limits.netease;
  zim.addUsers([...fans, ...crowd]);
  for (const id of [...groups, ...halls]) zim.addGroup({ id, owner: 'admin', members: fans });
  zim.addGroup({ id: 'stadium', owner: 'admin', members: crowd });
  netease.addAccounts([...fans, ...crowd]);
}

/** A way to a vendor on which one sees what was asked for, and when. */
async function wayToVendor(url: string, sent: Sent[]): Promise<{ readonly way: TcpProxy; readonly url: string }> {
  const way = await startTcpProxy(url, (bytes) => {
    const [line = ''] = bytes.toString('latin1').split('\r\n', 1);
    if (/ HTTP\/1\.1$/.test(line)) sent.push({ at: systemClock.now(), line });
  });
  const address = new URL(url);
  address.port = String(way.port);
  return { way, url: address.href };
}

/** Moderators type and press all the time. */
async function talk(chaos: Chaos): Promise<void> {
  const { bed, random, typed, isOver } = chaos;
  const typing = new Set<Promise<unknown>>();
  const type = (text: string) => {
    const one = bed.type(text);
    const done = one.finally(() => typing.delete(done));
    typing.add(done);
    return one;
  };
  for (let line = 0; !isOver(); line += 1) {
    // Every half a minute a crowd comes, at each vendor.
    if (line % 40 === 0) {
      typed.push(type(`mute ${row(crowd, 300, random)} in stadium for ${random.pick(lengths)}`));
      typed.push(type(`mute ${row(crowd, 100, random)} everywhere for ${random.pick(lengths)}`));
    }
    if (random.chance(0.15)) await pressSomething(chaos);
    else if (random.chance(0.1)) for (let times = 0; times < 6; times += 1) void type('groups');
    else typed.push(type(anyLine(random, line)));
    while (typing.size >= mostTyping) await Promise.race(typing);
    if (random.chance(0.1)) spoil(bed, random);
    await pause(200 + random.below(1000));
  }
}

/** Some that stand side by side. */
function row(from: readonly string[], count: number, random: Dice): string {
  const start = random.below(from.length);
  return Array.from({ length: count }, (_, index) => from[(start + index) % from.length]).join(' ');
}

function anyLine(random: Dice, lines: number): string {
  if (random.chance(0.12)) return `undo ${1 + random.below(Math.max(1, lines))}`;
  const sets = random.chance(0.7);
  const un = sets ? '' : 'un';
  const length = sets ? ` for ${random.pick(lengths)}` : '';
  const some = (from: readonly string[]) => row(from, 1 + random.below(12), random);
  const ghost = random.chance(0.1) ? ' ghost' : '';
  switch (random.pick(['group', 'group', 'modules', 'modules', 'silence', 'whole'])) {
    case 'group':
      return `${un}mute ${some(fans)}${ghost} in ${random.pick(groups)}${length}`;
    case 'modules': {
      const place = random.pick(['everywhere', 'in p2p', 'in team,room', 'in room,qchat']);
      return `${un}mute ${some(fans)}${ghost} ${place}${length}`;
    }
    case 'silence':
      return `${un}silence fan0 from groups ${some(halls)}${length}`;
    default:
      return `${un}mute everyone in ${random.pick(groups)}${length}`;
  }
}

/** Cancels a case that runs, or has what failed retried, if there is such a button. */
async function pressSomething({ bed, random, count }: Chaos): Promise<void> {
  const user: string = playgroundSlack.moderator;
  const label = random.pick(['Cancel', 'Retry failed']);
  const has = ({ blocks }: SlackMessage) => JSON.stringify(blocks).includes(`"text":"${label}"`);
  const shown = [...bed.slack.ephemerals(user), ...bed.slack.directMessages(user)].filter(has);
  const message = shown.at(-1 - random.below(3)) ?? shown.at(-1);
  if (!message) return;
  count(label);
  await bed.slack.people.press({ user, message, label });
}

/** The vendors have their troubles too. */
function spoil({ zim, netease }: ReplicaBed, random: Dice): void {
  const fault = random.pick([
    { kind: 'reset-after' },
    { kind: 'slow', ms: 200, effect: 'first' },
    { kind: 'half-body' },
    // Hush does not ask again after these, and the targets end as failed.
    { kind: 'code', code: 100000002 },
  ] as const);
  if (random.chance(0.5)) zim.faults.add({ fault, operation: 'MuteGroupMembers', times: 1 });
  else netease.faults.add({ fault, operation: 'user/muteModule', times: 1 });
}

/** Brings trouble to one replica after the other, two of the others being well, and now and then to all at once. */
async function trouble(chaos: Chaos, { replicas, seconds }: { replicas: number; seconds: number }): Promise<void> {
  const { bed, random, timeline, isOver } = chaos;
  /** Every two minutes, and in the middle of a short run. */
  const everyMs = Math.min(120_000, seconds * 1000);
  let databaseAt = systemClock.monotonic() + everyMs / 2;
  while (!isOver()) {
    await pause(1000 + random.below(4000));
    if (systemClock.monotonic() > databaseAt) {
      databaseAt = systemClock.monotonic() + everyMs;
      await databaseAway(chaos);
      continue;
    }
    const well = bed.replicas.filter((one) => timeline.isWell(one));
    if (well.length < 3) continue;
    const carrier = well.find((one) => timeline.carries(one));
    const victim = carrier && random.chance(0.7) ? carrier : random.pick(well);
    const what = random.pick(troubles);
    chaos.count(what);
    if (victim === carrier) chaos.count(`${what} of the carrier`);
    const ms = 1000 + random.below(what === 'kill' || what === 'stop' ? 3000 : 14_000);
    chaos.tell(`${what} of ${victim.name}${victim === carrier ? ', the carrier,' : ''} for ${ms} ms`);
    const done = hurt(chaos, { victim, what, ms, replicas }).finally(() => chaos.later.delete(done));
    chaos.later.add(done);
  }
}

async function hurt(
  { bed, timeline, start }: Chaos,
  { victim, what, ms, replicas }: { victim: Replica; what: Trouble; ms: number; replicas: number },
): Promise<void> {
  if (what === 'reset') return victim.database.reset();
  timeline.hurt(victim);
  switch (what) {
    case 'kill':
      await victim.kill();
      break;
    case 'stop': {
      const code = await victim.stop();
      if (code !== 0) throw new Error(`${victim.name} was stopped and ended with ${code}.`);
      break;
    }
    case 'freeze':
      victim.freeze();
      await pause(ms);
      timeline.heal(victim);
      return victim.wake();
    case 'cut':
      victim.database.cut();
      break;
    case 'deaf':
      victim.database.cut('answers');
      break;
    case 'refuse':
      victim.database.refuse();
      break;
  }
  await pause(ms);
  if (what !== 'kill' && what !== 'stop') {
    victim.database.mend();
    return timeline.heal(victim);
  }
  if (bed.replicas.length < replicas) await start();
}

/** As PostgreSQL does when it is started anew: ends every session, then refuses connections for a while. */
async function databaseAway({ bed, random, timeline, tell, count }: Chaos): Promise<void> {
  const ms = 2000 + random.below(6000);
  tell(`the database is away for ${ms} ms`);
  count('database');
  const cutOff = bed.replicas;
  if (cutOff.some((one) => timeline.carries(one))) count('database of the carrier');
  for (const one of cutOff) {
    timeline.hurt(one);
    one.database.refuse();
  }
  await bed.rows(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  );
  await pause(ms);
  for (const one of cutOff) {
    one.database.mend();
    timeline.heal(one);
  }
}

/** Resolves when every case is closed, what ended soon has been lifted, and all of it was told. */
async function quiet(bed: ReplicaBed): Promise<void> {
  await bed.finished(180_000);
  const due = `select 1 from holds where expires_at < extract(epoch from now()) * 1000 + ${longestEndMs}`;
  await bed.until(async () => (await bed.rows(due)).length === 0, 180_000);
  await bed.finished(60_000);
}
