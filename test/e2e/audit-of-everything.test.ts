import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readSafeCell } from '../../src/lib/csv.ts';
import { type AuditEvent, auditEvents } from '../../src/moderation/audit.ts';
import { playgroundSlack } from '../../src/playground/slack/seed.ts';
import { newAuditKey } from '../support/audit-keys.ts';
import { run } from '../support/bot-process.ts';
import { fileForms } from '../support/file-forms.ts';
import { startTestBed, type TestBed, type Told } from '../support/hush.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { passUntil } from '../support/pass-time.ts';

const { moderator: maria, secondModerator: noah, stranger: sam } = playgroundSlack;
const hour = 3_600_000;
const day = 24 * hour;
const { privatePem } = newAuditKey();
// Monday, a minute before the digest.
const clock = new ManualClock(Date.UTC(2026, 10, 23, 8, 59));
let bed: TestBed;

/** Lets time go by until somebody was told, since `act`, what matches. */
async function toldAfter(act: () => Promise<unknown>, matching: RegExp, user: string = maria): Promise<Told> {
  const before = new Set(bed.allTold(user).map(({ message }) => message.ts));
  await act();
  const found = () => bed.allTold(user).find(({ message, text }) => !before.has(message.ts) && matching.test(text));
  await passUntil(clock, found);
  return found() as Told;
}
const says = (line: string, matching = /^\*Case \d+\*: /, user: string = maria) =>
  toldAfter(() => bed.type(`/hush ${line}`, user), matching, user);
const press = (told: Told, label: string, user: string = maria) =>
  bed.slack.people.press({ user, message: told.message, label });
const posted = (words: RegExp) => bed.audit().findLast(({ text }) => words.test(text));
async function post(words: RegExp): Promise<Told> {
  await passUntil(clock, () => posted(words));
  return posted(words) as Told;
}
const folder = mkdtempSync(join(tmpdir(), 'hush-everything-'));
const HUSH_CONFIG = join(folder, 'hush.yml');
writeFileSync(
  HUSH_CONFIG,
  `policy: { protected: [admin], approval: { above: 4 }, ladder: [10m, 1h], targetsPerHour: 60 }
digest: { day: monday, at: '09:00' }
audit: { keep: 30d, key: "$\{HUSH_AUDIT_KEY}" }
`,
);
const settings = { HUSH_CONFIG, HUSH_AUDIT_KEY: privatePem };

/** Runs a command beside the running bot. */
const hush = async (line: string) => {
  const { code, output, errors } = await run(line.split(' '), {
    environment: { ...settings, HUSH_DATA_DIR: bed.folder },
  });
  expect(errors).toBe('');
  return { code, output };
};
function sql<Row = Record<string, unknown>>(text: string): readonly Row[] {
  const database = new DatabaseSync(join(bed.folder, 'hush.db'));
  try {
    return database.prepare(text).all() as unknown as readonly Row[];
  } finally {
    database.close();
  }
}

/** Waits until the audit tells of it. */
const recorded = (event: AuditEvent) =>
  passUntil(clock, () => sql('select event from audit').some((entry) => entry.event === event));

beforeAll(async () => {
  bed = await startTestBed({ clock, slack: { switches: { messagesPerSecond: 0 } }, environment: settings });
  await clock.advance(1000);
  // What is refused, by the rules and by ids.
  await says('mute alice in lobby for 2h', /may not use Hush/, sam);
  await says(`mute alice nosuch admin ${'x'.repeat(40)} in lobby for 2h spam`);
  await says('note 1 See https://example.com/1', /Note 1/, noah);
  await says('reason 1 insults', /./);
  await says('extend 1 for 4h', undefined, noah);
  await says('undo 2');
  // Silences, modules, everyone.
  await says('silence alice from groups lobby stream for 2h');
  await says('mute alice bob in p2p,team for 31m');
  await says('mute alice in team for 5h', undefined, noah);
  await says('unmute bob in p2p');
  await says('mute everyone in stream for 2h raid', /second moderator/);
  await toldAfter(async () => press(await post(/asks for [\s\S]*everyone/), 'Approve', noah), /^\*Case \d+\*: /);
  // Retried, and cancelled.
  bed.zim.faults.add({ fault: { kind: 'reset-before' }, times: 4 });
  const doubted = await says('mute carol dave in lobby for 2h');
  await toldAfter(() => press(doubted, 'Retry failed'), /^\*Case \d+\*: /);
  await bed.zim.refuseConnections(true);
  const started = await says('mute erin in lobby for 2h', /started/);
  await toldAfter(() => press(started, 'Cancel'), /^\*Case \d+\*: /);
  await bed.zim.refuseConnections(false);
  await clock.advance(2000);
  // The length that Hush picks, after a look; a try; a file.
  const picked = await says('mute alice bob in stream for auto again', /Nothing was done yet/);
  await toldAfter(() => press(picked, 'Mute 2'), /^\*Case \d+\*: /);
  const mine = await says('mute bob in stream for auto', /Nothing was done yet/);
  await press(mine, 'Leave it');
  await recorded('proposal.withdrawn');
  await press(mine, 'Mute 1');
  await recorded('proposal.refused');
  const tried = await says('mute carol in stream for 2h --dry-run', /what would happen/);
  await toldAfter(() => press(tried, 'Mute 1'), /^\*Case \d+\*: /);
  const forms = fileForms(bed);
  let isShown = false;
  const preview = forms.preview('mute', { place: 'stream', length: '2h' }, { content: 'id\nerin\nmallory\n' });
  void preview.then(() => {
    isShown = true;
  });
  await passUntil(clock, () => isShown);
  await toldAfter(() => bed.slack.people.submit({ user: maria }), /^\*Case \d+\*: /);
  // A second moderator: yes, no, taken back, nobody, and one who may not.
  for (const [index, answer] of ['Approve', 'Deny', 'Take it back', 'nothing'].entries()) {
    const ids = [0, 1, 2, 3, 4].map((one) => `viewer00${one + index}`).join(' ');
    await says(`mute ${ids} in lobby for ${index + 1}h a raid`, /second moderator/);
    const asked = await post(new RegExp(`asks for a second moderator’s yes[\\s\\S]*viewer00${index + 4}`));
    if (answer === 'Approve') await toldAfter(() => press(asked, 'Approve', sam), /may not use Hush/, sam);
    if (answer === 'Take it back') await press(asked, 'Deny');
    else if (answer !== 'nothing') await toldAfter(() => press(asked, answer, noah), /You /, noah);
  }
  clock.jump(5 * hour);
  for (const event of ['lift.done', 'proposal.expired', 'digest.planned'] as const) await recorded(event);
  await passUntil(clock, () => sql('select 1 from cases where closed_at is null').length === 0);
}, 120_000);
afterAll(async () => {
  expect(bed.slack.violations()).toEqual([]);
  await bed.close();
  rmSync(folder, { recursive: true });
});

test('whatever was done, the chain is sound, every case agrees with it, and every entry is exported', async () => {
  const { code, output } = await hush('audit verify');
  const cases = sql('select number from cases').length;
  expect(cases).toBeGreaterThan(13);
  expect(output).toContain(`ok      ${cases} cases agree with it.`);
  expect(code).toBe(0);
  const entries = sql<{ seq: number; event: string; details: string }>('select * from audit order by seq');
  // What needs a month, or a vendor that says no to an end, is in test/store/holds.test.ts; several workspaces are in
  // test/e2e/several-workspaces.test.ts; the cut comes below.
  const ofEnds = ['lift.rejected', 'renew.done', 'renew.rejected', 'renew.missed', 'ends.unanswered'];
  const elsewhere = [...ofEnds, 'workspace.installed', 'workspace.removed', 'audit.cut'];
  const told = new Set(entries.map(({ event }) => event));
  expect(auditEvents.filter((event) => !told.has(event))).toEqual(elsewhere);
  const jsonl = (await hush('audit export --format jsonl')).output.trimEnd().split('\n');
  expect(jsonl.map((line) => JSON.parse(line)).map(({ seq, details }) => [seq, details])).toEqual(
    entries.map(({ seq, details }) => [seq, JSON.parse(details)]),
  );
  const [heading, ...rows] = parse((await hush('audit export --format csv')).output) as string[][];
  expect(heading).toContain('details');
  expect(rows.map((row) => row.map(readSafeCell)).map(([seq]) => Number(seq))).toEqual(entries.map(({ seq }) => seq));
  // The approved, the denied, what was taken back, and what nobody answered.
  const named = (await hush('audit export --format jsonl --target viewer004')).output;
  expect(named.match(/"proposal\.asked"/g)).toHaveLength(4);
});

test.each([
  [
    'whose yes a case had',
    `update cases set approved_by = 'U0SAM00001' where approved_by is not null`,
    'whose yes it had',
  ],
  [
    'whom a place means',
    `update cases set place = replace(place, '"whom":"everyone"', '"whom":[3]') where place like '%whom%'`,
    'its place',
  ],
  ['what a follower extends', 'update cases set extends = null where extends is not null', 'undoes or extends'],
])('verify notices a change of %s', async (_, change, words) => {
  const before = sql('select number, place, approved_by, extends from cases');
  sql(change);
  expect(sql('select number, place, approved_by, extends from cases')).not.toEqual(before);
  const { code, output } = await hush('audit verify');
  expect(output).toMatch(new RegExp(`^BROKEN {2}Case \\d+ was changed: .*${words}`, 'm'));
  expect(code).toBe(1);
  for (const { number, place, approved_by: by, extends: older } of before) {
    const text = (value: unknown) => (value === null ? 'null' : `'${value}'`);
    sql(
      `update cases set place = ${text(place)}, approved_by = ${text(by)}, extends = ${older} where number = ${number}`,
    );
  }
  expect((await hush('audit verify')).code).toBe(0);
});

test('what waits for a yes is not compared: a yes to something else is refused instead', async () => {
  sql(`update proposals set targets = replace(targets, 'viewer004', 'frank')`);
  expect((await hush('audit verify')).code).toBe(0);
});

test('after a month old entries go, what is left is sound, and people find their cases as before', async () => {
  const head = /Head {4}(\S+)/.exec((await hush('audit verify')).output)?.[1] ?? '';
  await bed.stop();
  clock.jump(40 * day);
  await bed.start();
  await clock.advance(1000);
  await recorded('audit.cut');
  const { code, output } = await hush('audit verify');
  expect(output).toContain('were removed by Hush');
  expect(output).toMatch(/older cases could not be compared: their entries were removed\./);
  expect(code).toBe(0);
  expect((await hush(`audit verify --head ${head}`)).output).toMatch(/all is as it was|was removed since/);
  expect((await says('case 1', /Case 1/)).text).toContain('insults');
  expect((await says('history alice', /alice/)).text).toContain('1');
  await says('note 1 And again', /Note 2/);
  expect((await hush('audit verify')).code).toBe(0);
});
