import { describe, expect, test } from 'vitest';
import type { Delivery, Lane } from '../../src/moderation/ports.ts';
import { ended, type MemoryStore, memoryStore, muteInLobby } from './memory-store.ts';

function due(store: MemoryStore, lane: Lane): Promise<readonly Delivery[]> {
  return store.outbox.due({ lane, now: store.clock.now(), limit: 10 });
}

/** The only delivery that is due in the lane. */
async function only(store: MemoryStore, lane: Lane): Promise<Delivery> {
  const [delivery, ...more] = await due(store, lane);
  if (!delivery || more.length > 0) throw new Error(`There is not exactly one delivery due in ${lane}.`);
  return delivery;
}

describe('people are told', () => {
  test('of a case when it is over or after three seconds, whichever is first', async () => {
    const store = await memoryStore();
    await store.recorded(muteInLobby(['alice']));
    expect(await due(store, 'audit')).toEqual([]);
    expect(await store.outbox.nextDue('audit')).toBe(store.clock.now() + 3000);
    await store.clock.advance(3000);
    expect(await only(store, 'audit')).toMatchObject({ kind: 'case', case: 1 });
    expect(await only(store, 'private')).toMatchObject({ kind: 'started', case: 1 });
    await store.cases.settle(1, ended('done', 'alice'));
    expect(await only(store, 'private')).toMatchObject({ kind: 'summary', case: 1 });
  });

  test('in the order in which it was planned', async () => {
    const store = await memoryStore();
    await store.recorded(muteInLobby(['alice']));
    await store.outbox.notice('first');
    await store.outbox.notice('second', 1);
    await store.cases.settle(1, ended('done', 'alice'));
    expect((await due(store, 'audit')).map(({ kind, text }) => text ?? kind)).toEqual(['case', 'first', 'second']);
    expect(await store.outbox.due({ lane: 'audit', now: store.clock.now(), limit: 1 })).toHaveLength(1);
  });

  test('once: what was told is not due again', async () => {
    const store = await memoryStore();
    await store.outbox.notice('once');
    await store.outbox.done(await only(store, 'audit'));
    expect(await due(store, 'audit')).toEqual([]);
    expect(await store.outbox.nextDue('audit')).toBeUndefined();
  });

  test('again of what was added while it was on its way', async () => {
    const store = await memoryStore();
    await store.recorded(muteInLobby(['alice']));
    await store.clock.advance(3000);
    const onItsWay = await only(store, 'audit');
    await store.cases.settle(1, ended('done', 'alice'));
    await store.outbox.done(onItsWay);
    const newer = await only(store, 'audit');
    expect(newer).toMatchObject({ id: onItsWay.id, kind: 'case' });
    await store.outbox.later(onItsWay, { at: store.clock.now() + 60_000 });
    expect(await only(store, 'audit')).toEqual(newer);
    await store.outbox.done(newer);
    expect(await due(store, 'audit')).toEqual([]);
  });

  test('in a new message of what happens after the first was sent', async () => {
    const store = await memoryStore();
    await store.recorded(muteInLobby(['alice']));
    await store.clock.advance(3000);
    const started = await only(store, 'audit');
    await store.outbox.done(started);
    await store.cases.settle(1, ended('done', 'alice'));
    expect((await only(store, 'audit')).id).not.toBe(started.id);
  });

  test('later, when Slack says so; what Slack said is there for those who ask', async () => {
    const store = await memoryStore();
    await store.outbox.notice('hello');
    await store.outbox.later(await only(store, 'audit'), { at: store.clock.now() + 5000, error: 'channel_not_found' });
    expect(await due(store, 'audit')).toEqual([]);
    expect(await store.outbox.stuck()).toBe('channel_not_found');
    await store.clock.advance(5000);
    expect(await only(store, 'audit')).toMatchObject({ attempts: 1 });
    await store.outbox.done(await only(store, 'audit'));
    expect(await store.outbox.stuck()).toBeUndefined();
  });

  test('later again without an error, which is no failed attempt', async () => {
    const store = await memoryStore();
    await store.outbox.notice('hello');
    await store.outbox.later(await only(store, 'audit'), { at: store.clock.now() + 3000 });
    expect(await store.outbox.stuck()).toBeUndefined();
    await store.clock.advance(3000);
    expect(await only(store, 'audit')).toMatchObject({ attempts: 0 });
  });

  test('privately as well when the audit channel is broken, which does not count as stuck for private messages', async () => {
    const store = await memoryStore();
    await store.recorded(muteInLobby(['alice']));
    await store.cases.settle(1, ended('done', 'alice'));
    await store.outbox.later(await only(store, 'private'), { at: store.clock.now() + 1, error: 'expired_url' });
    expect(await store.outbox.stuck()).toBeUndefined();
  });
});

test('the store rings after every commit that people are told of, and not before', async () => {
  const store = await memoryStore();
  let rings = 0;
  store.onChange(() => {
    rings += 1;
  });
  await store.recorded(muteInLobby(['alice']));
  expect(rings).toBe(1);
  await expect(store.cases.record(muteInLobby(['bob']), () => false)).rejects.toThrow();
  expect(rings).toBe(1);
  await store.outbox.notice('hello');
  expect(rings).toBe(2);
});

test('where a case was told is remembered', async () => {
  const store = await memoryStore();
  await store.recorded(muteInLobby(['alice'], { responseUrl: 'https://slack.test/r' }));
  await store.outbox.usedResponseUrl(1);
  await store.outbox.posted(1, { channel: 'C1', ts: '1.1' });
  await store.outbox.postedLifts(1, '1.2');
  expect(await store.outbox.address(1)).toEqual({
    askedBy: 'UMARIA',
    askedAt: store.clock.now(),
    responseUrl: 'https://slack.test/r',
    responseUrlUses: 1,
    post: { channel: 'C1', ts: '1.1' },
    thread: { channel: 'C1', ts: '1.1' },
    liftsTs: '1.2',
  });
  expect(await store.outbox.address(2)).toBeUndefined();
});

describe('a draft', () => {
  test('is found by who wrote it, with its secret address for as long as that works', async () => {
    const store = await memoryStore();
    const id = await store.drafts.save({
      moderator: 'UMARIA',
      fields: { verb: 'mute' },
      responseUrl: 'https://slack.test/r',
    });
    expect(await store.drafts.find(id, 'UMALLORY')).toBeUndefined();
    expect(await store.drafts.find(id, 'UMARIA')).toEqual({
      fields: { verb: 'mute' },
      responseUrl: 'https://slack.test/r',
    });
    await store.clock.advance(25 * 60_000);
    expect(await store.drafts.find(id, 'UMARIA')).toEqual({ fields: { verb: 'mute' } });
  });

  test('is not found any more after a day', async () => {
    const store = await memoryStore();
    const id = await store.drafts.save({ moderator: 'UMARIA', fields: {} });
    await store.clock.advance(24 * 3_600_000 + 1);
    expect(await store.drafts.find(id, 'UMARIA')).toBeUndefined();
  });
});
