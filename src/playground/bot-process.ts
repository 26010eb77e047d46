import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** The bot, in a process of its own: the playground starts exactly what `npm run serve` starts, and only its addresses differ. */
export interface BotProcess {
  readonly port: number;
  readonly pid: number;
  /** Resolves with the exit code when the bot has ended, however that came about. */
  readonly ended: Promise<number | null>;
  /** Once it has ended: how, and what it said last that was no line of its log. */
  lastWords(): string;
  /** Lets it finish what is in flight. */
  stop(): Promise<void>;
  kill(): void;
  /** Sets how far its time of day is ahead of the machine's, in ms; resolves when it is so, or when the bot has ended. Needs `ahead` at the start. */
  setAhead(ms: number): Promise<void>;
}

export interface BotOptions {
  /** The program, as an absolute path. */
  readonly program: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Warnings and errors of the bot's log, as they come. */
  onTrouble(line: string): void;
  /** Every line on its standard error, as it stands there. */
  readonly onLine?: (line: string) => void;
  /** By how many ms its time of day is ahead of the machine's; left out: its clock is the machine's and cannot be moved. */
  readonly ahead?: number;
}

/** The bot ended before it listened. The message is what it said on standard error. */
export class BotDidNotStart extends Error {
  override readonly name = 'BotDidNotStart';
}

/** The bot ended although nobody had stopped it. */
export class BotEnded extends Error {
  override readonly name = 'BotEnded';
}

/** Lines outside the log that are kept: a stack trace and a little. */
const keptLines = 20;

/** pino's number for warnings; what is below is not for somebody who tries Hush. */
const warning = 40;

/**
 * What `npm run serve` gives to Node: with the limits that Node takes from a large machine by itself, V8 lets garbage lie until a case of
 * 100,000 targets has taken 130 MB more than one of 100, where 40 are enough; a bot that needs a heap of 1 GB is broken.
 */
export const botFlags = ['--max-semi-space-size=4', '--max-old-space-size=1024'];

/** Starts the bot and waits until it listens. Throws {@link BotDidNotStart}. */
export async function startBot({ program, environment, onTrouble, onLine, ahead }: BotOptions): Promise<BotProcess> {
  const preload =
    ahead === undefined ? [] : ['--import', new URL(`shift-time.ts?ahead=${ahead}`, import.meta.url).href];
  const child = spawn(process.execPath, [...botFlags, ...preload, program, 'serve'], {
    env: environment,
    // When this process is gone, however it ended, the bot notices by the channel and stops. It carries nothing but the time (shift-time.ts).
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const said: string[] = [];
  const port = await portOf({ child, ended, onTrouble, onLine, said });
  return {
    port,
    pid: child.pid ?? 0,
    ended,
    lastWords: () => {
      const how = child.signalCode ? `by the signal ${child.signalCode}` : `with exit code ${child.exitCode}`;
      return [`It ended ${how}.`, ...said].join('\n');
    },
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
    kill: () => child.kill('SIGKILL'),
    setAhead: async (ms) => {
      if (!child.connected) return;
      const { promise: set, resolve } = Promise.withResolvers<void>();
      child.on('message', function answered(message: { readonly ahead?: unknown }) {
        if (message.ahead !== ms) return;
        child.off('message', answered);
        resolve();
      });
      child.send({ ahead: ms }, (error) => error && resolve());
      await Promise.race([set, ended]);
    },
  };
}

function portOf({
  child,
  ended,
  onTrouble,
  onLine,
  said,
}: Pick<BotOptions, 'onTrouble'> & {
  onLine: BotOptions['onLine'] | undefined;
  child: ChildProcess;
  ended: Promise<unknown>;
  said: string[];
}): Promise<number> {
  return new Promise((resolve, reject) => {
    if (!child.stderr) return reject(new BotDidNotStart('It has no standard error.'));
    createInterface({ input: child.stderr }).on('line', (line) => {
      onLine?.(line);
      const entry = readEntry(line);
      if (entry?.event === 'hush.started') return resolve(Number(entry.port));
      if (!entry) said.splice(0, Math.max(0, said.push(line) - keptLines));
      else if (Number(entry.level) >= warning) onTrouble(`${String(entry.msg ?? '')} (${String(entry.event)})`);
      return undefined;
    });
    void ended.then(() => reject(new BotDidNotStart(said.join('\n'))));
  });
}

function readEntry(line: string): Record<string, unknown> | undefined {
  try {
    const entry: unknown = JSON.parse(line);
    return typeof entry === 'object' && entry !== null ? { ...entry } : undefined;
  } catch {
    return undefined;
  }
}
