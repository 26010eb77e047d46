import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { type Answered, sayNo, sayYes } from '../../src/moderation/answer.ts';
import { rules } from '../../src/moderation/policy/index.ts';
import type { Rule } from '../../src/moderation/policy/rule.ts';
import { TooLate } from '../../src/moderation/ports.ts';
import { proposeCases, requestCase } from '../../src/moderation/request.ts';
import { verifyAudit } from '../../src/store/audit.ts';
import { muteInLobby, unmuting } from '../store/memory-store.ts';
import { type Desk, desk, to, yes } from './proposed.ts';

const approval = { above: 2, permanent: true, expiresSeconds: 3600 } as const;
const three = ['alice', 'bob', 'carol'];

/** A rule that comes into force while something waits. */
const added: Rule[] = [];
const addRule = (judge: Rule['judge']) => {
  const rule = { name: 'test', judge };
  added.push(rule);
  (rules as Rule[]).push(rule);
};
afterEach(() => {
  for (const rule of added.splice(0)) (rules as Rule[]).splice(rules.indexOf(rule), 1);
});

const targetsOf = (all: Desk) => all.sql('select target from targets order by target').map(({ target }) => target);
const sentenceOf = (answered: Answered) => (answered.kind === 'refused' ? answered.sentence : answered.kind);

describe('what is asked for', () => {
  test('is recorded where no rule wants a yes, and what was shown already is not shown again', async () => {
    const all = await desk({ confirmAbove: 2 });
    expect(await requestCase(muteInLobby(['alice']), all, yes)).toMatchObject({ kind: 'recorded', number: 1 });
    expect(await requestCase(muteInLobby(three), all, yes, { confirmed: true })).toMatchObject({ number: 2 });
    expect((await all.asked(three)).kind).toBe('confirmation');
  });

  test('by what it is: many and permanent mutes need a second moderator, what ends something does not', async () => {
    const all = await desk({ approval });
    const length = { kind: 'permanent' } as const;
    expect((await all.asked(three)).kind).toBe('approval');
    expect((await all.asked(['alice'], { length })).why).toEqual(['It would be permanent.']);
    expect(await requestCase(muteInLobby(three), all, yes, { confirmed: true })).toMatchObject({ kind: 'asked' });
    expect(await requestCase(unmuting(muteInLobby(three)), all, yes)).toMatchObject({ kind: 'recorded' });
    // What will be skipped counts for nobody.
    const targets = [...three.slice(1), 'x'].map((id) => (id === 'x' ? { id, problem: 'is empty' } : { id }));
    expect(await requestCase({ ...muteInLobby([]), targets }, all, yes)).toMatchObject({ kind: 'recorded' });
  });

  test('only to be shown is shown, with what would still be needed', async () => {
    const all = await desk({ approval });
    const how = { dryRun: true, why: ['It was `for auto`.'] };
    expect(await requestCase(muteInLobby(three), all, yes, how)).toMatchObject({
      proposal: {
        kind: 'confirmation',
        dryRun: true,
        why: ['It was `for auto`.'],
        approval: ['It is about 3 targets, and one moderator alone may decide about 2.'],
      },
    });
    expect(all.sql('select * from cases')).toEqual([]);
  });

  test('twice by one delivery is one proposal, and what became a case before stays that', async () => {
    const all = await desk({ confirmAbove: 2 });
    const request = muteInLobby(three);
    const [first, second] = [await requestCase(request, all, yes), await requestCase(request, all, yes)];
    expect(second).toEqual(first);
    expect(all.sql('select id from proposals')).toHaveLength(1);
    expect(all.sql('select kind from outbox')).toHaveLength(1);
    const recorded = muteInLobby(['dave']);
    await requestCase(recorded, all, yes);
    expect(await proposeCases([recorded], all, yes)).toEqual({ kind: 'duplicate', number: 1 });
  });

  test('too late is not there', async () => {
    const all = await desk({ confirmAbove: 2 });
    await expect(requestCase(muteInLobby(three), all, () => false)).rejects.toThrow(TooLate);
    expect(all.sql('select 1 from proposals union all select 1 from outbox union all select 1 from audit')).toEqual([]);
  });

  test('as several cases is one question, counted together, and one yes to all', async () => {
    const all = await desk({ approval });
    const step = (ids: readonly string[], seconds: number) => muteInLobby(ids, { length: { kind: 'timed', seconds } });
    const asked = await proposeCases([step(['alice', 'bob'], 60), step(['carol'], 120)], all, yes);
    if (asked.kind !== 'asked') throw new Error(asked.kind);
    expect(asked.proposal).toMatchObject({ kind: 'approval', cases: [{ targets: [{}, {}] }, { targets: [{}] }] });
    expect(await sayYes(to(asked.proposal, 'UNOAH'), all, yes)).toMatchObject({ proposal: { numbers: [1, 2] } });
    expect(all.begun).toEqual([1, 2]);
    expect(all.sql('select number, length_seconds, moderator, approved_by, delivery_key from cases')).toMatchObject([
      {
        number: 1,
        length_seconds: 60,
        moderator: 'UMARIA',
        approved_by: 'UNOAH',
        delivery_key: `proposal:${asked.proposal.id}:1`,
      },
      { number: 2, length_seconds: 120, delivery_key: `proposal:${asked.proposal.id}:2` },
    ]);
  });
});

describe('a yes', () => {
  test('is that of who asked to a confirmation, and its time counts from then', async () => {
    const all = await desk({ confirmAbove: 2 });
    const proposal = await all.asked(three);
    all.clock.jump(600_000);
    expect(sentenceOf(await sayYes(to(proposal, 'UNOAH'), all, yes))).toBe(
      'This was shown to @UMARIA, and only they can answer it.',
    );
    expect(await sayYes(to(proposal, 'UMARIA'), all, yes)).toMatchObject({
      kind: 'accepted',
      proposal: { numbers: [1] },
    });
    expect(await all.cases.find(1)).toMatchObject({ expiresAt: all.clock.now() + 7_200_000, total: 3 });
    expect((await all.cases.find(1))?.approvedBy).toBeUndefined();
    expect(all.refused()).toEqual(['UNOAH: not theirs']);
  });

  test('that needs another one becomes the question to a second moderator', async () => {
    const all = await desk({ confirmAbove: 2 });
    const proposal = await all.asked(three);
    const strict = { ...all, policy: { ...all.policy, approval } };
    const answered = await sayYes(to(proposal, 'UMARIA'), strict, yes);
    if (answered.kind !== 'passed on') throw new Error(answered.kind);
    expect(answered.approval).toMatchObject({ kind: 'approval', moderator: 'UMARIA', cases: proposal.cases });
    expect(await all.proposals.find(proposal.id)).toMatchObject({ state: 'accepted', successor: answered.approval.id });
    expect(all.sql('select * from cases')).toEqual([]);
    // Said again it is the same one.
    expect((await sayYes(to(proposal, 'UMARIA'), strict, yes)).kind).toBe('over');
    expect((await sayYes(to(answered.approval, 'UNOAH'), strict, yes)).kind).toBe('accepted');
  });

  test.each([
    ['who asked', 'UMARIA', 'own request'],
    ['a moderator without one of the roles', 'UNOAH', 'lacks the role'],
    ['a lead who is no moderator', 'WLEA', 'may not'],
  ])('to an approval is not that of %s', async (_, by, why) => {
    const all = await desk({ approval: { ...approval, by: ['lead'] } }, ['UMARIA', 'UADA', 'WLEA']);
    addRule(async ({ moderator }) =>
      moderator === 'WLEA' ? { kind: 'refuse', sentence: 'You are no lead here.' } : undefined,
    );
    const proposal = await all.asked(three);
    expect((await sayYes(to(proposal, by), all, yes)).kind).toBe('refused');
    expect(all.refused()).toEqual([`${by}: ${why}`]);
    expect(all.begun).toEqual([]);
    expect((await sayYes(to(proposal, 'UADA'), all, yes)).kind).toBe('accepted');
  });

  test('is not held back by how much the approver did themselves', async () => {
    const all = await desk({ approval, targetsPerHour: 5 });
    addRule(async (wish, { policy }) =>
      wish.moderator === 'UNOAH' && policy.targetsPerHour ? { kind: 'refuse', sentence: 'Too many.' } : undefined,
    );
    expect((await sayYes(to(await all.asked(three), 'UNOAH'), all, yes)).kind).toBe('accepted');
  });

  test('does nothing where the rules changed since: a target is skipped now, or who asked may not any more', async () => {
    const all = await desk({ approval });
    const proposal = await all.asked(three);
    addRule(async () => ({ kind: 'skip', targets: new Map([['bob', 'is protected']]) }));
    expect(sentenceOf(await sayYes(to(proposal, 'UNOAH'), all, yes))).toBe(
      'The rules have changed since: `bob` is protected now. Nothing was done: ask again.',
    );
    addRule(async ({ moderator }) =>
      moderator === 'UMARIA' ? { kind: 'refuse', sentence: 'You did enough.' } : undefined,
    );
    (rules as Rule[]).splice(rules.indexOf(added[0] as Rule), 1);
    added.shift();
    expect(sentenceOf(await sayYes(to(proposal, 'UNOAH'), all, yes))).toBe(
      'The rules have changed since: @UMARIA would be told now: “You did enough.” Nothing was done: ask again.',
    );
    expect(all.refused()).toEqual(['UNOAH: rules', 'UNOAH: rules']);
    expect(targetsOf(all)).toEqual([]);
  });

  test('that comes too late for Slack is undone as a whole', async () => {
    const all = await desk({ approval });
    const proposal = await all.asked(three);
    await expect(sayYes(to(proposal, 'UNOAH'), all, () => false)).rejects.toThrow(TooLate);
    expect(await all.proposals.find(proposal.id)).toMatchObject({ state: 'open' });
    expect(all.sql('select * from cases')).toEqual([]);
    expect((await sayYes(to(proposal, 'UNOAH'), all, yes)).kind).toBe('accepted');
  });

  test('after its time, or to what nobody knows, is told so', async () => {
    const all = await desk({ approval });
    const proposal = await all.asked(three);
    all.clock.jump(3_600_000);
    expect(await sayYes(to(proposal, 'UNOAH'), all, yes)).toMatchObject({
      kind: 'over',
      proposal: { state: 'expired' },
    });
    expect((await sayYes({ id: 'x'.repeat(500), digest: '', by: 'UNOAH' }, all, yes)).kind).toBe('refused');
    expect(all.refused()).toEqual(['UNOAH: expired', 'UNOAH: unknown']);
  });
});

test('a no is a withdrawal of who asked, and otherwise of those who may approve', async () => {
  const all = await desk({ approval: { ...approval, by: ['lead'] } }, ['UADA']);
  const [first, second] = [await all.asked(three), await all.asked(three)];
  expect((await sayNo(to(first, 'UNOAH'), all, yes)).kind).toBe('refused');
  expect((await sayNo(to(first, 'UADA'), all, yes)).kind).toBe('denied');
  expect((await sayNo(to(second, 'UMARIA'), all, yes)).kind).toBe('withdrawn');
  expect(all.sql(`select event, actor from audit where event in ('proposal.denied', 'proposal.withdrawn')`)).toEqual([
    { event: 'proposal.denied', actor: 'UADA' },
    { event: 'proposal.withdrawn', actor: 'UMARIA' },
  ]);
});

test('whoever answers whatever in whatever order: one decision at most, and cases of exactly what was shown', async () => {
  const people = ['UMARIA', 'UNOAH', 'UADA', 'XSAM'];
  const step = fc.record({
    says: fc.constantFrom(sayYes, sayYes, sayNo),
    by: fc.constantFrom(...people),
    forged: fc.constantFrom(false, false, false, true),
    late: fc.constantFrom(false, false, true),
    wait: fc.constantFrom(0, 0, 0, 1_800_000),
    expire: fc.boolean(),
  });
  const ids = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 20 }), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(ids, fc.boolean(), fc.array(step, { maxLength: 12 }), async (targets, second, steps) => {
      const all = await desk(second ? { approval: { ...approval, above: 0 } } : { confirmAbove: 0 });
      const proposal = await all.asked(targets);
      const answers: Promise<Answered | undefined>[] = [];
      for (const { says, by, forged, late, wait, expire } of steps) {
        all.clock.jump(wait);
        if (expire) await all.proposals.expire();
        const answer = { ...to(proposal, by), ...(forged && { digest: '0'.repeat(64) }) };
        answers.push(says(answer, all, () => !late).catch(() => undefined));
      }
      const kinds = (await Promise.all(answers)).map((answered) => answered?.kind);
      const decided = kinds.filter((kind) => kind === 'accepted' || kind === 'denied' || kind === 'withdrawn');
      expect(decided.length).toBeLessThanOrEqual(1);
      const isYes = decided[0] === 'accepted';
      expect(targetsOf(all)).toEqual(
        isYes ? targets.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))) : [],
      );
      expect(all.begun).toEqual(isYes ? [1] : []);
      const ends = all.sql(`select event, actor from audit where event in ('proposal.accepted', 'proposal.denied',
        'proposal.withdrawn', 'proposal.expired')`);
      expect(ends.length).toBeLessThanOrEqual(1);
      if (isYes) expect(ends[0]?.actor === 'UMARIA').toBe(!second);
      expect(ends.map(({ actor }) => actor)).not.toContain('XSAM');
      expect((await verifyAudit(all.db)).brokenAt).toBeUndefined();
      await all.db.destroy();
    }),
    { numRuns: 60 },
  );
});
