import { expect, test } from 'vitest';
import { noPolicy } from '../../src/config/policy.ts';
import { sayYes } from '../../src/moderation/answer.ts';
import { extendCase, retryCase, undoCase } from '../../src/moderation/follow-up.ts';
import { OverQuota } from '../../src/moderation/ports.ts';
import { proposeCases, requestCase } from '../../src/moderation/request.ts';
import { memoryStore, muteInLobby } from '../store/memory-store.ts';
import { desk, to, yes } from './proposed.ts';

const minute = 60_000;

async function bed(targetsPerHour = 5) {
  const store = await memoryStore();
  const roster = { rolesOf: async () => new Set(['moderator']) };
  const parts = { ...store, roster, policy: { ...noPolicy, targetsPerHour }, begin: () => {}, cancel: () => {} };
  const ask = (ids: readonly string[], changes = {}) => requestCase(muteInLobby(ids, changes), parts, yes);
  return { ...store, parts, ask };
}

const some = (count: number, name = 'u') => Array.from({ length: count }, (_, index) => `${name}${index}`);

test('counts the targets of an hour, says how many are left, and when there is room again', async () => {
  const { ask, clock, sql } = await bed();
  expect(await ask(some(3))).toMatchObject({ kind: 'recorded' });
  clock.jump(20 * minute);
  expect(await ask(some(1))).toMatchObject({ kind: 'recorded' });
  clock.jump(10 * minute);
  expect(await ask(some(2, 'v'))).toMatchObject({
    kind: 'refused',
    sentence: 'You may act on 5 targets an hour, and 1 is left; this is 2. There is room for it in 31 minutes.',
  });
  expect(sql('select details from audit where event = ?', 'wish.refused')).toEqual([
    { details: '{"rule":"hourly-quota","verb":"mute"}' },
  ]);
  // Another moderator has an hour of their own.
  expect(await ask(some(2, 'v'), { moderator: 'UNOAH' })).toMatchObject({ kind: 'recorded' });
  clock.jump(31 * minute);
  expect(await ask(some(2, 'v'))).toMatchObject({ kind: 'recorded' });
});

test('says that a bulk of more than an hour holds never fits', async () => {
  const { ask } = await bed();
  expect(await ask(some(6))).toMatchObject({
    sentence:
      'You may act on 5 targets an hour, and 5 are left; this is 6. Split it up, or ask whoever runs Hush for a larger limit.',
  });
});

test('the same request delivered again is the same case, and not one too many', async () => {
  const { parts } = await bed();
  const request = muteInLobby(some(5));
  expect(await requestCase(request, parts, yes)).toEqual({ kind: 'recorded', number: 1 });
  expect(await requestCase(request, parts, yes)).toEqual({ kind: 'duplicate', number: 1 });
});

test('two lines at the same instant cannot both take what is left', async () => {
  const { parts, sql } = await bed();
  // Each is let pass by the rules before the other is recorded.
  let waiting = 0;
  let go = () => {};
  const both = new Promise<void>((resolve) => {
    go = resolve;
  });
  const record: typeof parts.cases.record = async (...args) => {
    waiting += 1;
    if (waiting === 2) go();
    await both;
    return parts.cases.record(...args);
  };
  const racing = { ...parts, cases: { ...parts.cases, record } };
  const claims: string[] = [];
  const answers = await Promise.all(
    ['u', 'v'].map((name) =>
      requestCase(muteInLobby(some(3, name)), racing, () => {
        claims.push(name);
        return true;
      }),
    ),
  );
  expect(answers.map(({ kind }) => kind).toSorted()).toEqual(['recorded', 'refused']);
  expect(answers.find(({ kind }) => kind === 'refused')).toMatchObject({
    sentence: 'You may act on 5 targets an hour, and 2 are left; this is 3. There is room for it in 1 hour 1 minute.',
  });
  // Who is refused can still be answered.
  expect(claims).toHaveLength(1);
  expect(sql('select count(*) as count from targets')).toEqual([{ count: 3 }]);
  expect(sql('select event from audit order by seq').map(({ event }) => event)).toEqual([
    'case.recorded',
    'wish.refused',
  ]);
});

test('two yeses at the same instant cannot both take what is left, nor a yes to several cases more than that', async () => {
  const all = await desk({ targetsPerHour: 5, confirmAbove: 1 });
  const [first, second] = [await all.asked(some(3)), await all.asked(some(3, 'v'))];
  // Both are let pass by the rules before either is recorded.
  let waiting = 0;
  const both = Promise.withResolvers<void>();
  const accept: typeof all.proposals.accept = async (...args) => {
    waiting += 1;
    if (waiting === 2) both.resolve();
    await both.promise;
    return all.proposals.accept(...args);
  };
  const racing = { ...all, proposals: { ...all.proposals, accept } };
  const answers = await Promise.all([first, second].map((asked) => sayYes(to(asked, 'UMARIA'), racing, yes)));
  expect(answers.map(({ kind }) => kind).toSorted()).toEqual(['accepted', 'refused']);
  expect(answers.find(({ kind }) => kind === 'refused')).toMatchObject({
    sentence: expect.stringMatching(
      /^The rules have changed since: You may act on 5 targets an hour, and 2 are left; this is 3\. .* Nothing was done: ask again\.$/,
    ),
  });
  expect(all.sql('select count(*) as count from targets')).toEqual([{ count: 3 }]);
  expect(all.refused()).toEqual(['UMARIA: rules']);
  expect(all.begun).toEqual([1]);

  const several = await proposeCases([muteInLobby(['x']), muteInLobby(['y'])], all, yes);
  if (several.kind !== 'asked') throw new Error(several.kind);
  const { id, digest } = several.proposal;
  await expect(all.proposals.accept({ id, digest, by: 'UMARIA' }, yes, { targetsPerHour: 4 })).rejects.toMatchObject({
    quota: { wanted: 2, most: 4, asked: [{ targets: 3 }] },
  });
  expect(await all.proposals.find(id)).toMatchObject({ state: 'open' });
});

test('an extend counts, also at the same instant; an undo and a retry are free', async () => {
  const { parts, cases, followUps, carriedOut, ask } = await bed(4);
  await ask(['a', 'b']);
  await carriedOut(1, ['a'], 'done');
  await carriedOut(1, ['b'], 'failed');
  const length = { kind: 'timed', seconds: 60 } as const;
  const follow = (key: string) => ({ number: 1, moderator: 'UMARIA', deliveryKey: key });
  await ask(['c']);
  expect(await extendCase({ ...follow('x1'), length }, parts, yes)).toMatchObject({
    refusal: { why: 'rule', sentence: expect.stringMatching(/and 1 is left; this is 2\. There is room/) },
  });
  await expect(followUps.extend({ ...follow('x2'), length }, yes, { targetsPerHour: 4 })).rejects.toThrow(OverQuota);
  expect(await cases.find(3)).toBeUndefined();
  expect(await retryCase(follow('x3'), parts, yes)).toMatchObject({ kind: 'recorded', number: 1 });
  await carriedOut(1, ['b'], 'done');
  expect(await undoCase(follow('x4'), parts, yes)).toMatchObject({ kind: 'recorded', number: 3 });
  expect(await ask(['d'])).toMatchObject({ kind: 'recorded' });
});
