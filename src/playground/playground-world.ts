import type { Clock } from '../lib/clock.ts';
import { startBalancer } from './balancer.ts';
import { BotGroup, type PlaygroundBot } from './bot-group.ts';
import { BotKeeper, type KeeperOptions } from './bot-keeper.ts';
import { seedAlert } from './seed/alert.ts';
import { everybody, knownPeople, playgroundNetease, playgroundZim } from './seed/vendors.ts';
import { copySettings, type Settings } from './settings-file.ts';
import { type ShiftedClock, shiftedClock } from './shifted-clock.ts';
import type { SlackStandIn } from './slack/start-slack.ts';
import { botVariables, type StandIns, startStandIns } from './stand-ins.ts';

/** All that the playground runs: what the page shows and changes. */
export interface PlaygroundWorld {
  readonly standIns: StandIns;
  readonly bot: PlaygroundBot;
  /** The time of day of Slack, the vendors and the bot. */
  readonly clock: ShiftedClock;
  /** The machine's: for pauses and measuring. */
  readonly realClock: Clock;
  /** Some ids of people at the vendors, for completing a line. */
  readonly people: readonly string[];
  /** Ids of everybody whom somebody may mute. */
  readonly everybody: readonly string[];
  close(): Promise<void>;
}

/** How many bots, and where all of them have their database. */
export interface Replicas {
  readonly count: number;
  readonly databaseUrl: string;
}

/** How to start a {@link PlaygroundWorld}. */
export interface WorldOptions {
  /** The program that is Hush, as an absolute path. */
  readonly program: string;
  readonly clock: Clock;
  /** The bot's data. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** A `hush.yml` with the bot's rules, read at each of its starts. */
  readonly settings?: Settings | undefined;
  /** Several bots on one PostgreSQL in place of one on the folder. */
  readonly replicas?: Replicas | undefined;
  /** How far the time of day is ahead at the start, ms, and who is told when it was moved. */
  readonly time?: { readonly ahead: number; readonly moved: (ahead: number) => void };
  onTrouble(line: string): void;
}

/** Starts Slack and the vendors; the bot is still to be started. */
export async function startWorld(world: WorldOptions): Promise<PlaygroundWorld> {
  const { program, folder, environment, settings, replicas, onTrouble } = world;
  const clock = shiftedClock(world.clock, world.time);
  const standIns = await startStandIns(clock, { zim: playgroundZim, netease: playgroundNetease });
  seedAlert(standIns.slack.admin);
  const options = {
    program,
    clock,
    environment: () => ({
      LOG_LEVEL: 'info',
      ...environment,
      ...botVariables(standIns),
      HUSH_DATA_DIR: folder,
      ...(replicas && { DATABASE_URL: replicas.databaseUrl }),
      ...(settings !== undefined && { HUSH_CONFIG: copySettings(settings, folder) }),
    }),
    onTrouble,
  };
  const bot = await startBots(replicas?.count, { options, slack: standIns.slack });
  return {
    standIns,
    bot,
    clock,
    realClock: world.clock,
    people: knownPeople,
    everybody,
    close: async () => {
      await bot.close();
      await standIns.close();
    },
  };
}

/** One bot, which Slack finds wherever it listens, or several behind one address. None is started yet. */
async function startBots(
  count: number | undefined,
  { options, slack }: { options: KeeperOptions; slack: SlackStandIn },
): Promise<PlaygroundBot> {
  if (count !== undefined) {
    const balancer = await startBalancer();
    slack.eventsUrl = balancer.url;
    return new BotGroup(count, options, balancer);
  }
  const bot = new BotKeeper(options);
  bot.onChange(() => {
    slack.eventsUrl = `http://127.0.0.1:${bot.state.port}/slack/events`;
  });
  return bot;
}
