#!/usr/bin/env node
import { runCommandLine } from './cli/command-line.ts';

/** Errors that say that the command line or the configuration is wrong. */
const wrongUse: readonly string[] = ['WrongUse', 'ConfigError'];

/** Errors whose message is a sentence for the person who runs Hush. By name: their classes would have to be loaded to be compared. */
const sentences: readonly string[] = [
  'StoreUnavailable',
  'StoreTrouble',
  'SlackRefused',
  'ListenFailed',
  'BotDidNotStart',
  'BotEnded',
  'PagePortTaken',
  'OutputFailed',
];

try {
  await runCommandLine(process.argv.slice(2));
} catch (error) {
  // Everything else that Hush throws here is a bug, and is shown whole.
  const { name, message, stack } = error as Error;
  const wrong = wrongUse.includes(name);
  process.stderr.write(`${wrong || sentences.includes(name) ? message : stack}\n`);
  process.exit(wrong ? 2 : 1);
}
