import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isMap, isNode, isScalar, parseDocument } from 'yaml';
import { BotDidNotStart } from './bot-process.ts';

/**
 * Puts somebody's `hush.yml` into the bot's folder, with no apps in it: those stay the stand-ins, and nothing leaves this machine. What stands
 * on a line stands on that line still, so that the bot tells what is wrong with it as `serve` does. Returns the file. Throws
 * {@link BotDidNotStart} where it cannot be read.
 */
export function copySettings(file: string, folder: string): string {
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

function withoutApps(text: string): string {
  const { contents, errors } = parseDocument(text);
  // The bot does not start with it.
  if (errors.length > 0 || !isMap(contents)) return text;
  const apps = contents.items.find(({ key }) => isScalar(key) && key.value === 'apps');
  if (!apps || !isNode(apps.key) || !apps.key.range) return text;
  const [from, end] = apps.key.range;
  const to = isNode(apps.value) && apps.value.range ? apps.value.range[1] : end;
  const lines = text.slice(from, to).replace(/[^\n]/g, '');
  return `${text.slice(0, from)}apps: {}${lines}${text.slice(to)}`;
}
