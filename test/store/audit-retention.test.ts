import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createRetention } from '../../src/jobs/retention.ts';
import { silentLog } from '../../src/lib/log.ts';
import { checkpointText } from '../../src/moderation/audit.ts';
import { compareWithAudit } from '../../src/store/audit-agreement.ts';
import { examineChain } from '../../src/store/audit-chain.ts';
import { newAuditKey } from '../support/audit-keys.ts';
import { ended, type MemoryStore, memoryStore, muteInLobby, onPostgres } from './memory-store.ts';

const day = 86_400_000;
const { key } = newAuditKey();
const stranger = newAuditKey().key;
let store: MemoryStore;
beforeEach(async () => {
  store = await memoryStore();
});
afterEach(() => store.close());

/** A case that is over: three entries. */
async function oldCase(name: string): Promise<number> {
  const number = await store.recorded(muteInLobby([name]));
  await store.cases.clear(number, [name]);
  await store.cases.settle(number, ended('rejected', name));
  return number;
}

const seqs = () => store.sql('select seq from audit order by seq').map(({ seq }) => seq);
const events = () => store.sql('select event from audit order by seq').map(({ event }) => event);
const cut = (changes: { before?: number; limit?: number } = {}) =>
  store.retention.cut({ before: store.clock.now() - 30 * day, limit: 100, key, formerKeys: [], ...changes });
const chain = (keys = [key]) => examineChain(store.db, { keys });

/** Removes entries as somebody does who may write the file and has no key. */
function removeBehindItsBack(through: number, signature: string): void {
  for (const name of ['audit_never_forgets', 'checkpoint_goes_forward', 'checkpoint_stays_until_the_next']) {
    store.sql(`drop trigger ${name}`);
  }
  const { hash } = store.sql('select hash from audit where seq = ?', through)[0] ?? {};
  store.sql('delete from checkpoints');
  store.sql('insert into checkpoints values (?, ?, ?, 0, ?, ?)', through, String(hash), through, key.id, signature);
  store.sql('delete from audit where seq <= ?', through);
}

describe('old entries', () => {
  test('are removed under a checkpoint that proves it, and the chain goes on behind it', async () => {
    await oldCase('alice');
    store.clock.jump(31 * day);
    await oldCase('bob');
    const kept = (await chain()).last;
    expect(await cut()).toEqual({ kind: 'removed', entries: 3, more: false });
    expect(seqs()).toEqual([4, 5, 6, 7]);
    expect(events().at(-1)).toBe('audit.cut');
    const found = await chain();
    expect(found).toMatchObject({ sound: 4, checkpoint: { seq: 3, removed: 3, keyId: key.id, checked: true } });
    expect(found).not.toHaveProperty('broken');
    expect(await examineChain(store.db, { keys: [key], noted: kept })).not.toHaveProperty('broken');
    expect((await chain([])).checkpoint?.checked).toBe(false);
    expect(await compareWithAudit(store.db)).toEqual({ agreeing: 1, untold: 1 });
    expect(await store.audit.head()).toMatchObject({ seq: 7 });
    expect(await cut()).toEqual({ kind: 'nothing' });
  });

  test('may be all there are: what says so stays', async () => {
    await oldCase('alice');
    store.clock.jump(31 * day);
    await cut();
    expect(seqs()).toEqual([4]);
    store.clock.jump(31 * day);
    await cut();
    expect(seqs()).toEqual([5]);
    await oldCase('bob');
    expect(await chain()).toMatchObject({ sound: 4, last: { seq: 8 }, checkpoint: { seq: 4, removed: 1 } });
  });

  test('go page by page, each under a checkpoint of its own that replaces the one before', async () => {
    for (const name of ['alice', 'bob', 'carol']) await oldCase(name);
    store.clock.jump(31 * day);
    expect(await cut({ limit: 4 })).toEqual({ kind: 'removed', entries: 4, more: true });
    expect(await cut({ limit: 4 })).toEqual({ kind: 'removed', entries: 4, more: true });
    expect(await cut({ limit: 4 })).toEqual({ kind: 'removed', entries: 1, more: false });
    expect(store.sql('select seq, removed from checkpoints')).toEqual([{ seq: 9, removed: 1 }]);
    expect((await chain()).broken).toBeUndefined();
  });

  test('stay from the first entry of the oldest case that runs', async () => {
    await oldCase('alice');
    const open = await store.recorded(muteInLobby(['bob']));
    await oldCase('carol');
    store.clock.jump(31 * day);
    expect(await cut()).toMatchObject({ entries: 3, more: false });
    expect(seqs()[0]).toBe(4);
    expect(await cut()).toEqual({ kind: 'nothing', heldBy: open });
    await store.cases.settleRest(open, { outcome: 'rejected' });
    expect(await cut()).toMatchObject({ kind: 'removed', entries: 4 });
  });

  test('stay while a permanent mute of then is on', async () => {
    const number = await store.recorded(muteInLobby(['alice'], { length: { kind: 'permanent' } }));
    await store.carriedOut(number, ['alice'], 'done');
    store.clock.jump(31 * day);
    expect(await cut()).toEqual({ kind: 'nothing', heldBy: number });
  });
});

describe('without the key', () => {
  beforeEach(async () => {
    for (const name of ['alice', 'bob', 'carol']) await oldCase(name);
  });

  test('a beginning that was removed is not passed off as Hush’s doing', async () => {
    const { hash } = store.sql('select hash from audit where seq = 3')[0] ?? {};
    const forged = { seq: 3, hash: String(hash), removed: 3, at: 0, keyId: key.id };
    removeBehindItsBack(3, stranger.sign(checkpointText(forged)));
    expect((await chain()).broken).toEqual({ how: 'forged checkpoint', seq: 3 });
    // And Hush does not sign what comes after it.
    store.clock.jump(31 * day);
    expect(await cut()).toEqual({ kind: 'unsound', seq: 3 });
  });

  test('no more can be removed than the checkpoint says', async () => {
    store.clock.jump(31 * day);
    await cut({ limit: 3 });
    const { signature } = store.sql('select signature from checkpoints')[0] ?? {};
    removeBehindItsBack(6, String(signature));
    expect((await chain()).broken).toEqual({ how: 'forged checkpoint', seq: 6 });
  });

  test('entries behind the checkpoint cannot go', async () => {
    store.clock.jump(31 * day);
    await cut({ limit: 3 });
    expect(() => store.sql('delete from audit where seq = 4')).toThrow('the audit is append-only');
    expect(() => store.sql('delete from checkpoints')).toThrow('only replaced by the next');
    expect(() => store.sql('update checkpoints set seq = 9')).toThrow('never changes');
    expect(() =>
      store.sql(`insert ${onPostgres ? '' : 'or replace '}into checkpoints values (3, '', 0, 0, '', '')`),
    ).toThrow('never goes back');
    store.sql('drop trigger audit_never_forgets');
    store.sql('delete from audit where seq = 4');
    expect((await chain()).broken).toMatchObject({ how: 'removed', seq: 4 });
  });

  test('nothing behind a checkpoint is no end of a chain', async () => {
    store.clock.jump(31 * day);
    await cut();
    const { hash } = store.sql('select hash from checkpoints')[0] ?? {};
    store.sql('drop trigger audit_never_forgets');
    store.sql('delete from audit');
    const broken = { how: 'cut off', seq: 10 };
    expect((await chain()).broken).toEqual(broken);
    expect((await examineChain(store.db, { noted: { seq: 9, hash: String(hash) } })).broken).toEqual(broken);
  });

  test('a newer case of which nothing tells is not taken for one whose entries Hush removed', async () => {
    store.clock.jump(31 * day);
    await cut();
    await store.clock.advance(1000);
    const number = await oldCase('dave');
    store.sql('drop trigger audit_never_forgets');
    store.sql('delete from audit where case_number = ?', number);
    expect((await chain()).broken).toBeUndefined();
    expect(await compareWithAudit(store.db)).toEqual({
      agreeing: 0,
      untold: 3,
      first: { case: number, about: 'case' },
    });
  });

  test('what was changed is not signed for', async () => {
    store.sql('drop trigger audit_never_changes');
    store.sql(`update audit set actor = 'UBOB' where seq = 2`);
    store.clock.jump(31 * day);
    expect(await cut()).toEqual({ kind: 'unsound', seq: 2 });
    expect(seqs()[0]).toBe(1);
  });
});

test('another key goes on where the former one is named', async () => {
  await oldCase('alice');
  store.clock.jump(31 * day);
  await cut();
  await oldCase('bob');
  store.clock.jump(31 * day);
  const order = { before: store.clock.now() - 30 * day, limit: 100, key: stranger };
  expect(await store.retention.cut({ ...order, formerKeys: [] })).toEqual({ kind: 'unsound', seq: 3 });
  expect(await store.retention.cut({ ...order, formerKeys: [key] })).toMatchObject({ kind: 'removed' });
  expect((await chain([stranger])).broken).toBeUndefined();
});

// A job's rounds beside a clock that is moved by hand: only SQLite answers within the same turn.
describe.skipIf(onPostgres)('the job', () => {
  const job = (keepMs?: number) =>
    createRetention({
      retention: store.retention,
      settings: { key, formerKeys: [], ...(keepMs !== undefined && { keepMs }) },
      outbox: store.outbox,
      clock: store.clock,
      log: silentLog,
    });
  const notices = () => store.sql(`select text from outbox where kind = 'notice'`).map(({ text }) => String(text));

  test('removes every day what became old, and everybody gets a turn between the pages', async () => {
    for (let index = 0; index < 1200; index += 1)
      await store.audit.append({ event: 'wish.refused', actor: 'UMALLORY' });
    store.clock.jump(20 * day);
    await oldCase('alice');
    store.clock.jump(11 * day);
    const retention = job(30 * day);
    retention.start();
    await store.clock.advance(0);
    expect(seqs()[0]).toBe(1001);
    await store.clock.advance(1000);
    expect(seqs()[0]).toBe(1201);
    await store.clock.advance(20 * day);
    expect(seqs()[0]).toBe(1204);
    expect((await chain()).broken).toBeUndefined();
    await retention.stop();
    expect(notices()).toEqual([]);
  });

  test('removes nothing where everything is kept', async () => {
    await oldCase('alice');
    const retention = job();
    retention.start();
    await store.clock.advance(4000 * day);
    await retention.stop();
    expect(seqs()).toEqual([1, 2, 3]);
  });

  test('tells people once a day that the audit does not fit together', async () => {
    await oldCase('alice');
    store.sql('drop trigger audit_never_changes');
    store.sql(`update audit set actor = 'UBOB' where seq = 1`);
    store.clock.jump(31 * day);
    const retention = job(30 * day);
    retention.start();
    await store.clock.advance(day / 2);
    expect(notices()).toEqual([expect.stringContaining('The audit does not fit together at entry 1')]);
    await store.clock.advance(day);
    expect(notices()).toHaveLength(2);
    await retention.stop();
    expect(seqs()).toEqual([1, 2, 3]);
  });
});
