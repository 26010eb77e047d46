import { describe, expect } from 'vitest';
import { BotDidNotStart } from '../../src/playground/bot-process.ts';
import type { CrashBed } from '../support/crash-bed.ts';
import { crashTest, expectAllKept, killed } from '../support/crash-test.ts';
import type { KillPoint } from '../support/kill-at.ts';

const hour = 3_600_000;
const day = 24 * hour;

describe.concurrent('killed while the last target is settled', () => {
  const closing = { at: 'commit', like: 'set "closed_at"' } as const;
  for (const when of ['before', 'after'] as const) {
    crashTest(`${when} the commit, the case is closed once and told once`, async (bed) => {
      const bot = await bed.start({ killAt: { ...closing, when } });
      await bed.type('mute alice bob nosuch in lobby for 2h');
      await killed(bed, bot);
      expect(bed.audit(1)).toEqual([]);
      await bed.start();
      await expectAllKept(bed);
      expect(bed.audit(1)).toHaveLength(1);
      expect(bed.told('*Case 1*:')).toHaveLength(1);
      const outcomes = bed.targets().map(({ target, outcome }) => [target, outcome]);
      // A no whose recording was cut off is asked for again; then nobody can say what the first request did.
      const nosuch = when === 'before' ? 'unconfirmed' : 'rejected';
      expect(outcomes).toEqual([
        ['alice', 'done'],
        ['bob', 'done'],
        ['nosuch', nosuch],
      ]);
    });
  }
});

describe.concurrent('killed between the outcome and its announcement', () => {
  const posting = { at: 'fetch', like: 'chat.postMessage' } as const;
  const answering = { at: 'fetch', like: '/commands/' } as const;
  const windows: readonly (readonly [string, KillPoint, { audit: number; summary: number }])[] = [
    ['before the audit message is sent', { ...posting, when: 'before' }, { audit: 1, summary: 2 }],
    ['after Slack took the audit message, before Hush knows', { ...posting, when: 'after' }, { audit: 2, summary: 2 }],
    [
      'after the audit message is known, before it is done with',
      { at: 'statement', when: 'after', like: 'set "post_channel"' },
      { audit: 1, summary: 2 },
    ],
    ['before the summary is sent', { ...answering, when: 'before' }, { audit: 2, summary: 1 }],
    ['after Slack took the summary, before Hush knows', { ...answering, when: 'after' }, { audit: 2, summary: 2 }],
  ];
  for (const [name, killAt, most] of windows) {
    crashTest(`${name}: it is told, at most twice where Slack may have had it`, async (bed) => {
      const bot = await bed.start({ killAt });
      await bed.type('mute alice bob in lobby for 2h');
      await killed(bed, bot);
      await bed.start();
      await expectAllKept(bed);
      expect(bed.audit(1).length).toBeLessThanOrEqual(most.audit);
      expect(bed.told('*Case 1*:').length).toBeLessThanOrEqual(most.summary);
      expect(bed.zim.calls).toHaveLength(1);
    });
  }
});

/** A mute that Hush has to end, its time come while Hush was not running. */
async function overdue(bed: CrashBed, line: string): Promise<void> {
  const bot = await bed.start();
  await bed.type(line);
  await bed.until(() => bed.cases().length === 1);
  await bed.finished();
  await bot.stop();
  bed.leap(2 * hour);
}

const entriesOf = async (bed: CrashBed, event: string) =>
  (await bed.entries()).filter((entry) => entry.event === event);

describe.concurrent('killed during a lift', () => {
  const lines = ['mute alice everywhere for 1h', 'mute alice in team for 1h', 'silence alice from groups lobby for 1h'];
  const stillSet = ({ zim, netease }: CrashBed) =>
    netease.muted().length > 0 || zim.silenced('alice').groups.includes('lobby');
  for (const line of lines) {
    crashTest(`that worked and was not recorded: ${line}`, async (bed) => {
      await overdue(bed, line);
      const killAt = { at: 'commit', when: 'before', like: 'delete from "holds" where "id" =' } as const;
      await killed(bed, await bed.start({ killAt }));
      expect(stillSet(bed)).toBe(false);
      expect(await entriesOf(bed, 'lift.done')).toEqual([]);
      await bed.start();
      await bed.until(() => bed.threads().length > 0);
      await expectAllKept(bed);
      expect(await entriesOf(bed, 'lift.done')).toHaveLength(1);
      expect(bed.count('select 1 from holds')).toBe(0);
      expect(bed.threads()).toHaveLength(1);
      expect(bed.targets()).toMatchObject([{ outcome: 'done', lift_outcome: 'done' }]);
    });
  }

  crashTest('before its request leaves: it is lifted once', async (bed) => {
    await overdue(bed, 'mute alice everywhere for 1h');
    const calls = bed.netease.calls.length;
    await killed(bed, await bed.start({ killAt: { at: 'commit', when: 'after', like: 'update "holds" set "sent"' } }));
    expect(stillSet(bed)).toBe(true);
    await bed.start();
    await bed.until(() => bed.threads().length > 0);
    await expectAllKept(bed);
    expect(bed.netease.calls).toHaveLength(calls + 1);
    expect(await entriesOf(bed, 'lift.done')).toHaveLength(1);
  });

  const telling: readonly (readonly [string, KillPoint, number])[] = [
    ['before it is told', { at: 'fetch', when: 'before', like: 'chat.postMessage' }, 1],
    ['after Slack took the message about it', { at: 'fetch', when: 'after', like: 'chat.postMessage' }, 2],
    ['after that message is known', { at: 'statement', when: 'after', like: 'set "lifts_ts"' }, 1],
  ];
  for (const [name, killAt, most] of telling) {
    crashTest(`${name}: told at most ${most === 1 ? 'once' : 'twice'}, lifted once`, async (bed) => {
      await overdue(bed, 'mute alice everywhere for 1h');
      const calls = bed.netease.calls.length;
      await killed(bed, await bed.start({ killAt }));
      await bed.start();
      await bed.until(() => bed.threads().length > 0);
      await expectAllKept(bed);
      expect(bed.threads().length).toBeLessThanOrEqual(most);
      expect(bed.netease.calls).toHaveLength(calls + 1);
    });
  }
});

describe.concurrent('killed during a renewal', () => {
  crashTest('that worked and was not recorded, a ZIM mute of 45 days still ends on its day', async (bed) => {
    const first = await bed.start();
    await bed.type('mute alice in lobby for 45d');
    await bed.until(() => bed.cases().length === 1);
    await bed.finished();
    await first.stop();
    bed.leap(29 * day + hour);
    await killed(
      bed,
      await bed.start({ killAt: { at: 'commit', when: 'before', like: 'update "holds" set "due_at" = ?, "task"' } }),
    );
    bed.leap(day);
    await bed.start();
    await bed.until(() => bed.zim.calls.length === 3);
    await bed.until(() => bed.count('select 1 from audit where event = ?', 'renew.done') === 1);
    await expectAllKept(bed);
    const [, second = 0, third = 0] = bed.zim.calls.map(({ params }) =>
      Number((params as { Duration?: string }).Duration),
    );
    expect(second).toBeLessThanOrEqual((16 * day - hour) / 1000);
    expect(third).toBeLessThanOrEqual((15 * day - hour) / 1000);
    expect(third).toBeGreaterThan((14 * day) / 1000);
  });
});

const firstStart: readonly KillPoint[] = [
  { at: 'statement', when: 'before', like: 'kysely_migration' },
  { at: 'statement', when: 'before', like: 'create table holds' },
  { at: 'statement', when: 'after', like: 'analyze sqlite_schema' },
  { at: 'commit', when: 'before', like: 'create table cases' },
  { at: 'commit', when: 'after', like: 'create table cases' },
];

describe.concurrent('killed at the very first start', () => {
  crashTest(
    'before, amid and after its tables, again and again: the next start finds nothing half done',
    async (bed) => {
      // Each of these points is reached only if the start before it left nothing behind.
      for (const killAt of firstStart) await expect(bed.start({ killAt })).rejects.toThrow(BotDidNotStart);
      await bed.start();
      await bed.type('mute alice in lobby for 2h');
      await bed.until(() => bed.cases().length === 1);
      await expectAllKept(bed);
      expect(bed.zim.muted('lobby')).toEqual(['alice']);
    },
  );
});
