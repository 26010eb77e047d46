import { beforeEach, expect, test } from 'vitest';
import { mostNotes } from '../../src/moderation/notes.ts';
import { compareWithAudit } from '../../src/store/audit-agreement.ts';
import { type MemoryStore, memoryStore, muteInLobby } from './memory-store.ts';

let store: MemoryStore;
beforeEach(async () => {
  store = await memoryStore();
  await store.recorded(muteInLobby(['alice'], { reason: 'spam' }));
});

const note = (text: string, deliveryKey = text, number = 1) =>
  store.notes.add({ number, moderator: 'UNOAH', deliveryKey, text }, () => true);

test('notes are added to a case in every state, apart from its reason', async () => {
  expect(await note('open')).toEqual({ kind: 'recorded', note: 1, duplicate: false });
  await store.carriedOut(1, ['alice'], 'done');
  await note('closed');
  await store.followUps.undo({ number: 1, moderator: 'UNOAH', deliveryKey: 'undo' }, () => true);
  await store.carriedOut(2, ['alice'], 'done');
  await note('undone');
  const { notes, total } = await store.notes.newest({ case: 1, limit: 2 });
  expect(total).toBe(3);
  expect(notes.map(({ number, author, text }) => `${number} ${author} ${text}`)).toEqual([
    '2 UNOAH closed',
    '3 UNOAH undone',
  ]);
  expect(await store.cases.find(1)).toMatchObject({ reason: 'spam' });
  expect(await compareWithAudit(store.db)).toEqual({ agreeing: 2, untold: 0 });
});

test('one that is delivered twice is kept, audited and told once', async () => {
  await note('again', 'command:1');
  expect(await note('again', 'command:1')).toEqual({ kind: 'recorded', note: 1, duplicate: true });
  expect(store.sql(`select details from audit where event = 'case.noted'`)).toEqual([
    { details: '{"note":1,"text":"again"}' },
  ]);
  expect(store.sql(`select text, actor from outbox where kind = 'notice'`)).toEqual([
    { text: 'added note 1 to case 1: again', actor: 'UNOAH' },
  ]);
});

test('one that comes too late leaves nothing behind', async () => {
  await expect(
    store.notes.add({ number: 1, moderator: 'U1', deliveryKey: 'x', text: 'x' }, () => false),
  ).rejects.toThrow();
  expect(await store.notes.newest({ case: 1, limit: 5 })).toEqual({ notes: [], total: 0 });
});

test('there is an end to them, and no case that is not there has any', async () => {
  for (let index = 1; index <= mostNotes; index += 1) await note(`note ${index}`);
  expect(await note('one more')).toEqual({ kind: 'refused', why: 'full' });
  expect(await note('x', 'x', 99)).toEqual({ kind: 'refused', why: 'unknown' });
});

test('what holds the character NUL, which PostgreSQL cannot keep, is told by the audit as it is kept', async () => {
  const targets = [{ id: 'x\0y', problem: 'contains control characters' }, { id: 'alice' }];
  const { number } = await store.cases.record(muteInLobby([], { reason: 'a\0b', targets }), () => true);
  await store.notes.add({ number, moderator: 'U1', deliveryKey: 'nul', text: 'c\0d' }, () => true);
  const { first } = await compareWithAudit(store.db);
  expect(first).toBeUndefined();
});
