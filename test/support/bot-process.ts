import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { processEnvironment, withoutHush } from '../../src/config.ts';
import { type BotProcess, startBot } from '../../src/playground/bot-process.ts';
import { botVariables, type StandIns } from '../../src/playground/stand-ins.ts';
import { watchBot, watchLine } from './leaks.ts';

/** The program that people run. */
export const program = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** Node 24 with no variable of Hush's, nor of its tests'. */
export const bareEnvironment: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(withoutHush(processEnvironment())).filter(([name]) => !name.startsWith('HUSH_TEST_')),
);

/** Starts the bot as a process of its own on the stand-ins, and points Slack at it. */
export async function startBotProcess(
  standIns: StandIns,
  folder: string,
  more: Readonly<Record<string, string>> = {},
  onTrouble: (line: string) => void = () => undefined,
): Promise<BotProcess> {
  const variables = { ...botVariables(standIns), PORT: '0', LOG_LEVEL: 'trace', HUSH_DATA_DIR: folder, ...more };
  const watch = watchBot({ slack: standIns.slack, folder, environment: variables });
  const environment = { ...bareEnvironment, ...variables };
  const bot = await startBot({ program, environment, onTrouble, onLine: watchLine });
  // After a kill the database is left as it is, for the next start to find.
  void bot.ended.then((code) => code === 0 && watch.lookAtAll());
  standIns.slack.eventsUrl = `http://127.0.0.1:${bot.port}/slack/events`;
  return bot;
}

export interface Ran {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** Runs `node src/main.ts …` to its end, with the given standard input, as another user if root says so. */
export function run(
  args: readonly string[],
  options: { environment?: Readonly<Record<string, string>>; input?: string; uid?: number } = {},
): Promise<Ran> {
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...bareEnvironment, ...options.environment },
    ...(options.uid !== undefined && { uid: options.uid, gid: options.uid }),
  });
  const said = { output: '', errors: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => {
    said.output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said.errors += text;
  });
  child.stdin.end(options.input ?? '');
  return new Promise((resolve) =>
    child.on('close', (code) => {
      for (const line of `${said.output}\n${said.errors}`.split('\n')) watchLine(line);
      resolve({ code, ...said });
    }),
  );
}
