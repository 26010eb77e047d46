import { beforeAll, expect, test } from 'vitest';
import { auditEntries, type EntryFilter } from '../../src/store/audit-entries.ts';
import { ended, type MemoryStore, memoryStore, muteInLobby, muteInModules } from './memory-store.ts';

const hour = 3_600_000;
let store: MemoryStore;
let begun: number;

beforeAll(async () => {
  store = await memoryStore();
  begun = store.clock.now();
  // Entries 1 to 3, then 4 to 6, 7 to 9, and 10.
  await store.recorded(muteInLobby(['alice', 'bob']));
  await store.cases.settle(1, ended('rejected', 'alice', 'bob'));
  store.clock.jump(hour);
  await store.recorded(muteInModules(['alice'], ['p2p'], { moderator: 'UNOAH' }));
  await store.cases.settle(2, ended('rejected', 'alice'));
  store.clock.jump(hour);
  await store.recorded(
    muteInLobby(['g1'], {
      action: 'silence',
      place: { kind: 'notifications', app: 'zim', of: 'groups', user: 'Alice' },
      reason: 'not "bob"',
    }),
  );
  await store.cases.settle(3, ended('rejected', 'g1'));
  await store.audit.append({ event: 'wish.refused', actor: 'UMALLORY' });
  // Entry 11: no case yet.
  const { moderator, deliveryKey, ...proposed } = muteInModules(['zoe'], ['p2p'], { moderator: 'UNOAH' });
  const asking = { kind: 'approval', moderator, deliveryKey, cases: [proposed], why: [], expiresAt: 0 } as const;
  await store.proposals.ask(asking, () => true);
});

test.each<[string, (begun: number) => EntryFilter, readonly number[]]>([
  ['everything', () => ({}), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]],
  ['a target, exactly', () => ({ target: 'bob' }), [1, 2]],
  ['a target of ZIM and NetEase', () => ({ target: 'alice' }), [1, 2, 4, 5]],
  ['a target in another case: NetEase’s, and the user of notifications', () => ({ target: 'Alice' }), [4, 5, 7]],
  ['a target that was only asked for', () => ({ target: 'zoe' }), [11]],
  ['that in another case', () => ({ target: 'Zoe' }), [11]],
  ['a part of an id', () => ({ target: 'lic' }), []],
  ['a word of the details that is no id', () => ({ target: 'zim' }), []],
  ['a moderator', () => ({ actor: 'UNOAH' }), [4, 11]],
  ['what Hush did', () => ({ actor: 'hush' }), [2, 3, 5, 6, 8, 9]],
  ['a case', () => ({ case: 3 }), [7, 8, 9]],
  ['from a time on', (at) => ({ since: at + hour }), [4, 5, 6, 7, 8, 9, 10, 11]],
  ['before a time', (at) => ({ until: at + hour }), [1, 2, 3]],
  ['all at once', (at) => ({ since: at + 1, until: at + 2 * hour, target: 'alice', actor: 'hush', case: 2 }), [5]],
])('finds %s', async (_, filter, seqs) => {
  const found: number[] = [];
  for await (const { seq } of auditEntries(store.db, filter(begun))) found.push(seq);
  expect(found).toEqual(seqs);
});
