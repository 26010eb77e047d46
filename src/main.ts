#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { ConfigError, processEnvironment, readConfig, wantsRealBot, withoutHush } from './config.ts';
import { systemClock } from './lib/clock.ts';
import { createLog } from './lib/log.ts';
import { systemRandom } from './lib/random.ts';

/** Errors whose message is a sentence for the person who runs Hush. */
const sentences = [
  'StoreUnavailable',
  'StoreTrouble',
  'SlackRefused',
  'ListenFailed',
  'BotDidNotStart',
  'BotEnded',
  'PagePortTaken',
];

/** How long a stop may take before the rest is left to the next start. */
const drainMs = 10_000;

const usage = `Usage: npm run hush -- <command>   (or: node src/main.ts <command>, on Node 24)

  start   the playground in a web page, all embedded, no account needed; the real bot as soon as any SLACK_ variable is set
  serve   the real bot: answers Slack at /slack/events; needs its configuration complete

Of the playground (npm start -- …):

  --port <number>   where the page is on 127.0.0.1; 4100 if left out, or another if that is taken
  --no-open         does not open the page in a browser; without a display, over SSH and with CI=true it is never opened
  --keep <folder>   keeps the bot's database there; Slack's messages and the vendors' mutes are forgotten at the end

The variable PORT says where the bot itself listens: 3000 if unset, or another if that is taken. Every variable is in README.md.`;

const options = {
  help: { type: 'boolean', short: 'h' },
  port: { type: 'string' },
  'no-open': { type: 'boolean' },
  keep: { type: 'string' },
} as const;

type Flags = ReturnType<typeof parseArgs<{ options: typeof options }>>['values'];

/** The flags are wrong; the message says how. */
class WrongUse extends Error {
  override readonly name = 'WrongUse';
}

const commands: Readonly<Record<string, (flags: Flags) => Promise<void>>> = {
  start: (flags) => (wantsRealBot(processEnvironment()) ? realBot(flags) : playground(flags)),
  serve: (flags) => realBot(flags),
};

function realBot({ help: _, ...flags }: Flags): Promise<void> {
  const [flag] = Object.keys(flags);
  if (flag !== undefined) throw new WrongUse(`--${flag} is for the playground; this is the real bot.`);
  return serve();
}

async function playground({ port, keep, 'no-open': noOpen }: Flags): Promise<void> {
  if (port !== undefined && !(/^\d{1,5}$/.test(port) && Number(port) < 65_536)) {
    throw new WrongUse(`--port ${port}: a port is a number up to 65535; 0 is any free one.`);
  }
  if (keep === '') throw new WrongUse('--keep needs the folder to keep the data in.');
  const environment = processEnvironment();
  const { runPlayground } = await import('./playground/run-playground.ts');
  return runPlayground({
    program: import.meta.filename,
    clock: systemClock,
    port: environment.PORT,
    pagePort: port === undefined ? undefined : Number(port),
    open: noOpen !== true,
    keep,
    environment: withoutHush(environment),
  });
}

async function serve(): Promise<void> {
  const config = readConfig(processEnvironment());
  const log = createLog(config.logLevel);
  // Each command loads only what it needs: the playground, which has the bot in another process, starts a second earlier for it.
  const { startHush } = await import('./app.ts');
  const hush = await startHush(config, { clock: systemClock, random: systemRandom, log });
  let stopping = false;
  const stop = (signal: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ event: 'hush.stopping', signal }, 'Hush is stopping: it answers what has come in, then ends.');
    const drained = hush.stop().then(
      () => true,
      (error: unknown) => log.error({ event: 'stop.broke', err: error }, 'Hush could not stop cleanly.'),
    );
    void Promise.race([drained, systemClock.sleep(drainMs)]).then((clean) => {
      if (clean !== true) log.warn({ event: 'stop.cut' }, 'What was not finished is resumed at the next start.');
      process.exit(0);
    });
  };
  // Started by another program that holds a channel to it, such as the playground: without that program nobody needs it.
  if (process.connected) process.on('disconnect', () => stop('disconnect'));
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('unhandledRejection', (error) => {
    log.fatal({ event: 'process.broke', err: error }, 'Hush ends; what is open is resumed at the next start.');
    process.exit(1);
  });
}

async function main(): Promise<void> {
  const { tokens } = parseArgs({ options, allowPositionals: true, strict: false, tokens: true });
  const unknown = tokens.find((token) => token.kind === 'option' && !Object.hasOwn(options, token.name));
  if (unknown?.kind === 'option') {
    process.stderr.write(`There is no such option: ${unknown.rawName}\n\n${usage}\n`);
    process.exitCode = 2;
    return;
  }
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [name = ''] = positionals;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (values.help || name === '' || name === 'help') {
    process.stdout.write(`${usage}\n`);
    if (name === '' && !values.help) process.exitCode = 2;
  } else if (!command || positionals.length > 1) {
    process.stderr.write(`There is no such command: ${positionals.join(' ')}\n\n${usage}\n`);
    process.exitCode = 2;
  } else {
    await command(values);
  }
}

try {
  await main();
} catch (error) {
  // A sentence for the person who runs Hush; everything else Hush throws here is a bug, and is shown whole.
  const { name, code, message, stack } = error as NodeJS.ErrnoException;
  const wrongUse = error instanceof ConfigError || error instanceof WrongUse || code?.startsWith('ERR_PARSE_ARGS');
  const plain = wrongUse || sentences.includes(name);
  process.stderr.write(`${plain ? message : stack}\n`);
  process.exit(wrongUse ? 2 : 1);
}
