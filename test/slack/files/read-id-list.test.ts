import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FileTrouble } from '../../../src/slack/files/file-trouble.ts';
import { mostIds } from '../../../src/slack/files/limits.ts';
import { readIdList } from '../../../src/slack/files/read-id-list.ts';

/** The content as it comes over the network: in pieces of some length. */
async function* pieces(content: Buffer, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += length) yield content.subarray(at, at + length);
}

function read(
  content: string | Buffer,
  options: { name?: string; vendor?: 'zim' | 'netease'; of?: 'users' | 'groups'; piece?: number } = {},
) {
  const { name = 'names.csv', vendor = 'zim', of = 'users', piece = 65_536 } = options;
  const format = name.endsWith('.txt') ? 'txt' : 'csv';
  return readIdList(pieces(Buffer.from(content), piece), { file: { name, format }, vendor, of });
}

const ids = async (...given: Parameters<typeof read>) => (await read(...given)).targets.map(({ id }) => id);

/** The sentence with which a file is refused. */
const refusal = async (...given: Parameters<typeof read>): Promise<string> => {
  try {
    await read(...given);
  } catch (error) {
    if (error instanceof FileTrouble) return error.message;
    throw error;
  }
  throw new Error('The file was taken.');
};

describe('a CSV file', () => {
  test('with a heading gives the column of ids, and says which', async () => {
    const list = await read('name,User_ID,since\nAlice A,alice,2024\n"Bob, B",bob,2025\n');
    expect(list.targets).toEqual([{ id: 'alice' }, { id: 'bob' }]);
    expect(list.column).toEqual({ heading: 'User_ID', others: 2 });
  });

  test.each([
    'id',
    'user_id',
    'UserId',
    'user',
    'ACCOUNT',
    'accid',
    'member',
    'target',
    'User ID',
    'group-id',
  ])('knows the heading %s', async (heading) => {
    const list = await read(`x,${heading}\n1,alice\n`);
    expect(list).toMatchObject({ targets: [{ id: 'alice' }], column: { heading, others: 1 } });
  });

  test('prefers the id of a person to the id of the row', async () => {
    expect(await ids('id,user_id\n1,alice\n2,bob\n')).toEqual(['alice', 'bob']);
  });

  test('takes the column that the form is about: groups for the silence of groups, else people', async () => {
    const content = 'id,user_id,group_id\n1,alice,lobby\n';
    expect(await ids(content)).toEqual(['alice']);
    expect(await ids(content, { of: 'groups' })).toEqual(['lobby']);
    expect(await ids('id,user_id\n1,alice\n', { of: 'groups' })).toEqual(['alice']);
  });

  test('without a heading that is known gives the first column, first line and all', async () => {
    const list = await read('alice,1\nbob,2\n');
    expect(list).toMatchObject({ targets: [{ id: 'alice' }, { id: 'bob' }], column: { others: 1 } });
    expect(list.column).not.toHaveProperty('heading');
  });

  test.each([
    ['semicolons', 'name;accid\r\nA;alice\r\nB;bob\r\n'],
    ['tabs', 'name\taccid\r\nA\talice\r\n\tbob\r\n'],
    ['commas', 'name,accid\r\n"A;1",alice\r\n"B ""x""",bob\r\n'],
    ['what Excel announces', 'sep=;\r\nname;accid\r\nA,B;alice\r\n;bob\r\n'],
    ['old line ends', 'name,accid\rA,alice\rB,bob'],
    ['empty lines between', '\n\nname,accid\n\nA,alice\n\n\nB,bob\n\n'],
    ['empty lines in front', '\r\n\r\nname;accid\r\nA,B;alice\r\n;bob'],
    ['lines of different lengths', 'name,accid\nA,alice,x,y\nB,bob\n'],
    ['spaces around', ' name , accid \n A , alice \n B ,\tbob\n'],
  ])('is read with %s', async (_, content) => {
    expect(await ids(content)).toEqual(['alice', 'bob']);
  });

  test('keeps odd ids whole when they stand in quotes', async () => {
    expect(await ids('id\n"mary ann"\n"a,b"\n"say ""hi"""\no"brien\n')).toEqual([
      'mary ann',
      'a,b',
      'say "hi"',
      'o"brien',
    ]);
  });

  test('means every id as it stands there: words of a line mean nothing in it', async () => {
    expect(await ids('id\neveryone\n--dry-run\nin\n2h\n')).toEqual(['everyone', '--dry-run', 'in', '2h']);
  });

  test('tells what is dropped, how often and why, and keeps it as skipped', async () => {
    const long = 'x'.repeat(33);
    const list = await read(`id,n\nalice,1\n${long},2\nbob,3\nalice,4\nalice,5\n,6\n,7\nb\u0007ell,8\n`);
    expect(list.targets).toEqual([
      { id: 'alice' },
      { id: long, problem: 'is longer than 32 bytes' },
      { id: 'bob' },
      { id: '', problem: 'is empty' },
      { id: 'b\u0007ell', problem: 'contains control characters' },
    ]);
    expect(list).toMatchObject({ understood: 2, first: ['alice', 'bob'], duplicates: 1 });
    expect(list.repeats).toEqual({ count: 2, first: ['alice'] });
    expect(list.dropped).toEqual([
      { problem: 'is longer than 32 bytes', count: 1, first: [long] },
      { problem: 'is empty', count: 2, first: ['', ''] },
      { problem: 'contains control characters', count: 1, first: ['b\u0007ell'] },
    ]);
  });

  test('an id of thousands of characters is kept cut', async () => {
    const { targets } = await read(`id\nalice\n${'x'.repeat(5000)}\n`);
    expect(targets[1]?.id).toHaveLength(100);
  });
});

describe('NetEase ids', () => {
  test('are written small, and two that differ by that alone are one', async () => {
    const list = await read('accid\nAlice\nBOB\nalice\n', { vendor: 'netease' });
    expect(list.targets).toEqual([{ id: 'alice' }, { id: 'bob' }]);
    expect(list.duplicates).toBe(1);
    expect(await ids('accid\nAlice\nalice\n')).toEqual(['Alice', 'alice']);
  });
});

describe('a TXT file', () => {
  const name = 'names.txt';

  test('is separated as a line is', async () => {
    const content = "alice bob,carol\r\n“mary ann”\u00a0'o’brien'\n\n,dave ， erin\rfay";
    expect(await ids(content, { name })).toEqual([
      'alice',
      'bob',
      'carol',
      'mary ann',
      'o’brien',
      'dave',
      'erin',
      'fay',
    ]);
  });

  test('may have all ids in one line, however long', async () => {
    const many = Array.from({ length: 30_000 }, (_, index) => `user ${index}`);
    const content = many.map((id) => `"${id}"`).join(', ');
    expect(await ids(content, { name, piece: 1000 })).toEqual(many);
  });

  test('drops what a line would refuse, unless it is in quotes', async () => {
    const list = await read('alice everyone "everyone" --dry "open\nbob', { name });
    expect(list.targets).toEqual([
      { id: 'alice' },
      { id: 'everyone', problem: 'means many people, and is an id only in quotes' },
      { id: '--dry', problem: 'is kept for a later version unless it stands in quotes' },
      { id: '"open', problem: 'begins with a quote that is not closed in its line' },
      { id: 'bob' },
    ]);
  });

  test('has no column', async () => {
    expect(await read('alice', { name })).not.toHaveProperty('column');
  });

  test.each([
    ['with a heading', 'user_id\tname\r\nalice\tAl, or Al\r\nbob\tB\r\n', { heading: 'user_id', others: 1 }],
    ['with its heading in another column', 'a, b, c\tuser_id\nAl\talice\nB\tbob\n', { heading: 'user_id', others: 1 }],
    ['without a heading', 'alice\tAl A\nbob\tB B', { others: 1 }],
    ['after empty lines', '\n\naccid\tname\n\nalice\tAl\nbob\tB', { heading: 'accid', others: 1 }],
  ])('of several columns between tabs is read as a table, %s', async (_, content, column) => {
    for (const piece of [3, 65_536]) {
      for (const bytes of [Buffer.from(content), Buffer.from(`\ufeff${content}`, 'utf16le')]) {
        expect(await read(bytes, { name, piece })).toMatchObject({
          targets: [{ id: 'alice' }, { id: 'bob' }],
          understood: 2,
          column,
        });
      }
    }
  });

  test.each([
    'alice\tbob',
    'alice\tbob\ncarol',
    'alice\nbob\tcarol',
  ])('is no table for a tab between ids: %j', async (content) => {
    const list = await read(content, { name });
    expect(list.targets.map(({ id }) => id)).toEqual(content.split(/\s/));
    expect(list).not.toHaveProperty('column');
  });
});

describe('the text', () => {
  const content = 'id\r\nälice\r\nb👩‍👩‍👧b\r\n';
  const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();
  test.each([
    ['UTF-8', Buffer.from(content)],
    ['UTF-8 with its mark', Buffer.from(`\ufeff${content}`)],
    ['UTF-16 as Excel writes it', Buffer.from(`\ufeff${content}`, 'utf16le')],
    ['UTF-16, the other way round', utf16be(`\ufeff${content}`)],
  ])('may be %s, wherever the network cuts it', async (_, bytes) => {
    for (const piece of [1, 3, 7, 65_536]) expect(await ids(bytes, { piece })).toEqual(['älice', 'b👩‍👩‍👧b']);
  });

  test.each([
    ['is empty', ''],
    ['holds no id that could be sent.', '\n\n\r\n'],
    ['holds no id that could be sent. Dropped: 2 – is empty.', 'id,n\n,1\n,2\n'],
    ['holds a heading and no ids', 'user_id\n'],
    ['holds a heading and no ids', '\ufeffuser_id'],
    ['is a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0])],
    ['is an Excel workbook', Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(600)])],
    ['is a PDF', '%PDF-1.7 …'],
    ['is not UTF-8 text', Buffer.from('id\nm\xfcller\n', 'latin1')],
    ['is not UTF-8 text', Buffer.concat([Buffer.from('id\n'.repeat(400)), Buffer.from([0xc3])])],
    ['holds bytes that no text has', Buffer.from('id\nalice\n', 'utf16le')],
    ['lacks the permission files:read', '<!DOCTYPE html><html><title>Sign in | Slack</title></html>'],
    ['lacks the permission files:read', '\n <html lang="en">'],
    ['a quote that is opened and never closed', 'id\nalice\n"bob\ncarol\n'],
    ['A line of names.csv is longer than 65,536 characters', `id\n${'x'.repeat(70_000)}\n`],
    ['save the file as TXT', 'a,'.repeat(40_000)],
    ['or a quote in it is never closed', `id\n"alice\n${'bob\n'.repeat(30_000)}`],
  ])('is refused when it %s', async (words, bytes) => {
    for (const piece of [1000, 65_536]) expect(await refusal(bytes, { piece })).toContain(words);
  });

  test('of one endless word is refused before it is read to its end', async () => {
    let read = 0;
    const endless = async function* () {
      for (;;) {
        read += 1;
        yield Buffer.alloc(16_384, 'x');
      }
    };
    for (const format of ['csv', 'txt'] as const) {
      read = 0;
      await expect(readIdList(endless(), { file: { name: 'n', format }, vendor: 'zim', of: 'users' })).rejects.toThrow(
        FileTrouble,
      );
      expect(read).toBeLessThan(12);
    }
  });
});

describe('the number of ids', () => {
  const lines = (count: number) => Array.from({ length: count }, (_, index) => `${index}`).join('\n');

  test.each(['many.csv', 'many.txt'])('may be a hundred thousand in %s', async (name) => {
    expect(await read(lines(mostIds), { name })).toMatchObject({ understood: mostIds });
  });

  test.each(['many.csv', 'many.txt'])('is refused with the number above that, in %s', async (name) => {
    const sentence = 'holds more than 100,000 ids. One case takes 100,000 ids at most: split the file.';
    expect(await refusal(lines(mostIds + 1), { name })).toContain(sentence);
  });

  test('of a million lines is not even read through', async () => {
    let given = 0;
    const million = async function* () {
      for (; given < 1000; given += 1) yield Buffer.from(`${lines(1000).replaceAll('\n', `-${given}\n`)}\n`);
    };
    await expect(
      readIdList(million(), { file: { name: 'm', format: 'csv' }, vendor: 'zim', of: 'users' }),
    ).rejects.toThrow(FileTrouble);
    expect(given).toBeLessThan(200);
  });

  test('that are all the same is refused too when there is no end to them', async () => {
    expect(await refusal('a\n'.repeat(1_000_000))).toContain('holds more than 500,000 entries');
  });
});

describe('whatever is in a file', () => {
  const cell = fc.oneof(
    fc.constantFrom('alice', 'Bob', 'mary ann', '"', 'a,b', '', 'everyone'),
    fc.string({ maxLength: 40 }),
  );

  test('each id is there once, every entry is counted, and the network’s pieces do not matter', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(cell, { maxLength: 30 }),
        fc.constantFrom('n.csv', 'n.txt'),
        fc.integer({ min: 1, max: 9 }),
        async (cells, name, piece) => {
          const content = cells.join('\n');
          const outcome = async (length: number) =>
            read(content, { name, piece: length }).catch((error: unknown) => String(error));
          const list = await outcome(65_536);
          expect(await outcome(piece)).toEqual(list);
          if (typeof list === 'string') {
            expect(list).toMatch(/^FileTrouble: .*n\.(csv|txt) /);
            return;
          }
          const all = list.targets.map(({ id }) => id);
          expect(new Set(all).size).toBe(all.length);
          expect(list.targets.filter(({ problem }) => problem === undefined)).toHaveLength(list.understood);
        },
      ),
      { numRuns: 400 },
    );
  });

  test('a table that was written right is read right', async () => {
    const { stringify } = await import('csv-stringify/sync');
    const id = fc
      .string({ minLength: 1, maxLength: 8 })
      .filter((text) => text.trim() === text && text.isWellFormed() && !/[\0\u00a0\ufeff]/.test(text));
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(id, { minLength: 1, maxLength: 20 }),
        fc.constantFrom(',', ';', '\t'),
        async (wanted, delimiter) => {
          const rows = wanted.map((each, index) => [String(index), each]);
          const content = stringify([['row', 'accid'], ...rows], { delimiter, quoted: true });
          expect(await ids(content)).toEqual(wanted);
        },
      ),
      { numRuns: 200 },
    );
  });
});
