import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { BotDidNotStart } from './bot-process.ts';
import { parseJson } from './wire/data.ts';

/** Where the bot's data is while the playground runs, and maybe longer. */
export interface PlaygroundFolder {
  readonly path: string;
  readonly kept: boolean;
  /** How far the time of day was ahead when the folder was used last, ms: what the bot planned is planned by that time. */
  readonly ahead: number;
  keepAhead(ms: number): void;
  /** Removes it, unless it is to be kept. */
  leave(): void;
}

/** The folder to keep, created if there is none; without one a temporary folder. Throws {@link BotDidNotStart} with a sentence. */
export function openFolder(keep: string | undefined): PlaygroundFolder {
  const path = keep === undefined ? temporaryFolder() : resolve(keep);
  if (keep === undefined) {
    return {
      path,
      kept: false,
      ahead: 0,
      keepAhead: () => undefined,
      leave: () => rmSync(path, { recursive: true, force: true }),
    };
  }
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new BotDidNotStart(`The folder ${path} cannot be used (${code}). Name another with --keep.`);
  }
  const note = join(path, 'playground.json');
  return {
    path,
    kept: true,
    ahead: readAhead(note),
    keepAhead: (ahead) => writeFileSync(note, `${JSON.stringify({ ahead })}\n`),
    leave: () => undefined,
  };
}

function readAhead(note: string): number {
  try {
    const { ahead } = parseJson(readFileSync(note, 'utf8')) as { ahead?: unknown };
    return Number.isSafeInteger(ahead) && Number(ahead) > 0 ? Number(ahead) : 0;
  } catch {
    // None yet, or not one of ours.
    return 0;
  }
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
