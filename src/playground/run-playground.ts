import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../lib/clock.ts';
import { BotDidNotStart, BotEnded, type BotProcess, startBot } from './bot-process.ts';
import { botVariables, type StandIns, startStandIns } from './stand-ins.ts';
import { runSession } from './terminal/session.ts';

/** What the playground takes from the environment it was started in. */
export interface PlaygroundOptions {
  /** The program that is Hush, as an absolute path. */
  readonly program: string;
  readonly clock: Clock;
  /** Where the bot listens; left out: 3000, or any free port if that is taken. */
  readonly port?: string | undefined;
  /** What a process needs to run at all, such as PATH; nothing of Hush's configuration. */
  readonly environment: Readonly<Record<string, string>>;
}

const welcome = (port: number) => `
Hush is running on 127.0.0.1:${port}, with a stand-in for Slack, one for ZIM and one for NetEase. No account is needed, nothing leaves
this machine, and everything is forgotten at the end. You are maria, a moderator, in #moderation; noah is one too, ada is an admin of
the workspace, olga its owner, and sam nobody in particular. ZIM has the groups lobby, stream, trade, vip, announcements and staff, with
alice, bob, carol and others, and in lobby viewer001 to viewer300; NetEase has accounts of the same names.

Try:
  /hush mute alice bob nosuch in lobby for 2h spam
  /hush mute dave everywhere for 10m calm down
  /hush silence alice from groups lobby stream for 1h
  /hush mute alice in lobby for 90
  /hush groups
  /hush unmute alice bob in lobby
  /hush help

A bare /hush opens a form. A number presses a button. \`state\` shows what the vendors hold, \`as sam\` makes you somebody who is no
moderator, \`break zim\` makes ZIM refuse connections, \`lose zim\` lose its replies (Hush then has something to retry), \`mend zim\` ends
both, \`quit\` ends it all. Slack shows times in maria's zone (Berlin), the vendors in UTC.
`;

/**
 * The embedded default: the real bot in a process of its own, on real HTTP, with strict stand-ins for everything else, and a terminal in
 * place of Slack's window. Ends with the input, if there was any; without input (a server without a terminal) it runs until it is stopped.
 */
export async function runPlayground(options: PlaygroundOptions): Promise<void> {
  const { clock } = options;
  // Before anything is started, so that nothing is left behind whenever it is ended.
  const { promise: stopped, resolve: stop } = Promise.withResolvers<void>();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop());
  process.stdout.on('error', () => stop());
  const folder = temporaryFolder();
  const standIns = await startStandIns(clock);
  let bot: BotProcess | undefined;
  try {
    bot = await startOnFreePort(standIns, { ...options, folder });
    standIns.slack.eventsUrl = `http://127.0.0.1:${bot.port}/slack/events`;
    process.stdout.write(`${welcome(bot.port)}\n`);
    const session = runSession({ standIns, clock, input: process.stdin, output: process.stdout });
    const { ended, lastWords } = bot;
    const died = ended.then(() => {
      throw new BotEnded(`\nThe bot has ended by itself, and the playground with it. ${lastWords()}`);
    });
    const lines = await Promise.race([session, stopped, died]);
    if (lines === 0 && !process.stdin.isTTY) {
      process.stdout.write('\nThere is no input: Hush runs until it is stopped (Ctrl-C).\n');
      await Promise.race([stopped, died]);
    }
  } finally {
    await bot?.stop();
    await standIns.close();
    rmSync(folder, { recursive: true, force: true });
  }
  process.exit();
}

function temporaryFolder(): string {
  try {
    return mkdtempSync(join(tmpdir(), 'hush-playground-'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new BotDidNotStart(
      `The playground needs a temporary folder, and ${tmpdir()} does not do (${code}). Set TMPDIR to one that can be written.`,
    );
  }
}

async function startOnFreePort(
  standIns: StandIns,
  options: PlaygroundOptions & { folder: string },
): Promise<BotProcess> {
  const start = (port: string) =>
    startBot({
      program: options.program,
      environment: {
        ...options.environment,
        ...botVariables(standIns),
        PORT: port,
        HUSH_DATA_DIR: options.folder,
        LOG_LEVEL: 'info',
      },
      onTrouble: (line) => process.stdout.write(`\n(the bot's log: ${line})\n`),
    });
  if (options.port) return start(options.port);
  try {
    return await start('3000');
  } catch (error) {
    const taken = error instanceof BotDidNotStart && error.message.includes('something else listens there');
    if (!taken) throw error;
    process.stdout.write('Port 3000 is taken; Hush takes another one.\n');
    return start('0');
  }
}
