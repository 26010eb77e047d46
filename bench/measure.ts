import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { withoutHush } from '../src/config.ts';
import { startBot } from '../src/playground/bot-process.ts';

/** A server in a process of its own, so that what it uses can be told from what the load uses. */
export interface Server {
  readonly port: number;
  readonly pid: number;
  /** From starting the process to the port being printed, in milliseconds. */
  readonly startMs: number;
  stop(): Promise<void>;
}

/** Starts `bench/servers/<name>.ts`, which prints its port on its first line. */
export async function startServer(name: string, environment: Readonly<Record<string, string>> = {}): Promise<Server> {
  const program = fileURLToPath(new URL(`./servers/${name}.ts`, import.meta.url));
  const start = performance.now();
  const child = spawn(process.execPath, [program], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = await firstNumber(child);
  return {
    port,
    pid: child.pid ?? 0,
    startMs: performance.now() - start,
    stop: async () => {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

/** Starts the bot as `npm run serve` does; it says where it listens in its log. */
export async function startHush(environment: Readonly<Record<string, string>>): Promise<Server> {
  const program = fileURLToPath(new URL('../src/main.ts', import.meta.url));
  const start = performance.now();
  const bot = await startBot({
    program,
    environment: { ...withoutHush(process.env), ...environment },
    onTrouble: () => undefined,
  });
  return { port: bot.port, pid: bot.pid, startMs: performance.now() - start, stop: bot.stop };
}

async function firstNumber(child: ChildProcess): Promise<number> {
  if (!child.stdout) throw new Error('The server has no standard output.');
  const [text] = (await Promise.race([once(child.stdout, 'data'), once(child, 'exit').then(() => ['ended'])])) as [
    unknown,
  ];
  const port = Number(String(text).trim());
  if (!Number.isInteger(port)) throw new Error(`The server did not start: ${String(text)}`);
  return port;
}

/** CPU time that a process has used so far, in microseconds; Linux counts in steps of 10 ms. */
export function cpuMicros(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}

/** Memory of a process, in megabytes. */
export function residentMegabytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

export function quantile(values: readonly number[], at: number): number {
  return values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * at))] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Prints rows of a table whose first column is words. */
export function printTable(rows: readonly Readonly<Record<string, string | number>>[]): void {
  // biome-ignore lint/suspicious/noConsole: a bench is for reading
  console.table(rows);
}
