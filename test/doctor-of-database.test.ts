import { chmodSync, chownSync, closeSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../src/lib/clock.ts';
import { systemRandom } from '../src/lib/random.ts';
import { playgroundSlack } from '../src/playground/slack/seed.ts';
import { spaceFinding } from '../src/store/check-store.ts';
import { openStore } from '../src/store/open.ts';
import { openSqlite } from '../src/store/sqlite.ts';
import { run, startBotProcess } from './support/bot-process.ts';

import { doctorBed, untold, written } from './support/doctor-bed.ts';

const bed = doctorBed();

describe('the database', () => {
  const startOnce = async () => {
    const store = await openStore(bed.folder, { clock: systemClock, random: systemRandom });
    await store.close();
  };

  test('that was closed in order is read without a trace', async () => {
    await startOnce();
    const before = bed.snapshot();
    expect(await bed.troubles()).toEqual([untold]);
    expect(bed.snapshot()).toEqual(before);
  });

  test('that is a newer Hush’s is not for this one', async () => {
    await startOnce();
    const database = openSqlite(bed.folder);
    database.exec("insert into kysely_migration (name, timestamp) values ('9999-later', 'now')");
    database.close();
    expect(await bed.troubles()).toEqual([
      untold,
      expect.stringMatching(/^fail Database: it was written by a newer Hush \(it has 9999-later\) → /),
    ]);
  });

  test('that is damaged', async () => {
    await startOnce();
    writeFileSync(join(bed.folder, 'hush.db'), 'this is no database '.repeat(1000));
    expect((await bed.troubles()).at(-1)).toMatch(
      /^fail Database: it cannot be read: the file is no database → Bring back a sound copy/,
    );
  });

  test('with damage in the middle of its file', async () => {
    await startOnce();
    const database = openSqlite(bed.folder);
    const [page] = database.prepare("select rootpage from sqlite_schema where name = 'targets_by_target'").all();
    database.close();
    const file = openSync(join(bed.folder, 'hush.db'), 'r+');
    writeSync(file, Buffer.alloc(4096, 7), 0, 4096, (Number(page?.rootpage) - 1) * 4096);
    closeSync(file);
    expect((await bed.troubles()).at(-1)).toMatch(
      /^fail Database file: it is damaged \(.+\) → Stop Hush and bring back a sound copy/,
    );
  });

  test('whose last messages Slack did not take tells what is wrong with the audit channel', async () => {
    bed.standIns.slack.admin.kickBot(playgroundSlack.auditChannel);
    const bot = await startBotProcess(bed.standIns, bed.folder);
    await bed.standIns.slack.people.command({
      user: playgroundSlack.moderator,
      channel: playgroundSlack.moderationChannel,
      text: 'mute alice in lobby for 2h',
    });
    await bed.standIns.slack.waitFor(() =>
      bed.standIns.slack
        .calls('chat.postMessage')
        .find(({ args, answer }) => args.channel === playgroundSlack.auditChannel && answer?.ok === false),
    );
    await bot.stop();
    expect(await bed.troubles()).toEqual([
      expect.stringMatching(
        /^fail Audit channel C\w+: (a message waits|\d messages wait), for Slack answered not_in_channel → .*\/invite @Hush/,
      ),
    ]);
  });

  test('whose messages wait only because Slack asked to wait is no reason to change anything', async () => {
    bed.standIns.slack.faults.add({ fault: { kind: 'rate-limited', retryAfter: 60 }, operation: 'chat.postMessage' });
    const bot = await startBotProcess(bed.standIns, bed.folder);
    await bed.standIns.slack.people.command({
      user: playgroundSlack.moderator,
      channel: playgroundSlack.moderationChannel,
      text: 'mute alice in lobby for 2h',
    });
    const refused = bed.standIns.slack.calls('chat.postMessage').length;
    await bed.standIns.slack.waitFor(
      () =>
        bed.standIns.slack
          .calls('chat.postMessage')
          .slice(refused)
          .find(({ status }) => status === 429),
      15_000,
    );
    await bot.stop();
    bed.standIns.slack.faults.clear();
    expect(await bed.troubles()).toEqual([
      expect.stringMatching(/^warn Audit channel C\w+: a message waits, for Slack answered ratelimited → Hush offers/),
    ]);
  });

  test('on a disk that is nearly full is told before it is full', () => {
    expect(spaceFinding('Data folder /data', 5e9)).toEqual({
      level: 'ok',
      what: 'Data folder /data: can be written, 5.0 GB free',
    });
    expect(written(spaceFinding('Data folder /data', 2e8))).toMatch(
      /^warn Data folder \/data: .* only 0\.2 GB free → Make room: .*not done/,
    );
  });

  test.runIf(process.getuid?.() === 0)('in a folder of somebody else’s', async () => {
    await startOnce();
    const { code, output } = await run(['doctor'], { environment: bed.environment(), uid: 65_534 });
    expect(code).toBe(1);
    expect(output).toMatch(/^FAIL {2}Data folder .*: this account may not look into it. → Give the folder/m);
    expect(output).toMatch(/^skip {2}Database: not looked at/m);
    chmodSync(bed.root, 0o755);
    const seen = await run(['doctor'], { environment: bed.environment(), uid: 65_534 });
    expect(seen.output).toMatch(/^FAIL {2}Data folder .*: this account may not write it. → Give the folder/m);
  });

  test('that a killed bot left open is read by the account that owns it, and left alone by others', async () => {
    const bot = await startBotProcess(bed.standIns, bed.folder);
    bot.kill();
    await bot.ended;
    expect(await bed.troubles()).toEqual([untold]);
    if (process.getuid?.() !== 0) return;
    chownSync(join(bed.folder, 'hush.db-wal'), 65_534, 65_534);
    rmSync(join(bed.folder, 'hush.db-shm'));
    const before = bed.snapshot();
    expect(await bed.troubles()).toEqual([
      untold,
      expect.stringMatching(/^skip Database: .* It was not read → Run doctor with the account/),
    ]);
    expect(bed.snapshot()).toEqual(before);
  });
});
