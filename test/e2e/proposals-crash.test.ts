import { expect } from 'vitest';
import { playgroundSlack } from '../../src/playground/slack/seed.ts';
import type { CrashBed } from '../support/crash-bed.ts';
import { crashTest, expectAllKept, killed } from '../support/crash-test.ts';
import type { KillPoint } from '../support/kill-at.ts';

const { moderator: maria, secondModerator: noah, auditChannel } = playgroundSlack;
const policy = { approval: { above: 1, permanent: false, expiresSeconds: 3600 }, confirmAbove: 0 } as const;

const asked = (bed: CrashBed) =>
  bed.slack.messages(auditChannel).filter(({ text }) => text.includes('asks for a second'));
const shown = (bed: CrashBed) => bed.told('*Nothing was done yet.*');

/** Presses below a message; what Slack shows of a bot that dies is not judged. */
const press = (bed: CrashBed, user: string, label: string) =>
  bed.slack.people
    .press({ user, message: (user === maria ? shown(bed) : asked(bed))[0], label })
    .catch(() => undefined);

crashTest('what waits for a second moderator waits on after a kill, and becomes exactly one case', async (bed) => {
  const bot = await bed.start({ policy });
  await bed.type('mute alice bob in lobby for 2h');
  // A kill between Slack's acceptance and its record would have it posted a second time.
  await bed.until(() => bed.count('select 1 from proposals where post_ts is not null') > 0);
  bot.kill();
  await bot.ended;
  await bed.start({ policy });
  await press(bed, noah, 'Approve');
  await bed.until(() => bed.cases().length > 0);
  await press(bed, noah, 'Approve');
  await expectAllKept(bed);
  expect(bed.cases()).toHaveLength(1);
  expect(bed.told('*Approved by ')).toHaveLength(1);
  expect(asked(bed)).toEqual([]);
});

crashTest('what was asked right before a kill is asked after it', async (bed) => {
  const bot = await bed.start({ policy, killAt: { at: 'commit', like: 'insert into "proposals"', when: 'after' } });
  await bed.type('mute alice bob in lobby for 2h');
  await killed(bed, bot);
  expect(asked(bed)).toEqual([]);
  await bed.start({ policy });
  await bed.until(() => asked(bed).length > 0 && bed.told('*It waits for a second moderator*').length > 0);
  expect(bed.cases()).toEqual([]);
});

const points: readonly [string, KillPoint, number][] = [
  ['before its yes is committed', { at: 'commit', like: `"state" = ?`, when: 'before' }, 0],
  ['right after its yes is committed', { at: 'commit', like: `"state" = ?`, when: 'after' }, 1],
  ['before the press is acknowledged', { at: 'acknowledgement', nth: 2, when: 'before' }, 1],
];
for (const [when, killAt, recorded] of points) {
  crashTest(`a confirmation whose bot is killed ${when} is carried out once`, async (bed) => {
    const bot = await bed.start({ policy, killAt });
    await bed.type('mute alice in lobby for 2h');
    await bed.until(() => shown(bed).length > 0);
    const [message] = shown(bed);
    await press(bed, maria, 'Mute 1');
    await killed(bed, bot);
    expect(bed.cases()).toHaveLength(recorded);
    await bed.start({ policy });
    await bed.slack.people.press({ user: maria, message, label: 'Mute 1' });
    await bed.until(() => bed.cases().length > 0);
    await expectAllKept(bed);
    expect(bed.cases()).toHaveLength(1);
    expect(bed.zim.muted('lobby')).toEqual(['alice']);
  });
}
