import { fileURLToPath } from 'node:url';
import type { Environment } from '../config/variables.ts';
import { systemClock } from '../lib/clock.ts';
import { command, WrongUse } from './command.ts';
import { runBot } from './run-bot.ts';

/** `npm start`: the playground, or the real bot where Slack is set up. */
export const start = command({
  summary:
    'the playground in a web page, all embedded, no account needed; the real bot as soon as any SLACK_ variable is set',
  details: `Starts the real bot with strict stand-ins for Slack, ZIM and NetEase, and a page in place of Slack's window. Nothing leaves this
machine. The variable PORT says where the bot itself listens: 3000 if unset, or another if that is taken.

As soon as any variable whose name begins with SLACK_ is set, this is the real bot: the same as serve, and without options.`,
  options: {
    port: {
      type: 'string',
      value: '<number>',
      what: 'where the page is on 127.0.0.1; 4100 if left out, or another if that is taken',
    },
    'no-open': {
      type: 'boolean',
      what: 'does not open the page in a browser; without a display, over SSH and with CI=true it is never opened',
    },
    config: {
      type: 'string',
      value: '<file>',
      what: 'a hush.yml with rules to try, read at each start of the bot; its apps are left out',
    },
    replicas: {
      type: 'string',
      value: '<number>',
      what: 'so many bots behind one address, on the PostgreSQL that DATABASE_URL names, in a schema of their own',
    },
    keep: {
      type: 'string',
      value: '<folder>',
      what: "keeps the bot's database there; Slack's messages and the vendors' mutes are forgotten at the end",
    },
  },
  run: async (values) => {
    const { processEnvironment, wantsRealBot, withoutHush } = await import('../config.ts');
    const environment = processEnvironment();
    if (wantsRealBot(environment)) {
      const [flag] = Object.keys(values);
      if (flag !== undefined) throw new WrongUse(`--${flag} is for the playground; this is the real bot.`);
      return runBot();
    }
    const { port, keep, config, replicas, 'no-open': noOpen } = values;
    if (port !== undefined && !(/^\d{1,5}$/.test(port) && Number(port) < 65_536)) {
      throw new WrongUse(`--port ${port}: a port is a number up to 65535; 0 is any free one.`);
    }
    if (keep === '') throw new WrongUse('--keep needs the folder to keep the data in.');
    if (config === '') throw new WrongUse('--config needs the hush.yml to read.');
    if (replicas !== undefined && keep !== undefined)
      throw new WrongUse('--keep is for the embedded database, not for --replicas.');
    const shared = replicas === undefined ? undefined : await share(replicas, environment);
    const { withoutApps } = await import('../config/without-apps.ts');
    const { runPlayground } = await import('../playground/run-playground.ts');
    const playground = {
      program: fileURLToPath(new URL('../main.ts', import.meta.url)),
      clock: systemClock,
      port: environment.PORT,
      pagePort: port === undefined ? undefined : Number(port),
      open: noOpen !== true,
      keep,
      settings: config === undefined ? undefined : { file: config, withoutApps },
      replicas: shared && { count: shared.count, databaseUrl: shared.databaseUrl },
      environment: withoutHush(environment),
    };
    try {
      await runPlayground(playground);
    } finally {
      await shared?.drop();
    }
    process.exit();
  },
});

/** How many bots `--replicas` means, and a part of the database that is theirs until `drop`. */
async function share(text: string, environment: Environment) {
  if (!/^[1-9]$/.test(text)) throw new WrongUse(`--replicas ${text}: a number from 1 to 9.`);
  const { readDatabase } = await import('../config.ts');
  const { databaseUrl } = readDatabase(environment);
  if (databaseUrl === undefined) {
    throw new WrongUse(
      '--replicas needs a PostgreSQL that all of them share: DATABASE_URL=postgres://… npm start -- --replicas 2',
    );
  }
  const { createSchema } = await import('../store/postgres/throwaway-schema.ts');
  return { count: Number(text), ...(await createSchema(databaseUrl, systemClock)) };
}
