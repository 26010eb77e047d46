import type { Clock } from '../lib/clock.ts';
import { BotKeeper } from './bot-keeper.ts';
import { seedAlert } from './seed/alert.ts';
import { everybody, knownPeople, playgroundNetease, playgroundZim } from './seed/vendors.ts';
import { copySettings, type Settings } from './settings-file.ts';
import { type ShiftedClock, shiftedClock } from './shifted-clock.ts';
import { botVariables, type StandIns, startStandIns } from './stand-ins.ts';

/** All that the playground runs: what the page shows and changes. */
export interface PlaygroundWorld {
  readonly standIns: StandIns;
  readonly bot: BotKeeper;
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
  /** How far the time of day is ahead at the start, ms, and who is told when it was moved. */
  readonly time?: { readonly ahead: number; readonly moved: (ahead: number) => void };
  onTrouble(line: string): void;
}

/** Starts Slack and the vendors; the bot is still to be started. */
export async function startWorld(options: WorldOptions): Promise<PlaygroundWorld> {
  const { program, folder, environment, settings, onTrouble } = options;
  const clock = shiftedClock(options.clock, options.time);
  const standIns = await startStandIns(clock, { zim: playgroundZim, netease: playgroundNetease });
  seedAlert(standIns.slack.admin);
  const bot = new BotKeeper({
    program,
    clock,
    environment: () => ({
      LOG_LEVEL: 'info',
      ...environment,
      ...botVariables(standIns),
      HUSH_DATA_DIR: folder,
      ...(settings !== undefined && { HUSH_CONFIG: copySettings(settings, folder) }),
    }),
    onTrouble,
  });
  // Slack finds the bot wherever it listens.
  bot.onChange(() => {
    standIns.slack.eventsUrl = `http://127.0.0.1:${bot.state.port}/slack/events`;
  });
  return {
    standIns,
    bot,
    clock,
    realClock: options.clock,
    people: knownPeople,
    everybody,
    close: async () => {
      await bot.close();
      await standIns.close();
    },
  };
}
