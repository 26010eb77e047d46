import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { BotDidNotStart } from './bot-process.ts';

/** Somebody's `hush.yml`, and how the apps are taken out of it: those stay the stand-ins, and nothing leaves this machine. */
export interface Settings {
  readonly file: string;
  withoutApps(text: string): string;
}

/** Puts it into the bot's folder, without its apps. Returns the file. Throws {@link BotDidNotStart} where it cannot be read. */
export function copySettings({ file, withoutApps }: Settings, folder: string): string {
  const copy = join(folder, 'hush.yml');
  // It may hold the key of the audit.
  writeFileSync(copy, withoutApps(textOf(file)), { mode: 0o600 });
  return copy;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new BotDidNotStart(`The file ${resolve(file)} cannot be read (${code}). Name another with --config.`);
  }
}
