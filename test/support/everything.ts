import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { AuditEvent } from '../../src/moderation/audit.ts';
import { playgroundSlack } from '../../src/playground/slack/seed.ts';
import { newAuditKey } from './audit-keys.ts';
import { fileForms } from './file-forms.ts';
import { startTestBed, type TestBed, type Told } from './hush.ts';
import { ManualClock } from './manual-clock.ts';
import { passUntil } from './pass-time.ts';

const { moderator: maria, secondModerator: noah, stranger: sam } = playgroundSlack;
const hour = 3_600_000;

/** A bot with which nearly everything was done that can be done, by lines, forms and buttons. */
export interface Everything {
  readonly bed: TestBed;
  readonly clock: ManualClock;
  /** Its variables, beside those of the bed. */
  readonly settings: Readonly<Record<string, string>>;
  /** Types a line, and lets time go by until its author was told what matches. */
  says(line: string, matching?: RegExp, user?: string): Promise<Told>;
  /** The rows of a query to its database. */
  sql<Row = Record<string, unknown>>(text: string): readonly Row[];
  /** Lets time go by until the audit tells of it. */
  recorded(event: AuditEvent): Promise<void>;
  close(): Promise<void>;
}

/** Does it, with a clock that the test moves. Takes half a minute. */
export async function doEverything(): Promise<Everything> {
  const { privatePem } = newAuditKey();
  // Monday, a minute before the digest.
  const clock = new ManualClock(Date.UTC(2026, 10, 23, 8, 59));
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
  const bed = await startTestBed({ clock, slack: { switches: { messagesPerSecond: 0 } }, environment: settings });

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
  function sql<Row = Record<string, unknown>>(text: string): readonly Row[] {
    const database = new DatabaseSync(join(bed.folder, 'hush.db'));
    try {
      return database.prepare(text).all() as unknown as readonly Row[];
    } finally {
      database.close();
    }
  }
  const recorded = (event: AuditEvent) =>
    passUntil(clock, () => sql('select event from audit').some((entry) => entry.event === event));

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
  return {
    bed,
    clock,
    settings,
    says,
    sql,
    recorded,
    close: async () => {
      await bed.close();
      rmSync(folder, { recursive: true });
    },
  };
}
