import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { neteaseSeed } from '../../src/playground/netease/world.ts';
import { startTestBed, type TestBed } from '../support/hush.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { passUntil } from '../support/pass-time.ts';

const folder = mkdtempSync(join(tmpdir(), 'hush-missing-'));
let bed: TestBed | undefined;
afterEach(async () => {
  await bed?.close();
  rmSync(folder, { recursive: true, force: true });
});

test('an app that is taken out of hush.yml loses nothing: what is open and what ends waits, says so, and goes on when it is back', async () => {
  const clock = new ManualClock();
  const file = join(folder, 'hush.yml');
  const setUp = (name: string | undefined, url: string) =>
    writeFileSync(
      file,
      name === undefined
        ? ''
        : `apps: { ${name}: { vendor: netease, appKey: '${neteaseSeed.appKey}', appSecret: '\${CN}', url: '${url}' } }\n`,
    );
  setUp(undefined, '');
  const started = await startTestBed({
    clock,
    environment: {
      HUSH_CONFIG: file,
      CN: neteaseSeed.appSecret,
      NETEASE_APP_KEY: '',
      NETEASE_APP_SECRET: '',
      NETEASE_API_URL: '',
    },
    slack: { switches: { messagesPerSecond: 0 } },
  });
  bed = started;
  const { netease } = started;
  const restart = async (name: string | undefined) => {
    await started.stop();
    setUp(name, netease.url);
    await started.start();
  };
  const audit = () => started.audit().map(({ text }) => text);
  const told = () => started.allTold().map(({ text }) => text);

  await restart('cn');
  await started.type('/hush mute alice in cn/everywhere for 10m');
  await passUntil(clock, () => told().some((text) => text.startsWith('*Case 1*') && text.includes('1 done')));
  await netease.refuseConnections(true);
  await started.type('/hush mute bob in cn/everywhere for 2h');
  await passUntil(clock, () => told().some((text) => text.includes('*Case 2* started')));

  // Renamed: to Hush the old name is gone.
  await restart('asia');
  await netease.refuseConnections(false);
  await passUntil(clock, () => audit().some((text) => text.includes('The app cn is not set up in Hush any more')));
  await passUntil(clock, () =>
    audit().some((text) => text.includes('the app cn is no longer set up in Hush; set up again, it goes on')),
  );
  await clock.advance(10 * 60_000);
  await passUntil(clock, () => audit().some((text) => text.includes('no answer for over a minute')), 120_000);
  expect(netease.muted().map(({ accid }) => accid)).toEqual(['alice']);
  expect((await started.say('/hush case 2')).text).toContain('bob');

  await restart('cn');
  await passUntil(clock, () => netease.muted().some(({ accid }) => accid === 'bob'));
  await passUntil(clock, () => !netease.muted().some(({ accid }) => accid === 'alice'));
  await passUntil(clock, () => told().some((text) => text.startsWith('*Case 2*') && text.includes('1 done')));
  expect(audit().filter((text) => text.includes('The app cn is not set up'))).toHaveLength(1);
}, 120_000);
