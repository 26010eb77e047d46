import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { vi } from 'vitest';
import { bareEnvironment, program } from './bot-process.ts';
import { watchOutput } from './leaks.ts';

export interface PlaygroundProcess {
  readonly child: ChildProcessWithoutNullStreams;
  /** Where the page is, as it was printed. */
  readonly address: string;
  /** Everything that was printed so far. */
  readonly output: () => string;
}

const started: ChildProcessWithoutNullStreams[] = [];

/** Starts a playground as people do, and resolves with it once it has said where it is. */
export async function startPlayground(...args: readonly string[]): Promise<PlaygroundProcess> {
  const env = { ...bareEnvironment, PORT: '0' };
  const child = spawn(process.execPath, [program, 'start', ...args], { env });
  started.push(child);
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output += text;
  });
  watchOutput(child);
  const [, address = ''] = await vi.waitFor(() => {
    const found = /^Hush is ready at (http:\S+)\n.*quit/s.exec(output);
    if (!found) throw new Error(`It has only said: ${output}`);
    return found;
  }, 15_000);
  return { child, address, output: () => output };
}

/** Ends every playground that is still there, as Ctrl-C does, or at once. */
export async function endPlaygrounds(signal: 'SIGINT' | 'SIGKILL'): Promise<void> {
  for (const child of started.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill(signal);
    await once(child, 'exit');
  }
}
