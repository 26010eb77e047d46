import { describe, expect } from 'vitest';
import { playgroundSlack } from '../../src/playground/slack/seed.ts';
import type { CrashBed } from '../support/crash-bed.ts';
import { crashTest, expectAllKept, killed } from '../support/crash-test.ts';
import type { KillPoint } from '../support/kill-at.ts';

const maria = playgroundSlack.moderator;
const minute = 60_000;
const hour = 60 * minute;

const recording = { like: 'insert into "cases"' } as const;

describe.concurrent('killed before a case is committed', () => {
  crashTest('nothing is recorded or done, and Slack tells the moderator that it failed', async (bed) => {
    const bot = await bed.start({ killAt: { at: 'commit', when: 'before', ...recording } });
    await bed.type('mute alice bob in lobby for 2h spam');
    await killed(bed, bot);
    expect(bed.told('/hush failed')).toHaveLength(1);

    await bed.start();
    expect(bed.cases()).toEqual([]);
    expect(await bed.entries()).toEqual([]);
    await bed.type('mute carol in lobby for 2h');
    await bed.until(() => bed.cases().length === 1);
    await expectAllKept(bed);
    expect(bed.zim.calls).toHaveLength(1);
    expect(bed.zim.muted('lobby')).toEqual(['carol']);
    expect(bed.audit(1)).toHaveLength(1);
  });
});

describe.concurrent('killed after the commit and before the acknowledgement', () => {
  const instants: readonly (readonly [string, KillPoint])[] = [
    ['right after the commit', { at: 'commit', when: 'after', ...recording }],
    ['when the acknowledgement is about to be written', { at: 'acknowledgement', when: 'before' }],
  ];
  for (const [name, killAt] of instants) {
    crashTest(`${name}: the case is carried out once, and only a line typed anew is another`, async (bed) => {
      const bot = await bed.start({ killAt });
      const typed = await bed.type('mute alice bob in lobby for 2h spam');
      await killed(bed, bot);
      expect(bed.told('/hush failed')).toHaveLength(1);

      await bed.start();
      expect(await bed.slack.people.resend(typed)).toMatchObject({ shown: 'ok' });
      await expectAllKept(bed);
      expect(bed.cases().map(({ delivery_key }) => delivery_key)).toEqual([`command:${typed.triggerId}`]);
      expect(bed.zim.calls).toHaveLength(1);
      expect(bed.audit(1)).toHaveLength(1);

      expect(await bed.type('mute alice bob in lobby for 2h spam')).toMatchObject({ shown: 'ok' });
      await bed.until(() => bed.cases().length === 2);
      expect(await bed.slack.people.resend(typed)).toMatchObject({ shown: 'ok' });
      await expectAllKept(bed);
      expect(bed.cases()).toHaveLength(2);
      expect(bed.zim.calls).toHaveLength(2);
      expect(bed.audit(2)).toHaveLength(1);
    });
  }

  crashTest('a form that stayed open because of it is submitted again: no second case', async (bed) => {
    const bot = await bed.start({ killAt: { at: 'commit', when: 'after', ...recording } });
    await bed.type('mute');
    await bed.slack.waitFor(() => bed.slack.views(maria).length === 1);
    const values = { targets: 'alice bob', place: 'lobby', length: '2h' };
    await bed.slack.people.submit({ user: maria, values });
    await killed(bed, bot);
    expect(bed.slack.views(maria)).toHaveLength(1);

    await bed.start();
    expect(await bed.slack.people.submit({ user: maria, values })).toMatchObject({ action: 'close' });
    await expectAllKept(bed);
    expect(bed.cases()).toHaveLength(1);
    expect(bed.zim.calls).toHaveLength(1);
  });
});

interface Kind {
  readonly name: string;
  readonly line: string;
  readonly operation: string;
  isSet(bed: CrashBed): boolean;
  /** Requests that write, when the first one's answer was never recorded. */
  readonly writes: number;
}

const kinds: readonly Kind[] = [
  {
    name: 'a ZIM mute',
    line: 'mute alice in lobby for 2h',
    operation: 'MuteGroupMembers',
    isSet: ({ zim }) => zim.muted('lobby').includes('alice'),
    writes: 2,
  },
  {
    name: 'a NetEase mute everywhere',
    line: 'mute alice everywhere for 2h',
    operation: 'user/muteModule',
    isSet: ({ netease }) => netease.flags('alice')?.muteRoom === true,
    writes: 2,
  },
  {
    name: 'a NetEase mute of one module',
    line: 'mute alice in team for 2h',
    operation: 'user/muteModule',
    isSet: ({ netease }) => netease.flags('alice')?.muteTeam === true,
    // Reading shows that it worked.
    writes: 1,
  },
  {
    name: 'a silence',
    line: 'silence alice from groups lobby for 2h',
    operation: 'SilenceConvNotification',
    isSet: ({ zim }) => zim.silenced('alice').groups.includes('lobby'),
    writes: 2,
  },
];

const writesOf = ({ zim, netease }: CrashBed, { operation }: Kind) =>
  [...zim.calls, ...netease.calls].filter((call) => call.operation === operation);

const permitted = { at: 'commit', when: 'after', like: 'update "targets" set "sent"' } as const;
const outcomeRecorded = { at: 'commit', when: 'before', like: 'update "targets" set "outcome"' } as const;

/** The case is done once, with its end where it was promised, and ends then. */
async function expectKeptToItsEnd(bed: CrashBed, kind: Kind, kills: number): Promise<void> {
  await expectAllKept(bed, kills);
  const [record] = bed.cases();
  expect(bed.cases()).toHaveLength(1);
  expect(bed.targets()).toMatchObject([{ outcome: 'done' }]);
  expect(record?.expires_at).toBe((record?.created_at ?? 0) + 2 * hour);
  expect(kind.isSet(bed)).toBe(true);
  // No repeat lengthens it: what is sent is what is still to go, a minute less after each restart.
  for (const [index, { params }] of writesOf(bed, kind).entries()) {
    const { Duration } = params as { Duration?: string };
    if (Duration !== undefined) expect(Number(Duration)).toBeLessThanOrEqual((2 * hour - index * minute) / 1000);
  }
}

describe.concurrent('killed between the call and its outcome', () => {
  for (const kind of kinds) {
    crashTest(`${kind.name}, permitted and not yet sent, is sent once`, async (bed) => {
      const bot = await bed.start({ killAt: permitted });
      expect(await bed.type(kind.line)).toMatchObject({ shown: 'ok' });
      await killed(bed, bot);
      expect(writesOf(bed, kind)).toEqual([]);
      bed.leap(minute);
      await bed.start();
      await expectKeptToItsEnd(bed, kind, 1);
      expect(writesOf(bed, kind)).toHaveLength(1);
    });

    crashTest(`${kind.name} that worked, its answer on the way, is done and not longer`, async (bed) => {
      const { zim, netease } = bed;
      const slow = {
        operation: kind.operation,
        times: 1,
        fault: { kind: 'slow', ms: minute, effect: 'first' },
      } as const;
      (kind.operation.includes('/') ? netease : zim).faults.add(slow);
      const bot = await bed.start();
      expect(await bed.type(kind.line)).toMatchObject({ shown: 'ok' });
      await bed.until(() => kind.isSet(bed));
      bot.kill();
      await killed(bed, bot);
      bed.leap(minute);
      await bed.start();
      await expectKeptToItsEnd(bed, kind, 1);
      expect(writesOf(bed, kind)).toHaveLength(kind.writes);
    });

    crashTest(`${kind.name}, answered and not recorded, twice over, is done, and ends on time`, async (bed) => {
      const first = await bed.start({ killAt: outcomeRecorded });
      expect(await bed.type(kind.line)).toMatchObject({ shown: 'ok' });
      await killed(bed, first);
      expect(kind.isSet(bed)).toBe(true);
      bed.leap(minute);
      await killed(bed, await bed.start({ killAt: outcomeRecorded }));
      bed.leap(minute);
      const last = await bed.start();
      await expectKeptToItsEnd(bed, kind, 2);

      await last.stop();
      bed.leap(2 * hour);
      await bed.start();
      await bed.until(() => !kind.isSet(bed));
      await bed.until(() => bed.count('select 1 from holds') === 0);
      await expectAllKept(bed, 2);
    });
  }

  crashTest('a module that others had muted is still theirs after a kill while it is read', async (bed) => {
    bed.netease.setFlags('alice', { muteTeam: true });
    bed.netease.faults.add({ operation: 'user/getUinfos', times: 1, fault: { kind: 'slow', ms: minute } });
    const bot = await bed.start();
    await bed.type('mute alice in team for 2h');
    await bed.until(() => bed.netease.calls.length === 1);
    bot.kill();
    await killed(bed, bot);
    const second = await bed.start();
    await expectAllKept(bed, 1, ['alice']);
    expect(bed.targets()).toMatchObject([{ outcome: 'already' }]);
    expect(bed.count('select 1 from holds')).toBe(0);
    await second.stop();
    bed.leap(3 * hour);
    await bed.start();
    await bed.type('mute bob everywhere for 1h');
    await bed.until(() => bed.cases().length === 2);
    await expectAllKept(bed, 1, ['alice']);
    expect(bed.netease.flags('alice')?.muteTeam).toBe(true);
  });
});

describe.concurrent('killed while an older case is in doubt and a newer one waits for its targets', () => {
  const halls = Array.from({ length: 120 }, (_, index) => `hall${index}`);

  /** Both cases are recorded, everything of the older one has worked, and no answer ever came. */
  async function killedInDoubt(bed: CrashBed, lines: readonly [string, string], worked: () => boolean): Promise<void> {
    const slow = { kind: 'slow', ms: minute, effect: 'first' } as const;
    bed.zim.faults.add({ operation: 'SilenceConvNotification', fault: slow });
    bed.netease.faults.add({ operation: 'user/muteModule', fault: slow });
    const bot = await bed.start({ environment: { HUSH_VENDOR_TIMEOUT_MS: '30000' } });
    await bed.type(lines[0]);
    await bed.until(worked);
    await bed.type(lines[1]);
    await bed.until(() => bed.cases().length === 2);
    bot.kill();
    await killed(bed, bot);
    bed.zim.faults.clear();
    bed.netease.faults.clear();
  }

  /** Restarted, 50 minutes later, and after the newer case's end. */
  async function expectNewerToEndIt(bed: CrashBed, isSet: () => boolean): Promise<void> {
    const second = await bed.start();
    await expectAllKept(bed);
    await second.stop();
    bed.leap(50 * minute);
    const third = await bed.start();
    await bed.until(() => bed.count('select 1 from holds where case_number = 1') === 0);
    await expectAllKept(bed);
    expect(isSet()).toBe(true);
    await third.stop();
    bed.leap(2 * hour);
    await bed.start();
    await bed.until(() => bed.count('select 1 from holds') === 0);
    await expectAllKept(bed);
    expect(isSet()).toBe(false);
  }

  crashTest('the newer silence, whatever its order, lasts to its own end and no longer', async (bed) => {
    for (const id of halls) bed.zim.addGroup({ id, owner: 'admin', members: ['alice'] });
    const silenced = () => bed.zim.silenced('alice').groups.length;
    const lines = [
      `silence alice from groups ${halls.join(' ')} for 30m`,
      `silence alice from groups ${halls.toReversed().join(' ')} for 2h`,
    ] as const;
    await killedInDoubt(bed, lines, () => silenced() === halls.length);
    await expectNewerToEndIt(bed, () => silenced() > 0);
    expect(bed.targets().filter(({ case_number, outcome }) => case_number === 2 && outcome !== 'already')).toEqual([]);
  });

  crashTest('the newer mute of one module of two lasts to its own end and no longer', async (bed) => {
    const flags = () => bed.netease.flags('alice');
    const lines = ['mute alice in p2p,team for 30m', 'mute alice in team for 2h'] as const;
    await killedInDoubt(bed, lines, () => flags()?.muteTeam === true);
    await expectNewerToEndIt(bed, () => flags()?.muteTeam === true);
    expect(flags()?.muteP2P).toBe(false);
  });
});
