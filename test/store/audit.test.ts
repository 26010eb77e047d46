import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { verifyAudit } from '../../src/store/audit-chain.ts';
import { ended, type MemoryStore, memoryStore, muteInLobby, onPostgres } from './memory-store.ts';

async function storeWithEntries(count: number): Promise<MemoryStore> {
  const store = await memoryStore();
  for (let index = 0; index < count; index += 1) {
    await store.audit.append({ event: 'wish.refused', actor: 'UMALLORY', details: { verb: `verb ${index}` } });
  }
  return store;
}

describe('the audit', () => {
  test('fits together whatever is written', async () => {
    const store = await memoryStore();
    await store.recorded(muteInLobby(['alice', 'bob'], { reason: 'ünï "quoted" 😀\n<!channel>' }));
    await store.cases.settle(1, ended('done', 'alice', 'bob'));
    await store.audit.append({ event: 'wish.refused', actor: 'UMALLORY' });
    expect(await verifyAudit(store.db)).toEqual({ sound: 4 });
    expect(await verifyAudit(store.db)).toEqual({ sound: 4 });
  });

  test('is sound when empty', async () => {
    expect(await verifyAudit((await memoryStore()).db)).toEqual({ sound: 0 });
  });

  test('can neither be changed nor shortened', async () => {
    const store = await storeWithEntries(2);
    expect(() => store.sql(`update audit set actor = 'UBOB'`)).toThrow('the audit is append-only');
    expect(() => store.sql('delete from audit')).toThrow('the audit is append-only');
    expect(await verifyAudit(store.db)).toEqual({ sound: 2 });
  });

  test('leaves no trace of what was rolled back', async () => {
    const store = await storeWithEntries(1);
    await expect(store.cases.record(muteInLobby(['alice']), () => false)).rejects.toThrow();
    await store.audit.append({ event: 'wish.refused', actor: 'UMALLORY' });
    expect(await verifyAudit(store.db)).toEqual({ sound: 2 });
  });

  test('betrays every changed, removed or inserted entry, at its place', async () => {
    const entries = 12;
    const columns = ['at', 'event', 'actor', 'case_number', 'details', 'previous', 'hash'] as const;
    const tampering = fc.oneof(
      fc.record({
        kind: fc.constant('change' as const),
        seq: fc.integer({ min: 1, max: entries }),
        column: fc.constantFrom(...columns),
      }),
      // Whether the newest entries were cut off, nothing inside the chain can tell.
      fc.record({ kind: fc.constant('remove' as const), seq: fc.integer({ min: 1, max: entries - 1 }) }),
      fc.record({ kind: fc.constant('insert' as const), seq: fc.integer({ min: 1, max: entries }) }),
    );
    await fc.assert(
      fc.asyncProperty(tampering, async (how) => {
        const store = await storeWithEntries(entries);
        store.sql('drop trigger audit_never_changes');
        store.sql('drop trigger audit_never_forgets');
        store.sql('drop trigger audit_only_grows');
        const { seq } = how;
        if (how.kind === 'change') {
          store.sql(
            `update audit set ${how.column} = ? where seq = ?`,
            ['at', 'case_number'].includes(how.column) ? 7 : 'x',
            seq,
          );
        } else {
          if (how.kind === 'remove') store.sql('delete from audit where seq = ?', seq);
          else {
            // Made room for, downwards from the end, as somebody would who wants it to look whole.
            for (let last = entries; last >= seq; last -= 1)
              store.sql('update audit set seq = seq + 1 where seq = ?', last);
            store.sql(
              `insert into audit select ${seq}, at, event, 'UFORGED', case_number, details, previous, hash from audit where seq = ?`,
              seq + 1,
            );
          }
        }
        expect(await verifyAudit(store.db)).toEqual({
          sound: seq - 1,
          brokenAt: seq,
        });
        await store.close();
      }),
      { numRuns: onPostgres ? 15 : 60 },
    );
  });
});
