import { Writable } from 'node:stream';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { writeEntries } from '../../src/cli/write-entries.ts';
import { readSafeCell } from '../../src/lib/csv.ts';
import type { AuditTable } from '../../src/store/tables.ts';

async function* listed(entries: readonly AuditTable[]) {
  yield* entries;
}

async function written(entries: readonly AuditTable[], format: 'csv' | 'jsonl'): Promise<string> {
  const chunks: Buffer[] = [];
  const output = new Writable({
    write: (chunk, _, done) => {
      chunks.push(Buffer.from(chunk));
      done();
    },
  });
  await writeEntries(listed(entries), format, output);
  return Buffer.concat(chunks).toString();
}

const text = fc.oneof(
  fc.string({ unit: fc.constantFrom(...`='"\t\r\n+-@,; ax`) }),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('=1+1', "'=1", '{"a":1}', '{"b":1, "a":2}', '[1]', '"x"', '12'),
);
const details = fc.oneof(
  fc.dictionary(text, fc.jsonValue()).map((value) => JSON.stringify(value)),
  text,
);
const someEntry: fc.Arbitrary<AuditTable> = fc.record({
  seq: fc.nat(),
  // The last ones are no times.
  at: fc.oneof(fc.integer({ min: 0, max: 4e12 }), fc.constantFrom(9e15, Number.MAX_SAFE_INTEGER)),
  event: text,
  actor: text,
  case_number: fc.option(fc.nat()),
  details,
  previous: text,
  hash: text,
});
const entries = fc.array(someEntry, { maxLength: 5 });
const timeOf = (shown: string) => (/^\d+$/.test(shown) ? Number(shown) : Date.parse(shown));

describe('what is exported is read back as the entries that there are', () => {
  test('from CSV', async () => {
    await fc.assert(
      fc.asyncProperty(entries, async (all) => {
        const rows: Record<string, string>[] = parse(await written(all, 'csv'), { columns: true });
        const cells = rows.map((row) =>
          Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, readSafeCell(cell)])),
        );
        expect(
          cells.map(({ seq, at = '', case: number, ...rest }) => ({
            ...rest,
            seq: Number(seq),
            at: timeOf(at),
            case_number: number === '' ? null : Number(number),
          })),
        ).toEqual(all);
        // Nothing that a spreadsheet could run, whatever stands in an entry.
        for (const row of rows) for (const cell of Object.values(row)) expect(cell).not.toMatch(/^[=+\-@\t\r\n]/);
      }),
      { numRuns: 200 },
    );
  });

  test('from JSON lines', async () => {
    await fc.assert(
      fc.asyncProperty(entries, async (all) => {
        const lines = (await written(all, 'jsonl')).split('\n').slice(0, -1);
        const read = lines.map((line) => {
          const { at, case: number, details: told, ...rest } = JSON.parse(line);
          const shown = typeof told === 'string' ? told : JSON.stringify(told);
          return { ...rest, at: timeOf(at), case_number: number, details: shown };
        });
        expect(read).toEqual(all);
      }),
      { numRuns: 200 },
    );
  });
});
