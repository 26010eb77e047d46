import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { nearest } from '../slack/line/nearest.ts';
import { type Command, WrongUse } from './command.ts';
import { helpOf, overview, usageOf } from './help.ts';
import { commands } from './index.ts';

const help = { help: { type: 'boolean', short: 'h' } } satisfies ParseArgsOptionsConfig;

/**
 * Does what the words behind `src/main.ts` say: the command's own words first, then its options. Throws {@link WrongUse} if they say nothing
 * that Hush knows, with what was perhaps meant.
 */
export async function runCommandLine(args: readonly string[]): Promise<void> {
  const [first = ''] = args;
  if (first === '') {
    process.exitCode = 2;
    return print(await everyCommand());
  }
  if (first === 'help' || first === '--help' || first === '-h') {
    const words = args.slice(1).filter((arg) => arg !== '--help' && arg !== '-h');
    return words.length === 0 ? print(await everyCommand()) : runCommandLine([...words, '--help']);
  }
  const { name, command, rest } = await commandOf(args);
  const values = await valuesOf(rest, { name, command });
  if (values === 'help') return print(helpOf(name, command));
  await command.run(values);
}

/** The command whose words the line begins with; of `audit` and `audit verify` the longer one. */
async function commandOf(args: readonly string[]) {
  for (let count = args.length; count > 0; count -= 1) {
    const name = args.slice(0, count).join(' ');
    const command = await commands.get(name)?.();
    if (command) return { name, command, rest: args.slice(count) };
  }
  const dash = args.findIndex((arg) => arg.startsWith('-'));
  const typed = args.slice(0, dash < 0 ? args.length : dash).join(' ');
  if (typed === '') {
    throw new WrongUse(`${args[0]}: the command comes first, then its options.\n\n${await everyCommand()}`);
  }
  const names = [...commands.keys()];
  const longer = names.filter((name) => name.startsWith(`${typed} `));
  const meant = longer.length > 0 ? longer : nearest(typed, names);
  throw new WrongUse(`There is no such command: ${typed}${didYouMean(meant)}\n\n${await everyCommand()}`);
}

async function valuesOf(args: readonly string[], { name, command }: { name: string; command: Command }) {
  const options = { ...command.options, ...help };
  const { tokens } = parseArgs({ args: [...args], options, allowPositionals: true, strict: false, tokens: true });
  const wrong = (sentence: string) => new WrongUse(`${sentence}\n\n${usageOf(name, command)}`);
  for (const token of tokens) {
    if (token.kind === 'option' && !Object.hasOwn(options, token.name)) {
      const owners = (await everything()).filter(([, other]) => Object.hasOwn(other.options, token.name));
      const meant = nearest(token.name, Object.keys(options)).map((option) => `--${option}`);
      const hint =
        owners.length > 0 ? `. It is one of ${owners.map(([other]) => other).join(' and ')}.` : didYouMean(meant);
      throw wrong(`There is no such option: ${token.rawName}${hint}`);
    }
  }
  const stray = tokens.find((token) => token.kind === 'positional');
  if (stray) throw wrong(`${name} does not know what to do with ${stray.value}`);
  try {
    const { help: asked, ...values } = parseArgs({ args: [...args], options }).values;
    return asked ? 'help' : values;
  } catch (error) {
    // A text that is missing, or one where none belongs; Node's first sentence says which.
    throw wrong((error as Error).message.split('\n', 1)[0] ?? '');
  }
}

function didYouMean(meant: readonly string[]): string {
  return meant.length === 0 ? '' : `. Did you mean ${meant.join(' or ')}?`;
}

async function everyCommand(): Promise<string> {
  return overview(await everything());
}

function everything() {
  return Promise.all([...commands].map(async ([name, load]) => [name, await load()] as const));
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
