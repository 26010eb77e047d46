import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { mayOpenBrowser, openBrowser } from '../../../src/playground/open-browser.ts';
import { run } from '../../support/bot-process.ts';
import { endPlaygrounds, startPlayground } from '../../support/playground-process.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hush-starting-'));
});
afterEach(async () => {
  await endPlaygrounds('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const environment = { PORT: '0' };

describe('npm start', () => {
  test('says first of all where the page is, serves it there, and ends with Ctrl-C', async () => {
    const { child, address } = await startPlayground('--port', '0', '--no-open');
    expect((await fetch(address)).headers.get('content-type')).toContain('text/html');
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([0, null]);
    await expect(fetch(address)).rejects.toThrow();
  });

  test('takes another port when 4100 is taken, and says so; one that was named is not replaced', async () => {
    const other = createServer();
    // Somebody else may have it already; that is as good.
    await new Promise<void>((resolve) => other.once('error', () => resolve()).listen(4100, '127.0.0.1', resolve));
    const { address, output } = await startPlayground();
    expect(address).not.toContain(':4100');
    expect(output()).toContain('Port 4100 is taken: the page has another one.');
    const port = new URL(address).port;
    const refused = await run(['start', '--port', port], { environment });
    expect(refused).toMatchObject({ code: 1, errors: `Port ${port} is taken. Name another with --port.\n` });
    other.close();
  });

  test('keeps the cases and the moved clock in a folder, and keeps a second one off it', async () => {
    const keep = join(folder, 'kept');
    const { child, address, output } = await startPlayground('--port', '0', '--keep', keep);
    expect(output()).toContain(`kept in\n${keep}`);
    const second = await run(['start', '--port', '0', '--keep', keep], { environment });
    expect(second).toMatchObject({ code: 1, errors: expect.stringContaining('Another Hush is already running on') });
    expect(second.output + second.errors).not.toContain('Hush is ready');
    const headers = { 'content-type': 'application/json' };
    await fetch(`${address}/do`, { method: 'POST', headers, body: '{"kind":"forward","ms":864000000}' });
    child.stdin.write('/hush mute alice in lobby for 2h\n');
    await vi.waitFor(() => expect(output()).toContain('*1 done*'), 10_000);
    child.stdin.end();
    await once(child, 'exit');

    const input = '/hush mute bob in lobby for 2h\n';
    const again = await run(['start', '--port', '0', '--keep', keep], { environment, input });
    expect(again.output).toContain('*Case 2*');
    expect(JSON.parse(readFileSync(join(keep, 'playground.json'), 'utf8'))).toEqual({ ahead: 864_000_000 });
    const inTenDays = new Date(Date.now() + 864_000_000 + 7_200_000).toISOString().slice(0, 10);
    expect(again.output).toContain(`ZIM lobby: bob is muted until ${inTenDays}`);
  }, 40_000);

  test('takes the rules of a hush.yml, anew at each start of the bot, and never its apps', async () => {
    const file = join(folder, 'rules.yml');
    const apps = `apps:\n  eu: { vendor: zim, appId: 1, secret: "\${EU_SECRET}",\n    operator: admin, url: "https://eu.example" }\n`;
    const rules = (longest: string) =>
      writeFileSync(file, `${apps}policy:\n  roles:\n    moderator: { longest: ${longest} }\n`);
    rules('1h');
    const { child, address, output } = await startPlayground('--port', '0', '--config', file);
    const refused = async (line: string, words: string) => {
      child.stdin.write(`${line}\n`);
      await vi.waitFor(() => expect(output()).toContain(words), 10_000);
    };
    await refused('/hush mute alice in lobby for 2h', 'you may set at most 1 hour');
    await refused('/hush mute alice in eu/lobby for 5m', 'lobby');
    rules('30m');
    const headers = { 'content-type': 'application/json' };
    await fetch(`${address}/do`, { method: 'POST', headers, body: '{"kind":"restart"}' });
    await refused('/hush mute alice in lobby for 1h', 'you may set at most 30 minutes');
  }, 40_000);

  test('lists what is wrong with a hush.yml on its own lines, and does not start', async () => {
    const file = join(folder, 'rules.yml');
    writeFileSync(
      file,
      'apps:\n  eu: { vendor: zim,\n    appId: 1 }\n\npolicy:\n  targetsPerHour: many\n  nosuch: 1\n',
    );
    const wrong = await run(['start', '--port', '0', '--config', file], { environment });
    expect(wrong.code).toBe(1);
    expect(wrong.errors).toMatch(
      /policy\.targetsPerHour in hush\.yml, line 6: [\s\S]*policy\.nosuch in hush\.yml, line 7: /,
    );
    const missing = await run(['start', '--port', '0', '--config', `${file}.nosuch`], { environment });
    expect(missing).toMatchObject({ code: 1, errors: expect.stringContaining('cannot be read (ENOENT)') });
  });

  test('explains its options, and refuses those that make no sense', async () => {
    const { output } = await run(['start', '--help']);
    for (const option of ['--port', '--no-open', '--config', '--keep']) expect(output).toContain(option);
    for (const port of ['http', '-1', '70000']) {
      const wrong = await run(['start', `--port=${port}`], { environment });
      expect(wrong).toMatchObject({ code: 2, errors: expect.stringContaining(`--port ${port}: a port is a number`) });
    }
    const real = { ...environment, SLACK_BOT_TOKEN: 'xoxb-1' };
    for (const option of ['--keep', '--config']) {
      const errors = `${option} is for the playground; this is the real bot.\n`;
      expect(await run(['start', option, folder], { environment: real })).toMatchObject({ code: 2, errors });
    }
    const wrong = await run(['serve', '--keep', folder]);
    expect(wrong).toMatchObject({
      code: 2,
      errors: expect.stringMatching(/^There is no such option: --keep\. It is one of start\.\n/),
    });
  });
});

describe('a browser', () => {
  const desk = { environment: { DISPLAY: ':0' }, platform: 'linux', isTTY: true } as const;

  test('is opened only where somebody sees it', () => {
    expect(mayOpenBrowser(desk)).toBe(true);
    expect(mayOpenBrowser({ ...desk, platform: 'darwin', environment: {} })).toBe(true);
    expect(mayOpenBrowser({ ...desk, environment: { WAYLAND_DISPLAY: 'wayland-0', CI: 'false' } })).toBe(true);
    expect(mayOpenBrowser({ ...desk, isTTY: false })).toBe(false);
    expect(mayOpenBrowser({ ...desk, environment: {} })).toBe(false);
    expect(mayOpenBrowser({ ...desk, environment: { DISPLAY: ':0', CI: 'true' } })).toBe(false);
    expect(mayOpenBrowser({ ...desk, environment: { DISPLAY: 'localhost:10.0', SSH_CONNECTION: '1' } })).toBe(false);
  });

  test('gets the address, and nothing happens where there is none', async () => {
    const opener = join(folder, 'xdg-open');
    writeFileSync(opener, '#!/bin/sh\necho "$1" > "$0.seen"\n');
    chmodSync(opener, 0o755);
    openBrowser('http://127.0.0.1:1/', { ...desk, environment: { PATH: folder } });
    await vi.waitFor(() => expect(readFileSync(`${opener}.seen`, 'utf8')).toBe('http://127.0.0.1:1/\n'), 5000);
    openBrowser('http://127.0.0.1:1/', { ...desk, environment: { PATH: join(folder, 'nothing') } });
    expect(existsSync(join(folder, 'nothing'))).toBe(false);
  });
});
