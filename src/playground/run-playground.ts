import { createServer } from 'node:net';
import type { Clock } from '../lib/clock.ts';
import type { PlaygroundBot } from './bot-group.ts';
import { BotDidNotStart, BotEnded } from './bot-process.ts';
import { openFolder } from './kept-folder.ts';
import { mayOpenBrowser, openBrowser } from './open-browser.ts';
import { type PageServer, servePage } from './page/serve-page.ts';
import { type Replicas, startWorld } from './playground-world.ts';
import type { Settings } from './settings-file.ts';
import { runSession } from './terminal/session.ts';

/** What the playground takes from its command line and from the environment it was started in. */
export interface PlaygroundOptions {
  /** The program that is Hush, as an absolute path. */
  readonly program: string;
  readonly clock: Clock;
  /** Where the bot listens; left out: 3000, or any free port if that is taken. */
  readonly port?: string | undefined;
  /** Where the page is; left out: 4100, or any free port if that is taken. */
  readonly pagePort?: number | undefined;
  /** Opens the page in a browser where somebody would see it. */
  readonly open: boolean;
  /** A folder that keeps the bot's database; left out: a temporary one that is removed at the end. */
  readonly keep?: string | undefined;
  /** A `hush.yml` with rules to try; left out: none. */
  readonly settings?: Settings | undefined;
  /** Several bots on one PostgreSQL; left out: one, with an embedded database. */
  readonly replicas?: Replicas | undefined;
  /** What a process needs to run at all, such as PATH; nothing of Hush's configuration. */
  readonly environment: Readonly<Record<string, string>>;
}

/** The page's port was named, and cannot be had. The message is a sentence for the person who starts it. */
export class PagePortTaken extends Error {
  override readonly name = 'PagePortTaken';
}

const usualPagePort = 4100;
const usualBotPort = 3000;

const welcome = ({ page, bot, keep }: { page: string; bot: PlaygroundBot['state']; keep: string | undefined }) => `
Hush is ready at ${page}

Open it in a browser: Slack, ZIM and NetEase are played by stand-ins, no account is needed, nothing leaves this machine.
${listening(bot)} ${kept(keep)}

The same works here, line by line. You are maria, a moderator, in #moderation; noah is one too, ada is an admin of
the workspace, olga its owner, and sam nobody in particular. ZIM has the groups lobby, stream, trade, vip, announcements, staff and others,
with alice, bob, carol and some hundred others; NetEase has accounts of the same names.

  /hush mute alice bob nosuch in lobby for 2h spam
  /hush mute dave everywhere for 10m calm down
  /hush help

A bare /hush opens a form. A number presses a button. \`state\` shows what the vendors hold, \`as sam\` makes you somebody who is no
moderator, \`break zim\` makes ZIM refuse connections, \`lose zim\` lose its replies (Hush then has something to retry), \`mend zim\` ends
both, \`quit\` ends it all. Slack shows times in maria's zone (Berlin), the vendors in UTC.
`;

const listening = ({ port, replicas }: PlaygroundBot['state']) =>
  replicas
    ? `${replicas.length} bots share one PostgreSQL, behind one address; they listen on ${replicas.map((one) => one.port).join(', ')}.`
    : `The bot itself listens on 127.0.0.1:${port}.`;

const kept = (folder: string | undefined) =>
  folder === undefined
    ? 'Everything is forgotten at the end.'
    : `The bot's database, and how far the clock was moved, are kept in\n${folder}; Slack's messages and the vendors' mutes are forgotten at the end.`;

/**
 * The embedded default: the real bot in a process of its own, on real HTTP, with strict stand-ins for everything else, a page in place of
 * Slack's window, and a terminal beside it. Ends with the input, if there was any; without input (a server without a terminal) it runs until
 * it is stopped.
 */
export async function runPlayground(options: PlaygroundOptions): Promise<void> {
  // Before anything is started, so that nothing is left behind whenever it is ended.
  const { promise: stopped, resolve: stop } = Promise.withResolvers<void>();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop());
  process.stdout.on('error', () => stop());
  const folder = openFolder(options.keep);
  const world = await startWorld({
    program: options.program,
    clock: options.clock,
    folder: folder.path,
    environment: options.environment,
    settings: options.settings,
    replicas: options.replicas,
    time: { ahead: folder.ahead, moved: folder.keepAhead },
    onTrouble: (line) => process.stdout.write(`\n(the bot's log: ${line})\n`),
  });
  const { standIns, bot } = world;
  let page: PageServer | undefined;
  try {
    const notes: string[] = [];
    const opened = openPage((port) => servePage(world, port), options, notes);
    // Waited for below; what the bot says of itself comes first.
    opened.catch(() => undefined);
    await startOnFreePort(bot, options.port, notes);
    page = await opened;
    const keep = folder.kept ? folder.path : undefined;
    process.stdout.write([welcome({ page: page.address, bot: bot.state, keep }).trimStart(), ...notes].join('\n'));
    const surroundings = {
      environment: options.environment,
      platform: process.platform,
      isTTY: process.stdout.isTTY === true,
    };
    if (options.open && mayOpenBrowser(surroundings)) openBrowser(page.address, surroundings);
    const session = runSession({ standIns, clock: world.clock, input: process.stdin, output: process.stdout });
    const died = deathOf(bot, page);
    const lines = await Promise.race([session, stopped, died]);
    if (lines === 0 && !process.stdin.isTTY) {
      process.stdout.write('\nThere is no input: Hush runs until it is stopped (Ctrl-C).\n');
      await Promise.race([stopped, died]);
    }
  } finally {
    await page?.close();
    await world.close();
    folder.leave();
  }
}

/** Rejects with {@link BotEnded} when the bot has ended by itself and nobody has the page open, where it can be restarted. */
function deathOf(bot: PlaygroundBot, page: PageServer): Promise<never> {
  return new Promise((_, reject) => {
    bot.onChange(() => {
      const { lastWords } = bot.state;
      if (lastWords === undefined || page.isOpen()) return;
      reject(new BotEnded(`\nThe bot has ended by itself, and the playground with it. ${lastWords}`));
    });
  });
}

async function openPage(
  serve: (port: number) => Promise<PageServer>,
  { pagePort }: PlaygroundOptions,
  notes: string[],
): Promise<PageServer> {
  try {
    return await serve(pagePort ?? usualPagePort);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error;
    const why = code === 'EACCES' ? 'may not be used by this account' : 'is taken';
    if (pagePort !== undefined) throw new PagePortTaken(`Port ${pagePort} ${why}. Name another with --port.`);
    notes.push(`Port ${usualPagePort} ${why}: the page has another one.\n`);
    return serve(0);
  }
}

async function startOnFreePort(bot: PlaygroundBot, port: string | undefined, notes: string[]): Promise<void> {
  if (port) return bot.start(port);
  if (await isFree(usualBotPort)) {
    try {
      return await bot.start(String(usualBotPort));
    } catch (error) {
      // Somebody was faster.
      const taken = error instanceof BotDidNotStart && error.message.includes('something else listens there');
      if (!taken) throw error;
    }
  }
  notes.push(`Port ${usualBotPort} is taken: the bot has another one.\n`);
  return bot.start('0');
}

/** Whether something may listen on this port of 127.0.0.1. */
async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
