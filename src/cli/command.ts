/** One `--name` of a command, and the line that `--help` has about it. */
export interface Option {
  readonly type: 'string' | 'boolean';
  /** What stands behind the name, for `--help`: `<number>`. Only for texts. */
  readonly value?: `<${string}>`;
  readonly what: string;
}

export type Options = Readonly<Record<string, Option>>;

/** What was written on the command line, by the option's name; what was left out is not there. */
export type Values<All extends Options> = {
  readonly [Name in keyof All]?: All[Name]['type'] extends 'string' ? string : boolean;
};

/** One command of `src/main.ts`. Its file loads quickly: what it needs to run is imported in `run`. */
export interface Command<All extends Options = Options> {
  /** One line, for the list of commands. */
  readonly summary: string;
  /** What `--help` says below the usage. Lines of at most 120 characters. */
  readonly details: string;
  readonly options: All;
  /** Does it. Resolves when there is nothing left to start or say; sets `process.exitCode` if that is not 0. */
  run(values: Values<All>): Promise<void>;
}

/** Types a command by its options, and hands it out as one among others. */
export function command<const All extends Options>(facts: Command<All>): Command {
  // The values come from `parseArgs` with these very options.
  return { ...facts, run: (values) => facts.run(values as Values<All>) };
}

/** The command line is wrong; the message says how. Exit code 2. */
export class WrongUse extends Error {
  override readonly name = 'WrongUse';
}
