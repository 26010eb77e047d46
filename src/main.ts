#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { startHush } from './app.ts';
import { ConfigError, processEnvironment, readConfig, wantsRealBot, withoutHush } from './config.ts';
import { systemClock } from './lib/clock.ts';
import { createLog } from './lib/log.ts';
import { systemRandom } from './lib/random.ts';
import { runPlayground } from './playground/run-playground.ts';

/** How long a stop may take before the rest is left to the next start. */
const drainMs = 10_000;

const usage = `Usage: npm run hush -- <command>   (or: node src/main.ts <command>, on Node 24)

  start   the playground, all embedded, no account needed; the real bot as soon as any SLACK_ variable is set
  serve   the real bot: answers Slack at /slack/events; needs its configuration complete

Every variable is in README.md.`;

const commands: Readonly<Record<string, () => Promise<void>>> = {
  start: () => (wantsRealBot(processEnvironment()) ? serve() : playground()),
  serve,
};

function playground(): Promise<void> {
  const environment = processEnvironment();
  return runPlayground({
    program: import.meta.filename,
    clock: systemClock,
    port: environment.PORT,
    environment: withoutHush(environment),
  });
}

async function serve(): Promise<void> {
  const config = readConfig(processEnvironment());
  const log = createLog(config.logLevel);
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
  const { values, positionals, tokens } = parseArgs({
    options: { help: { type: 'boolean', short: 'h' } },
    allowPositionals: true,
    // What is not known is refused below, in Hush's words.
    strict: false,
    tokens: true,
  });
  const unknown = tokens.find((token) => token.kind === 'option' && token.name !== 'help');
  const [name = ''] = positionals;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (values.help || name === '' || name === 'help') {
    process.stdout.write(`${usage}\n`);
    if (name === '' && !values.help) process.exitCode = 2;
  } else if (unknown?.kind === 'option') {
    process.stderr.write(`There is no such option: ${unknown.rawName}\n\n${usage}\n`);
    process.exitCode = 2;
  } else if (!command || positionals.length > 1) {
    process.stderr.write(`There is no such command: ${positionals.join(' ')}\n\n${usage}\n`);
    process.exitCode = 2;
  } else {
    await command();
  }
}

try {
  await main();
} catch (error) {
  // A sentence for the person who runs Hush; everything else Hush throws here is a bug, and is shown whole.
  const { name, message, stack } = error as Error;
  const wrongUse = error instanceof ConfigError;
  const plain =
    wrongUse ||
    ['StoreUnavailable', 'StoreTrouble', 'SlackRefused', 'ListenFailed', 'BotDidNotStart', 'BotEnded'].includes(name);
  process.stderr.write(`${plain ? message : stack}\n`);
  process.exit(wrongUse ? 2 : 1);
}
