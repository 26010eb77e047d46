import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../src/lib/clock.ts';
import { playgroundSlack } from '../../src/playground/slack/seed.ts';
import type { Fault } from '../../src/playground/vendor/faults.ts';
import { zimSeed } from '../../src/playground/zim/seed.ts';
import { startZim, type ZimStandIn } from '../../src/playground/zim/start-zim.ts';
import { startTestBed, type TestBed } from '../support/hush.ts';

let bed: TestBed;
let eu: ZimStandIn;
const folder = mkdtempSync(join(tmpdir(), 'hush-apps-'));
beforeAll(async () => {
  eu = await startZim({ clock: systemClock, apps: [{ ...zimSeed, appId: 77, secret: 'e'.repeat(32) }] });
  const file = join(folder, 'hush.yml');
  writeFileSync(
    file,
    `apps: { eu: { vendor: zim, appId: 77, secret: '\${EU_SECRET}', operator: admin, url: '${eu.url}' } }\n`,
  );
  bed = await startTestBed({ environment: { HUSH_CONFIG: file, EU_SECRET: 'e'.repeat(32) } });
});
afterAll(async () => {
  await bed.close();
  await eu.close();
  rmSync(folder, { recursive: true, force: true });
});

test('with several apps of a vendor Hush asks which one is meant, by name', async () => {
  const { text } = await bed.say('/hush mute alice in lobby for 2h');
  expect(text).toContain('in zim/lobby');
  expect(text).toContain('in eu/lobby');
  expect(bed.zim.calls).toEqual([]);
});

test('a name in front of the place picks the app', async () => {
  expect((await bed.say('/hush mute alice in eu/lobby for 2h')).text).toContain('*1 done*');
  expect(eu.muted('lobby')).toEqual(['alice']);
  expect(bed.zim.muted('lobby')).toEqual([]);
});

test('silences and the list of groups take the name too', async () => {
  await bed.say('/hush silence bob from eu/groups lobby for 1h');
  expect(eu.silenced('bob').groups).toEqual(['lobby']);
  expect((await bed.say('/hush groups eu/ lob')).text).toContain('is muted now (eu)');
});

test.each<[string, Fault]>([
  ['hangs', { kind: 'hang' }],
  ['answers with errors', { kind: 'status', status: 500, effect: false }],
  ['is over its quota', { kind: 'code', code: 7 }],
])('while one app %s, what is asked of the others is done with one call each', async (_, fault) => {
  bed.zim.faults.add({ fault });
  await bed.type('/hush mute dave in zim/lobby for 2h', playgroundSlack.secondModerator);
  await bed.zim.waitFor(() => bed.zim.calls.length > 0);
  const [before, accounts] = [eu.calls.length, bed.netease.calls.length];
  expect((await bed.say('/hush unmute alice in eu/lobby')).text).toMatch(/\*1 (done|already)/);
  expect((await bed.say('/hush mute alice everywhere for 2h')).text).toMatch(/\*1 (done|already)/);
  expect(eu.calls.length - before).toBe(1);
  expect(bed.netease.calls.length - accounts).toBe(1);
  bed.zim.faults.clear();
});

test('one app’s wrong credentials do not stop the other', async () => {
  eu.faults.add({ fault: { kind: 'code', code: 100000005 } });
  expect((await bed.say('/hush mute carol in eu/lobby for 2h')).text).toContain(
    'ZIM refused the credentials (100000005)',
  );
  expect((await bed.say('/hush mute carol in zim/lobby for 2h')).text).toContain('*1 done*');
});
