import { expect, test } from 'vitest';
import { createExpiry } from '../../src/jobs/expiry.ts';
import { silentLog } from '../../src/lib/log.ts';
import { type Proposal, proposedOf } from '../../src/moderation/proposal.ts';
import { type MemoryStore, memoryStore, muteInLobby, muteInModules, onPostgres } from './memory-store.ts';

const yes = () => true;
const hour = 3_600_000;

async function asked(store: MemoryStore, targets: readonly string[], kind: Proposal['kind'] = 'approval') {
  const { moderator, deliveryKey, ...proposed } = muteInLobby(targets);
  const expiresAt = store.clock.now() + hour;
  const asking = { kind, moderator, deliveryKey, expiresAt, cases: [proposed], why: ['It is so.'] };
  const found = await store.proposals.ask({ ...asking, responseUrl: 'https://hooks.test/1' }, yes);
  if (found.kind !== 'asked') throw new Error(found.kind);
  return found.proposal;
}

const waiting = (store: MemoryStore) =>
  store
    .sql('select lane, kind, proposal from outbox where sent_at is null order by id')
    .map(({ lane, kind }) => `${lane} ${kind}`);

async function allTold(store: MemoryStore) {
  for (const lane of ['audit', 'private'] as const) {
    for (const delivery of await store.outbox.due({ lane, now: store.clock.now(), limit: 50 }))
      await store.outbox.done(delivery);
  }
}

test('each step is in the audit, with the exact targets, and told to those whom it concerns', async () => {
  const store = await memoryStore();
  const { id, digest } = await asked(store, ['alice', 'bob']);
  expect(waiting(store)).toEqual(['audit approval', 'private waiting']);
  await allTold(store);
  expect(await store.proposals.accept({ id, digest, by: 'UNOAH' }, yes)).toMatchObject({ kind: 'decided' });
  expect(waiting(store)).toEqual(expect.arrayContaining(['audit approval', 'private decided', 'audit case']));
  const entries = store.sql('select event, actor, details from audit order by seq');
  expect(entries.map(({ event, actor }) => [event, actor])).toEqual([
    ['proposal.asked', 'UMARIA'],
    ['case.recorded', 'UMARIA'],
    ['proposal.accepted', 'UNOAH'],
  ]);
  expect(JSON.parse(String(entries[0]?.details))).toMatchObject({
    proposal: id,
    kind: 'approval',
    digest,
    why: ['It is so.'],
    cases: [{ action: 'mute', targets: [{ id: 'alice' }, { id: 'bob' }] }],
  });
  expect(JSON.parse(String(entries[1]?.details))).toMatchObject({ proposal: id, approvedBy: 'UNOAH' });
  expect(JSON.parse(String(entries[2]?.details))).toMatchObject({ proposal: id, cases: [1] });
});

test('what waits is what a second moderator can still answer, the most urgent first', async () => {
  const store = await memoryStore();
  const { clock, proposals } = store;
  const waits = async (limit = 9) => (await proposals.waiting(limit)).map(({ cases }) => cases[0]?.targets[0]?.id);
  const { id } = await asked(store, ['alice']);
  await asked(store, ['nobody'], 'confirmation');
  clock.jump(hour / 2);
  const later = await asked(store, ['bob']);
  expect(await waits()).toEqual(['alice', 'bob']);
  expect(await waits(1)).toEqual(['alice']);
  clock.jump(hour / 2);
  expect(await waits()).toEqual(['bob']);
  expect((await proposals.find(id))?.state).toBe('open');
  await proposals.close({ id: later.id, by: 'UNOAH', state: 'denied' }, yes);
  expect(await waits()).toEqual([]);
});

// A job's rounds beside a clock that is moved by hand: only SQLite answers within the same turn.
test.skipIf(onPostgres)(
  'what nobody answered is marked and told by the sweep, once, and not a moment early',
  async () => {
    const store = await memoryStore();
    const { clock, proposals } = store;
    const { id } = await asked(store, ['alice']);
    await asked(store, ['bob'], 'confirmation');
    await allTold(store);
    const expiry = createExpiry({ proposals, clock, log: silentLog });
    expiry.start();
    await clock.advance(hour - 1);
    expect(await proposals.find(id)).toMatchObject({ state: 'open' });
    await clock.advance(5000);
    expect(await proposals.find(id)).toMatchObject({ state: 'expired' });
    // A confirmation that nobody pressed is news to nobody.
    expect(waiting(store)).toEqual(['audit approval', 'private decided']);
    expect(store.sql(`select actor from audit where event = 'proposal.expired'`)).toEqual([
      { actor: 'hush' },
      { actor: 'hush' },
    ]);
    await expiry.stop();
  },
);

test('the sweep goes on after a store that did not answer', async () => {
  const { clock } = await memoryStore();
  let sweeps = 0;
  const expire = async () => {
    sweeps += 1;
    throw new Error('locked');
  };
  const expiry = createExpiry({ proposals: { expire }, clock, log: silentLog });
  expiry.start();
  await clock.advance(2500);
  expect(sweeps).toBe(3);
  await expiry.stop();
});

test('targets and the way back are forgotten a while after it was decided, but not before that was told; the audit keeps them', async () => {
  const store = await memoryStore();
  const { clock, proposals } = store;
  const { id } = await asked(store, ['alice']);
  await proposals.close({ id, by: 'UNOAH', state: 'denied' }, yes);
  clock.jump(25 * hour);
  await proposals.forgetOld();
  expect(await proposals.find(id)).toMatchObject({ cases: [{ targets: [{ id: 'alice' }] }] });
  await allTold(store);
  await proposals.forgetOld();
  await proposals.expire();
  expect(await proposals.find(id)).toMatchObject({ state: 'denied', cases: [{ action: 'mute', targets: [] }] });
  expect(JSON.stringify(store.sql('select * from proposals'))).not.toMatch(/alice|hooks/);
  expect(JSON.stringify(store.sql('select details from audit'))).toContain('alice');
});

test('what is held there is told by case, for the asked targets at the asked places alone', async () => {
  const store = await memoryStore();
  for (const [targets, modules, length] of [
    [['alice', 'bob'], ['p2p'], { kind: 'timed', seconds: 7200 }],
    [['carol'], ['p2p', 'team'], { kind: 'permanent' }],
    [['dave'], ['room'], { kind: 'timed', seconds: 60 }],
  ] as const) {
    await store.carriedOut(await store.recorded(muteInModules(targets, modules, { length })), targets, 'done');
  }
  const proposed = proposedOf(muteInModules(['bob', 'carol', 'dave', 'alice', 'erin'], ['p2p']));
  expect(await store.proposals.held({ proposed, limit: 5, sample: 1 })).toEqual([
    { case: 1, expiresAt: store.clock.now() + 7_200_000, count: 2, targets: ['bob'] },
    { case: 2, count: 1, targets: ['carol'] },
  ]);
});

test('a hundred thousand targets are asked about and approved as a few are', async () => {
  const store = await memoryStore();
  const { id, digest } = await asked(
    store,
    Array.from({ length: 100_000 }, (_, index) => `user-${index}`),
  );
  expect(await store.proposals.accept({ id, digest, by: 'UNOAH' }, yes)).toMatchObject({ proposal: { numbers: [1] } });
  expect(store.sql('select count(*) as count from targets where case_number = 1')).toEqual([{ count: 100_000 }]);
});
