import { spawn } from 'node:child_process';
import { existsSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/lib/clock.ts';
import { systemRandom } from '../../src/lib/random.ts';
import { playgroundSlack } from '../../src/playground/slack/seed.ts';
import { openStore } from '../../src/store/open.ts';
import { newAuditKey } from '../support/audit-keys.ts';
import { bareEnvironment, program, run } from '../support/bot-process.ts';
import { startTestBed, type TestBed } from '../support/hush.ts';

const { secondModerator: noah } = playgroundSlack;
const { key, privatePem, publicPem } = newAuditKey();
let bed: TestBed;
beforeAll(async () => {
  bed = await startTestBed({ slack: { switches: { messagesPerSecond: 0 } } });
  await bed.say('/hush mute alice bob in lobby for 2h spam');
  await bed.slack.waitFor(() => bed.audit()[0]?.text.includes('Ended'));
}, 30_000);
afterAll(async () => {
  expect(bed.slack.violations()).toEqual([]);
  await bed.close();
});

const hush = (line: string, environment: Readonly<Record<string, string>> = {}) =>
  run(line.split(' '), { environment: { HUSH_DATA_DIR: bed.folder, ...environment } });
const thread = () => bed.slack.messages(playgroundSlack.auditChannel).filter(({ threadTs }) => threadTs !== undefined);

describe('a note', () => {
  test('is kept apart from the reason, shown with its links, and told in the thread without being unfurled', async () => {
    const told = await bed.say('/hush note 1 See https://example.com/a?b=1&c=2 and <!channel>, "again".', noah);
    expect(told.text).toBe('Note 1 of case 1 is kept. `/hush case 1` shows the newest.');
    await bed.say('/hush note 1 He did it\n*Case 2*: again');
    const card = (await bed.say('/hush case 1')).message;
    const shown = JSON.stringify(card.blocks);
    expect(shown).toContain('Reason: spam');
    expect(shown).toContain('*2 notes*:');
    expect(shown).toContain('See <https://example.com/a?b=1&amp;c=2> and');
    expect(shown).not.toContain('<!channel>');
    await bed.slack.waitFor(() => thread().length === 2);
    const [first] = thread();
    expect(JSON.stringify(first?.blocks)).toContain(
      'added note 1 to case 1: See <https://example.com/a?b=1&amp;c=2> and',
    );
    expect(JSON.stringify(first?.blocks)).toContain(`<@${noah}>`);
  });

  test('is refused where there is no such case, and bare with its usage', async () => {
    expect((await bed.say('/hush note 99 x')).text).toBe('There is no case 99. Nothing was noted.');
    expect((await bed.say('/hush note')).text).toContain('/hush note <case> <text…>');
  });

  test('is for moderators', async () => {
    expect((await bed.say('/hush note 1 x', playgroundSlack.stranger)).text).toContain('moderator');
  });
});

describe('audit verify beside a running bot', () => {
  test('finds all sound, and says whether it still is up to a head', async () => {
    const { code, output, errors } = await hush('audit verify');
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(output).toMatch(
      /^ok {6}\d+ entries are sound\.\nok {6}1 case agrees with it\.\n\nHead {4}\d+:[0-9a-f]{64}\n/,
    );
    const head = /Head {4}(\S+)/.exec(output)?.[1] ?? '';
    await bed.say('/hush reason 1 insults');
    const later = await hush(`audit verify --head ${head}`);
    expect(later.output).toContain('all is as it was; 1 entry came since.');
    const [number] = head.split(':');
    expect(await hush(`audit verify --head ${number}:${'0'.repeat(64)}`)).toMatchObject({
      code: 1,
      output: expect.stringMatching(new RegExp(`^BROKEN {2}Entry ${number} \\(.*\\) is not the one that was noted`)),
    });
  });

  test.each([
    ['audit verify --head 12', {}, '--head is a number, a colon and 64 hexadecimal digits'],
    ['audit verify', { HUSH_AUDIT_KEY: 'hunter2-hunter2' }, 'HUSH_AUDIT_KEY is not an Ed25519 key'],
    ['audit export', {}, '--format has to be csv or jsonl.'],
    ['audit export --format csv --since 7x', {}, '--since 7x: it is a date'],
    ['audit export --format csv --since 1h --until 2h', {}, 'Nothing lies between --since and --until'],
    ['audit export --format csv --case x', {}, '--case x: a case has a number'],
    ['audit export --format csv --moderator noah', {}, "--moderator noah: it is Slack's id"],
  ])('%s is wrong use: %o', async (line, environment, says) => {
    const { code, output, errors } = await hush(line, environment);
    expect({ code, output }).toEqual({ code: 2, output: '' });
    expect(errors).toContain(says);
    expect(errors).not.toContain('hunter2');
  });

  test('a folder without a database is said to be one', async () => {
    expect(await hush('audit verify', { HUSH_DATA_DIR: '/nowhere' })).toMatchObject({
      code: 1,
      errors: 'There is no database in /nowhere. HUSH_DATA_DIR names the folder.\n',
    });
  });
});

describe('audit export beside a running bot', () => {
  test('writes the entries that were asked for', async () => {
    const { code, output } = await hush(`audit export --format jsonl --moderator ${noah} --since 1h`);
    expect(code).toBe(0);
    const [line, ...others] = output.trim().split('\n');
    expect(others).toEqual([]);
    expect(JSON.parse(line ?? '')).toMatchObject({
      event: 'case.noted',
      actor: noah,
      case: 1,
      details: { note: 1, text: 'See https://example.com/a?b=1&c=2 and <!channel>, "again".' },
    });
    const csv = await hush('audit export --format csv --target bob');
    expect(csv.output.split('\n')[0]).toBe('seq,at,event,actor,case,details,previous,hash');
    expect(csv.output).toContain('case.recorded');
  });

  test('ends quietly when its reader has had enough', async () => {
    const child = spawn(
      'sh',
      ['-c', `"$0" "$@" | true; exit 0`, process.execPath, program, 'audit', 'export', '--format', 'csv'],
      {
        env: { ...bareEnvironment, HUSH_DATA_DIR: bed.folder },
      },
    );
    let errors = '';
    child.stderr.on('data', (text) => {
      errors += text;
    });
    await new Promise((resolve) => child.on('close', resolve));
    expect(errors).toBe('');
  });

  test.skipIf(!existsSync('/dev/full'))('says when the disk is full', async () => {
    const child = spawn(process.execPath, [program, 'audit', 'export', '--format', 'csv'], {
      env: { ...bareEnvironment, HUSH_DATA_DIR: bed.folder },
      stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'],
    });
    let errors = '';
    child.stderr?.on('data', (text) => {
      errors += text;
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(errors).toBe('The entries could not be written: the disk is full; what is there is not all.\n');
    expect(code).toBe(1);
  });
});

describe('once old entries were removed', () => {
  beforeAll(async () => {
    // Nothing runs any more.
    await bed.say('/hush undo 1');
    await bed.stop();
    const store = await openStore(bed.folder, { clock: systemClock, random: systemRandom });
    await store.retention.cut({ before: systemClock.now(), limit: 2, key, formerKeys: [] });
    await store.close();
    writeFileSync(join(bed.folder, 'hush.yml'), `audit: { keep: 400d, key: "\${AUDIT_KEY}" }\n`);
  });

  test.each([
    ['the public half', () => ({ HUSH_AUDIT_KEY: publicPem })],
    [
      'hush.yml, whose other variables may be missing',
      () => ({ HUSH_CONFIG: join(bed.folder, 'hush.yml'), AUDIT_KEY: privatePem }),
    ],
  ])('verify checks the signature with %s', async (_, environment) => {
    const { code, output } = await hush('audit verify', environment());
    expect(output).toContain('ok      Entries 1 to 2 were removed by Hush, the last of them on ');
    expect(output).toContain(`signed with key ${key.id}.`);
    expect(code).toBe(0);
  });

  test('verify says that it did not without a key, and names a checkpoint that another key signed', async () => {
    const unset = await hush('audit verify', { HUSH_CONFIG: join(bed.folder, 'hush.yml') });
    expect(unset).toMatchObject({ code: 0, output: expect.stringContaining('THE SIGNATURE WAS NOT CHECKED') });
    const other = await hush('audit verify', { HUSH_AUDIT_KEY: newAuditKey().publicPem });
    expect(other).toMatchObject({
      code: 1,
      output: expect.stringContaining(
        'BROKEN  The checkpoint, which says that Hush removed the entries up to 2, was not signed',
      ),
    });
  });
});
