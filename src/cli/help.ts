import type { Command, Option } from './command.ts';

/** What `help` says of all commands. */
export function overview(all: readonly (readonly [name: string, command: Command])[]): string {
  return `Usage: npm run hush -- <command>   (or: node src/main.ts <command>, on Node 24)

${inTwoColumns(all.map(([name, { summary }]) => [name, summary]))}

npm run hush -- <command> --help tells more of one. Every variable is in README.md.`;
}

/** How one command is written, and its options. */
export function usageOf(name: string, { options }: Command, details?: string): string {
  const all = Object.entries(options);
  const usage = [`Usage: npm run hush -- ${name}`, ...all.map(([option, facts]) => `[${written(option, facts)}]`)];
  const table = all.map(([option, facts]) => [written(option, facts), facts.what] as const);
  return [usage.join(' '), details, ...(table.length > 0 ? [inTwoColumns(table)] : [])].filter(Boolean).join('\n\n');
}

/** What `--help` says of one command. */
export function helpOf(name: string, command: Command): string {
  return usageOf(name, command, command.details);
}

function written(name: string, { value }: Option): string {
  return value === undefined ? `--${name}` : `--${name} ${value}`;
}

/** Names and what they mean, indented, the meanings below each other. */
export function inTwoColumns(rows: readonly (readonly [name: string, what: string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length)) + 3;
  return rows.map(([name, what]) => `  ${name.padEnd(width)}${what}`).join('\n');
}
