import { describe, expect, test } from 'vitest';
import type { CaseRequest } from '../../src/moderation/case.ts';
import type { ActiveCase, Page } from '../../src/moderation/lookups.ts';
import { dueNow, type MemoryStore, memoryStore, muteInLobby, muteInModules, unmuting } from './memory-store.ts';

const hour = 3_600_000;
const yes = () => true;

let presses = 0;
const ask = (number: number) => {
  presses += 1;
  return { number, moderator: 'UBOB', deliveryKey: `button:${presses}` };
};

const forHours = (hours: number): Partial<CaseRequest> => ({ length: { kind: 'timed', seconds: hours * 3600 } });
const forEver: Partial<CaseRequest> = { length: { kind: 'permanent' } };

function silencing(user: string, groups: readonly string[], changes: Partial<CaseRequest> = {}): CaseRequest {
  const place = { kind: 'notifications', app: 'zim', user, of: 'groups' } as const;
  return muteInLobby(groups, { action: 'silence', place, vendorClockSeconds: 0, ...changes });
}

async function done(store: MemoryStore, request: CaseRequest): Promise<number> {
  const number = await store.recorded(request);
  await store.carriedOut(
    number,
    request.targets.map(({ id }) => id),
    'done',
  );
  return number;
}

const numbers = ({ items }: Page<{ record: { number: number } }>) => items.map(({ record }) => record.number);
const active = async (store: MemoryStore, text?: string) =>
  numbers(await store.lookups.active({ limit: 100, ...(text !== undefined && { text }) }));

/** What `running` should hold, read from the tables that it sums up. */
function expectTrueSums(store: MemoryStore): void {
  expect(store.sql('select case_number, ends_at, lifted, held from running order by case_number')).toEqual(
    store.sql(`select number as case_number, coalesce(expires_at, 9007199254740991) as ends_at, case when vendor_clock_seconds = 0 then 1 else 0 end as lifted,
        (select count(*) from holds where case_number = number) as held
      from cases where action in ('mute', 'silence')
        and (closed_at is null or exists (select 1 from holds where case_number = number)) order by number`),
  );
  expect(store.sql('select * from tallies where count <> 0 order by case_number, outcome')).toEqual(
    store.sql(`select case_number, outcome, count(*) as count from targets where outcome is not null
      group by case_number, outcome order by case_number, outcome`),
  );
}

describe('what is active', () => {
  test('is what Hush set and nobody ended: the next end first, what never ends last', async () => {
    const store = await memoryStore();
    await done(store, muteInLobby(['alice'], forEver));
    await done(store, muteInLobby(['bob'], forHours(5)));
    await done(store, muteInModules(['carol'], ['p2p'], forHours(1)));
    await done(store, silencing('dave', ['lobby'], forHours(3)));
    const ended = await done(store, muteInLobby(['eve']));
    await done(store, unmuting(muteInLobby(['eve'])));
    expect(ended).toBe(5);
    const page = await store.lookups.active({ limit: 100 });
    expect(numbers(page)).toEqual([3, 4, 2, 1]);
    expect(page).toMatchObject({ total: 4, hasPrevious: false, hasNext: false });
    expectTrueSums(store);
  });

  test('leaves out what the vendor has ended by its own clock, and keeps what Hush has yet to end', async () => {
    const store = await memoryStore();
    await done(store, muteInLobby(['alice'], forHours(1)));
    await done(store, muteInModules(['bob'], ['p2p'], forHours(1)));
    await store.clock.advance(2 * hour);
    const page = await store.lookups.active({ limit: 100 });
    expect(numbers(page)).toEqual([2]);
    expect(page.total).toBe(1);
    await store.holds.tend();
    expect(await active(store)).toEqual([2]);
    expectTrueSums(store);
  });

  test('shows a case that is being carried out with how far it is, from its first moment', async () => {
    const store = await memoryStore();
    await store.recorded(muteInLobby(['alice', 'bob', 'carol']));
    const one = async () => (await store.lookups.active({ limit: 1 })).items[0];
    expect(await one()).toMatchObject({ open: 3, held: 0, targets: ['alice', 'bob', 'carol'] });
    await store.carriedOut(1, ['bob'], 'done');
    expect(await one()).toMatchObject({ open: 2, held: 1, targets: ['bob'] });
    const match = async (text: string) => (await store.lookups.active({ text, limit: 1 })).items[0]?.match;
    expect(await match('alice')).toMatchObject({ target: 'alice', waits: true });
    expect(await match('bob')).not.toHaveProperty('waits');
    await store.carriedOut(1, ['alice', 'carol'], 'rejected');
    expect(await one()).toMatchObject({ open: 0, held: 1 });
    await store.recorded(muteInLobby(['dave']));
    await store.carriedOut(2, ['dave'], 'rejected');
    expect(await active(store)).toEqual([1]);
    expectTrueSums(store);
  });

  test('a retry runs again, and an undo ends it', async () => {
    const store = await memoryStore();
    await store.recorded(muteInLobby(['alice']));
    await store.carriedOut(1, ['alice'], 'failed');
    expect(await active(store)).toEqual([]);
    await store.followUps.retry(ask(1), yes);
    expect(await active(store)).toEqual([1]);
    expectTrueSums(store);
    await store.carriedOut(1, ['alice'], 'unconfirmed');
    await store.followUps.retry(ask(1), yes);
    await store.carriedOut(1, ['alice'], 'done');
    expectTrueSums(store);
    await store.followUps.undo(ask(1), yes);
    await store.carriedOut(2, ['alice'], 'done');
    expect(await active(store)).toEqual([]);
    expectTrueSums(store);
  });

  test('finds a target, a group and a silenced user by their exact ids, and shows the target alone', async () => {
    const store = await memoryStore();
    await done(store, muteInLobby(['alice', 'bob']));
    await done(store, muteInModules(['alice', 'carol'], ['p2p', 'team']));
    await done(store, silencing('alice', ['lobby', 'stage']));
    await store.recorded(muteInLobby(['alice', 'dave'], { place: { kind: 'group', app: 'eu', group: 'other' } }));
    expect(await active(store, 'alice')).toEqual([1, 2, 3, 4]);
    expect(await active(store, 'ALICE')).toEqual([2]);
    expect(await active(store, 'lobby')).toEqual([1, 3]);
    expect(await active(store, 'other')).toEqual([4]);
    expect(await active(store, 'lob')).toEqual([]);
    const { items, total } = await store.lookups.active({ text: 'ALICE', limit: 5 });
    expect(total).toBe(1);
    expect(items[0]).toMatchObject({ held: 2, targets: ['alice'], match: { target: 'alice' } });
    const inGroup = (await store.lookups.active({ text: 'lobby', limit: 5 })).items;
    expect(inGroup.map(({ targets, match }) => [targets, match?.target])).toEqual([
      [['alice', 'bob'], undefined],
      [['lobby'], 'lobby'],
    ]);
  });

  test('of a target shows the modules that the case still holds', async () => {
    const store = await memoryStore();
    await done(store, muteInModules(['alice', 'bob'], ['p2p', 'team'], forHours(1)));
    await done(store, muteInModules(['alice'], ['team'], forHours(2)));
    const { items } = await store.lookups.active({ text: 'alice', limit: 5 });
    expect(items.map(({ match }) => match?.place)).toMatchObject([{ modules: ['p2p'] }, { modules: ['team'] }]);
  });

  test('counts ends that were tried and not answered, since the first try', async () => {
    const store = await memoryStore();
    await done(store, muteInModules(['alice', 'bob'], ['p2p'], forHours(1)));
    await store.clock.advance(hour);
    const due = await dueNow(store);
    const ids = due.map(({ id }) => id);
    const hanging = async () => (await store.lookups.active({ limit: 1 })).items[0]?.hanging;
    const since = store.clock.now();
    await store.holds.clear(ids);
    expect(await hanging()).toEqual([]);
    await store.clock.advance(1000);
    await store.holds.settle(ids, [
      { target: 'alice', outcome: 'unconfirmed' },
      { target: 'bob', outcome: 'done' },
    ]);
    expect(await hanging()).toEqual([{ task: 'lift', count: 1, since }]);
    expect(await store.lookups.hanging(1)).toEqual([{ task: 'lift', count: 1, since }]);
  });

  test('pages forth and back by what comes next, not by counting', async () => {
    const store = await memoryStore();
    // Two ends alike: the number decides.
    for (const hours of [1, 2, 2, 3, 4, 5, 6]) await done(store, muteInLobby([`t${hours}`, 'x'], forHours(hours)));
    await done(store, muteInLobby(['ever'], forEver));
    // Each took `x` over from the one before; all still hold their own.
    const page = (query: object) => store.lookups.active({ limit: 3, ...query });
    const keyOf = (one: ActiveCase | undefined) => ({ endsAt: one?.endsAt ?? 0, number: one?.record.number ?? 0 });
    const first = await page({});
    expect([numbers(first), first.hasPrevious, first.hasNext]).toEqual([[1, 3, 4], false, true]);
    const second = await page({ from: keyOf(first.items.at(-1)) });
    expect([numbers(second), second.hasPrevious, second.hasNext]).toEqual([[5, 6, 7], true, true]);
    const third = await page({ from: keyOf(second.items.at(-1)) });
    expect([numbers(third), third.hasPrevious, third.hasNext]).toEqual([[8], true, false]);
    const back = await page({ from: keyOf(third.items[0]), back: true });
    expect([numbers(back), back.hasPrevious, back.hasNext]).toEqual([[5, 6, 7], true, true]);
    expect(numbers(await page({ from: keyOf(back.items[0]), back: true }))).toEqual([1, 3, 4]);
    // What ended meanwhile leaves no empty page behind.
    await done(store, unmuting(muteInLobby(['ever'])));
    expect(numbers(await page({ from: keyOf(second.items.at(-1)) }))).toEqual([1, 3, 4]);
  });
});

describe('the history of a target', () => {
  const history = (store: MemoryStore, target: string) => store.lookups.ofTarget({ target, limit: 100 });

  test('has every case that names it, newest first, and silences of that user’s notifications', async () => {
    const store = await memoryStore();
    await done(store, muteInLobby(['alice', 'bob']));
    await done(store, muteInLobby(['bob']));
    await done(
      store,
      silencing('alice', ['lobby', 'stage'], {
        place: { kind: 'notifications', app: 'eu', user: 'alice', of: 'groups' },
      }),
    );
    await done(store, unmuting(muteInLobby(['alice'])));
    const page = await history(store, 'alice');
    expect(numbers(page)).toEqual([4, 3, 1]);
    expect(page.items.map(({ target }) => target?.target)).toEqual(['alice', undefined, 'alice']);
    expect(page.items[1]).toMatchObject({ tally: { done: 2 }, held: 2 });
  });

  test('finds a NetEase id in capitals, and no ZIM id in small letters', async () => {
    const store = await memoryStore();
    await done(store, muteInModules(['alice'], ['p2p']));
    await done(store, muteInLobby(['alice']));
    await done(store, muteInLobby(['Alice']));
    expect(numbers(await history(store, 'Alice'))).toEqual([3, 1]);
    expect(numbers(await history(store, 'alice'))).toEqual([2, 1]);
  });

  test('pages through', async () => {
    const store = await memoryStore();
    for (let n = 0; n < 7; n += 1) await done(store, muteInLobby(['alice']));
    const page = (query: object) => store.lookups.ofTarget({ target: 'alice', limit: 3, ...query });
    expect(numbers(await page({}))).toEqual([7, 6, 5]);
    expect(await page({ from: 5 })).toMatchObject({ hasPrevious: true, hasNext: true });
    expect(numbers(await page({ from: 5 }))).toEqual([4, 3, 2]);
    expect(await page({ from: 2 })).toMatchObject({ hasPrevious: true, hasNext: false });
    expect(numbers(await page({ from: 1, back: true }))).toEqual([4, 3, 2]);
    expect(numbers(await page({ from: 4, back: true }))).toEqual([7, 6, 5]);
  });

  test('says what became of each: on, taken over, ended by a moderator, undone, extended, or not Hush’s', async () => {
    const store = await memoryStore();
    await done(store, muteInLobby(['alice']));
    await done(store, muteInLobby(['alice'], forHours(4)));
    await done(store, unmuting(muteInLobby(['alice'])));
    await done(store, muteInLobby(['alice']));
    await store.followUps.extend({ ...ask(4), length: { kind: 'timed', seconds: 14_400 } }, yes);
    await store.carriedOut(5, ['alice'], 'done');
    await store.followUps.undo(ask(5), yes);
    await store.carriedOut(6, ['alice'], 'done');
    await store.recorded(muteInLobby(['alice']));
    await store.carriedOut(7, ['alice'], 'already');
    await done(store, muteInLobby(['alice']));
    const fates = (await history(store, 'alice')).items.map(({ record, target }) => [record.number, target?.fate]);
    expect(fates).toEqual([
      [8, { on: { kind: 'group', app: 'zim', group: 'lobby' } }],
      [7, { notOurs: true }],
      [6, {}],
      [5, { takenBy: { number: 6, how: 'undid' } }],
      [4, { takenBy: { number: 5, how: 'extended' } }],
      [3, {}],
      [2, { takenBy: { number: 3, how: 'ended' } }],
      [1, { takenBy: { number: 2, how: 'took over' } }],
    ]);
    const undone = (await history(store, 'alice')).items.find(({ record }) => record.number === 5);
    expect(undone?.record).toMatchObject({ undoneBy: 6, extends: 4 });
  });

  test('says when Hush ended it, and why it could not', async () => {
    const store = await memoryStore();
    await done(store, muteInModules(['alice', 'bob'], ['p2p'], forHours(1)));
    await store.clock.advance(hour);
    const due = await dueNow(store);
    await store.holds.settle(
      due.map(({ id }) => id),
      [
        { target: 'alice', outcome: 'done' },
        { target: 'bob', outcome: 'rejected', code: '414', words: 'is unknown' },
      ],
    );
    const at = store.clock.now();
    const lift = async (target: string) => (await history(store, target)).items[0]?.target?.fate.lift;
    expect(await lift('alice')).toEqual({ task: 'lift', outcome: 'done', at });
    expect(await lift('bob')).toEqual({ task: 'lift', outcome: 'rejected', code: '414', words: 'is unknown', at });
  });

  test('no longer calls on what the vendor has ended by itself, even before Hush has forgotten it', async () => {
    const store = await memoryStore();
    await done(store, muteInLobby(['alice'], forHours(1)));
    await store.clock.advance(hour);
    expect((await history(store, 'alice')).items[0]?.target?.fate).toEqual({});
  });
});

test('a moderator’s history has their cases with how they ended', async () => {
  const store = await memoryStore();
  await store.recorded(muteInLobby(['alice', 'bob', 'carol'], { moderator: 'UBOB' }));
  await store.carriedOut(1, ['alice', 'bob'], 'done');
  await store.carriedOut(1, ['carol'], 'rejected');
  await done(store, muteInLobby(['alice'], { moderator: 'UMARIA' }));
  await store.recorded(muteInLobby(['dave', 'eve'], { moderator: 'UBOB' }));
  await store.carriedOut(3, ['eve'], 'done');
  const page = await store.lookups.byModerator({ moderator: 'UBOB', limit: 10 });
  expect(numbers(page)).toEqual([3, 1]);
  expect(page.items[0]).toMatchObject({ held: 1, tally: { open: 1, done: 1 } });
  expect(page.items[1]).toMatchObject({ held: 1, tally: { open: 0, done: 2, rejected: 1, failed: 0 } });
});

test('a case that holds nothing any more names the cases that took it over, the first three', async () => {
  const store = await memoryStore();
  const takers = async (number: number) => (await store.lookups.entry(number))?.takenBy;
  const all = ['alice', 'bob', 'carol', 'dave'];
  await done(store, muteInLobby(all));
  await done(store, muteInLobby(['alice', 'bob']));
  await done(store, muteInLobby(['carol']));
  expect(await takers(1)).toBeUndefined();
  await done(store, unmuting(muteInLobby(['dave'])));
  expect(await takers(1)).toEqual([2, 3, 4]);
  await done(store, muteInLobby(all));
  expect(await takers(2)).toEqual([5]);
  expect(await takers(5)).toBeUndefined();
});

test('the extension that is on is found behind other extensions, from the moment it is asked for until it is over', async () => {
  const store = await memoryStore();
  const { extendedBy } = store.lookups;
  const extend = async (number: number) => {
    const followed = await store.followUps.extend({ ...ask(number), length: { kind: 'timed', seconds: 7200 } }, yes);
    return followed.kind === 'recorded' ? followed.number : 0;
  };
  await done(store, muteInModules(['alice', 'bob'], ['p2p']));
  expect(await extendedBy(1)).toBeUndefined();
  await extend(1);
  expect(await extendedBy(1)).toBe(2);
  await store.carriedOut(2, ['alice', 'bob'], 'done');
  await done(store, muteInModules(['bob'], ['p2p']));
  expect([await extendedBy(1), await extendedBy(3)]).toEqual([2, undefined]);
  await extend(2);
  await store.carriedOut(4, ['alice'], 'done');
  expect([await extendedBy(1), await extendedBy(2), await extendedBy(4)]).toEqual([4, 4, undefined]);
  await done(store, unmuting(muteInModules(['alice'], ['p2p'])));
  expect(await extendedBy(1)).toBeUndefined();
});

test('one case is told with its counts, also while it is open, and by pages of its targets', async () => {
  const store = await memoryStore();
  await store.recorded(muteInLobby(['a', 'b', 'c', 'd']));
  await store.carriedOut(1, ['a', 'b'], 'done');
  const entry = await store.lookups.entry(1);
  expect(entry).toMatchObject({ held: 2, tally: { done: 2, open: 2 } });
  if (!entry) return;
  const targets = await store.lookups.targets({ record: entry.record, first: 1, limit: 2 });
  expect(targets).toMatchObject([
    { ordinal: 1, target: 'b', outcome: 'done', fate: { on: { group: 'lobby' } } },
    { ordinal: 2, target: 'c', fate: {} },
  ]);
  expect(await store.lookups.entry(2)).toBeUndefined();
});
