import { describe, expect, test } from 'vitest';
import { type Roster, RosterUnavailable } from '../../src/moderation/policy/rule.ts';
import { createRoster } from '../../src/slack/roster.ts';
import { ManualClock } from '../support/manual-clock.ts';

/** Slack's answers about people, counted. */
function slack(answers: { members?: readonly string[]; user?: Record<string, unknown>; fails?: boolean }) {
  const asked: string[] = [];
  const answer = <T>(what: string, value: T): Promise<T> => {
    asked.push(what);
    return answers.fails ? Promise.reject(new Error('down')) : Promise.resolve(value);
  };
  const lookups = {
    usergroups: {
      users: { list: ({ usergroup }: { usergroup: string }) => answer(usergroup, { users: answers.members ?? [] }) },
    },
    users: { info: ({ user }: { user: string }) => answer(user, { user: answers.user }) },
  };
  return { asked, answers, lookups: lookups as never };
}

const roles = [{ name: 'moderator' }];
const isModerator = async (roster: Roster, user: string) => (await roster.rolesOf(user)).has('moderator');

describe('moderators by name', () => {
  test('are known without asking Slack', async () => {
    const { asked, lookups } = slack({});
    const roster = createRoster({ moderators: ['U1'], roles }, { lookups, clock: new ManualClock() });
    expect(await isModerator(roster, 'U1')).toBe(true);
    expect(await isModerator(roster, 'U2')).toBe(false);
    expect(asked).toEqual([]);
  });

  test('by user group are asked for once a minute, and are out a minute after they left it', async () => {
    const clock = new ManualClock();
    const { asked, answers, lookups } = slack({ members: ['U1'] });
    const roster = createRoster({ moderators: ['S1'], roles }, { lookups, clock });
    expect(await Promise.all([isModerator(roster, 'U1'), isModerator(roster, 'U2')])).toEqual([true, false]);
    expect(asked).toEqual(['S1']);
    answers.members = [];
    await clock.advance(59_999);
    expect(await isModerator(roster, 'U1')).toBe(true);
    await clock.advance(1);
    expect(await isModerator(roster, 'U1')).toBe(false);
    expect(asked).toEqual(['S1', 'S1']);
  });

  test('are nobody when Slack does not answer; the next question asks again', async () => {
    const { answers, lookups } = slack({ members: ['U1'], fails: true });
    const roster = createRoster({ moderators: ['S1'], roles }, { lookups, clock: new ManualClock() });
    await expect(isModerator(roster, 'U1')).rejects.toThrow(RosterUnavailable);
    answers.fails = false;
    expect(await isModerator(roster, 'U1')).toBe(true);
  });
});

describe('without names, the workspace’s admins and owners', () => {
  test.each([
    ['an admin', { is_admin: true }, true],
    ['an owner', { is_owner: true }, true],
    ['the primary owner', { is_primary_owner: true }, true],
    ['anybody else', { is_admin: false }, false],
    ['a deactivated admin', { is_admin: true, deleted: true }, false],
    ['somebody Slack does not know', undefined, false],
  ])('%s', async (_, user, may) => {
    const { lookups } = slack(user ? { user } : {});
    const roster = createRoster({ moderators: undefined, roles }, { lookups, clock: new ManualClock() });
    expect(await isModerator(roster, 'U1')).toBe(may);
  });
});
