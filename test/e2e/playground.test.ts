import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bareEnvironment, program, run } from '../support/bot-process.ts';
import { watchOutput } from '../support/leaks.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hush-terminal-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The playground with these lines on its input, to its end. */
function play(...lines: readonly string[]) {
  return run(['start'], { environment: { PORT: '0' }, input: lines.map((line) => `${line}\n`).join('') });
}

/** Somebody at the playground who reads before they type. */
function sitDown(environment: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [program, 'start'], { env: { ...bareEnvironment, PORT: '0', ...environment } });
  watchOutput(child);
  let output = '';
  let errors = '';
  let read = 0;
  child.stderr.setEncoding('utf8').on('data', (text) => {
    errors += text;
  });
  const listeners = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output += text;
    for (const listener of listeners) listener();
  });
  return {
    type: (line: string) => child.stdin.write(`${line}\n`),
    /** Resolves when the text stands in what was printed since the last time. */
    sees: (text: string) =>
      new Promise<void>((resolve) => {
        const look = () => {
          const at = output.indexOf(text, read);
          if (at < 0) return;
          read = at + text.length;
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        look();
      }),
    ended: new Promise<{ code: number | null; output: string; errors: string }>((resolve) =>
      child.once('close', (code) => resolve({ code, output, errors })),
    ),
  };
}

describe('the terminal', () => {
  test('asks before it undoes, as Slack does', async () => {
    const { code, output } = await play(
      '/hush mute alice in lobby for 2h',
      '1',
      '',
      '/hush mute bob in lobby for 2h',
      '1',
      'yes',
    );
    expect(code).toBe(0);
    expect(output).toContain('Undo case 1?');
    expect(output).toContain('1 or yes: Undo   Enter: Leave it');
    expect(output).toContain('Nothing was pressed.');
    expect(output).not.toContain('ZIM lobby: alice is muted: no longer');
    expect(output).toContain('- ZIM lobby: bob is muted: no longer');
  });

  test('carries out a line that is typed where something else is open, and says that this was closed', async () => {
    const { code, output } = await play(
      '/hush mute alice in lobby for 2h',
      '1',
      '/hush groups',
      '/hush unmute',
      'alice',
      '/hush case 1',
      '2',
      'state',
      '/hush',
      '1',
      'as sam',
      '/hush groups',
    );
    expect(code).toBe(0);
    for (const seen of [
      'Nothing was pressed.\n\nmaria> /hush groups\n',
      'The form was closed; nothing was done.\n\nmaria> /hush case 1\n',
      '# Case 1',
      'It was closed.\n\nmaria> state\nZIM lobby: alice is muted until',
      'The form was closed; nothing was done.\n\nmaria> as sam\n',
      'You may not use Hush here',
    ]) {
      expect(output).toContain(seen);
    }
  });

  test('goes on after a file that Slack would not take', async () => {
    const large = join(folder, 'large.csv');
    writeFileSync(large, 'user_id\n');
    truncateSync(large, 11 * 1024 * 1024);
    const { code, output, errors } = await play('/hush mute', '', large, 'cancel', '/hush groups');
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(output).toContain('✗ Slack takes files of at most 10 MB in a form');
    expect(output).toContain('*2 groups* are muted now');
  });

  test('lets nobody be the bot, and names whom one can be', async () => {
    const { output } = await play('as hush', '/hush groups');
    expect(output).toContain('There is nobody called hush, only maria, noah, ada, olga, sam.');
    expect(output).toContain('*2 groups* are muted now');
  });

  test('quit ends it in the middle of a form, and in the middle of a case', async () => {
    const form = await play('/hush mute', 'alice', 'quit', '/hush groups');
    expect(form.code).toBe(0);
    expect(form.output).not.toContain('groups* are muted');
    const ids = Array.from({ length: 2000 }, (_, index) => `nobody${index}`).join(' ');
    const long = await play(`/hush mute ${ids} in lobby for 2h`, 'quit');
    expect(long.code).toBe(0);
    expect(long.output).toContain('*Case 1* started');
    expect(long.output).not.toContain('2,000 rejected');
  }, 60_000);
});

describe('vendors that are broken on purpose', () => {
  test('a case waits while ZIM is broken, and goes on once it is mended', async () => {
    const maria = sitDown();
    maria.type('break zim');
    await maria.sees('ZIM takes no connection now');
    maria.type('/hush mute alice in lobby for 2h');
    await maria.sees('It is waiting: ZIM has not answered');
    maria.type('mend zim');
    await maria.sees('ZIM works as it should.');
    await maria.sees('+ ZIM lobby: alice is muted');
    await maria.sees('*1 done*');
    maria.type('quit');
    expect((await maria.ended).code).toBe(0);
  }, 60_000);

  test('what is unconfirmed because replies were lost can be retried', async () => {
    const maria = sitDown();
    maria.type('lose zim');
    maria.type('/hush mute alice in lobby for 2h');
    await maria.sees('1: Undo   2: Retry failed');
    maria.type('mend zim');
    maria.type('2');
    await maria.sees('maria> 2\n');
    await maria.sees('*1 done*');
    maria.type('lose netease');
    await maria.sees('NetEase does what it is asked now, and its replies are lost');
    maria.type('quit');
    expect((await maria.ended).code).toBe(0);
  }, 60_000);
});

test('a bot that ends by itself is told, and the exit code is 1', async () => {
  const pidFile = join(folder, 'pid');
  const note = join(folder, 'note-pid.mjs');
  writeFileSync(
    note,
    `import { writeFileSync } from 'node:fs';
     if (process.argv[2] === 'serve') writeFileSync(${JSON.stringify(pidFile)}, String(process.pid));`,
  );
  const maria = sitDown({ NODE_OPTIONS: `--import=${pathToFileURL(note)}`, TMPDIR: folder });
  maria.type('/hush groups');
  await maria.sees('*2 groups* are muted now');
  process.kill(Number(readFileSync(pidFile, 'utf8')), 'SIGKILL');
  const { code, errors } = await maria.ended;
  expect(code).toBe(1);
  expect(errors.trim()).toBe(
    'The bot has ended by itself, and the playground with it. It ended by the signal SIGKILL.',
  );
});
