import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../src/lib/clock.ts';
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

test('one app’s wrong credentials do not stop the other', async () => {
  eu.faults.add({ fault: { kind: 'code', code: 100000005 } });
  expect((await bed.say('/hush mute carol in eu/lobby for 2h')).text).toContain(
    'ZIM refused the credentials (100000005)',
  );
  expect((await bed.say('/hush mute carol in zim/lobby for 2h')).text).toContain('*1 done*');
});
