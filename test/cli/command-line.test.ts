import { describe, expect, test } from 'vitest';
import { commands } from '../../src/cli/index.ts';
import { run } from '../support/bot-process.ts';

describe.each([...commands.keys()])('%s', (name) => {
  test('explains itself, however it is asked, with every option and nothing started', async () => {
    const command = await commands.get(name)?.();
    const { code, output, errors } = await run([...name.split(' '), '--help']);
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(output).toMatch(new RegExp(`^Usage: npm run hush -- ${name}\\b`));
    expect(output).toContain(command?.details);
    for (const [option, { what }] of Object.entries(command?.options ?? {})) {
      expect(output).toMatch(new RegExp(`^ {2}--${option}( <\\w+>)? +${what.replace(/[.*+?()]/g, '\\$&')}$`, 'm'));
    }
    expect(await run(['help', ...name.split(' ')])).toEqual({ code, output, errors });
  });

  test('answers a slip with what was meant, and exit code 2', async () => {
    const typed = `${name.slice(0, -2)}${name.at(-1)}${name.at(-2)}`;
    const { code, output, errors } = await run(typed.split(' '));
    expect({ code, output }).toEqual({ code: 2, output: '' });
    expect(errors).toMatch(new RegExp(`^There is no such command: ${typed}\\. Did you mean .*\\b${name}\\b.*\\?\n`));
  });
});

test('the list has every command with one line', async () => {
  const { code, output } = await run(['help']);
  expect(code).toBe(0);
  for (const [name, load] of commands)
    expect(output).toMatch(new RegExp(`^  ${name} +${(await load()).summary.slice(0, 20)}`, 'm'));
  expect(await run(['--help'])).toMatchObject({ code: 0, output });
  expect(await run([])).toMatchObject({ code: 2, output });
});

test.each([
  ['start --prot 4200', 'There is no such option: --prot. Did you mean --port?\n\nUsage: npm run hush -- start'],
  ['start --port', "Option '--port <value>' argument missing\n\nUsage: npm run hush -- start"],
  ['start --port 70000', '--port 70000: a port is a number up to 65535; 0 is any free one.'],
  ['start lobby', 'start does not know what to do with lobby\n\nUsage: npm run hush -- start'],
  ['--port 4200 start', '--port: the command comes first, then its options.\n\nUsage: npm run hush'],
  ['help strat', 'There is no such command: strat. Did you mean start?\n\nUsage: npm run hush'],
])('%s: says what is wrong', async (line, said) => {
  const { code, output, errors } = await run(line.split(' '));
  expect({ code, output }).toEqual({ code: 2, output: '' });
  expect(errors.slice(0, said.length)).toBe(said);
});
