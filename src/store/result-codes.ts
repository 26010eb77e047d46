import { type StoreFault, StoreTrouble } from '../moderation/store-trouble.ts';

const again = (what: string) => `try again once whoever runs Hush has ${what}`;

/**
 * SQLite's primary result codes for a database that cannot be used, whatever the statement. All others tell of the statement.
 * @see https://www.sqlite.org/rescode.html
 */
const faults: Readonly<Record<number, StoreFault>> = {
  // BUSY: another connection holds the lock.
  5: {
    cannot: 'write its database',
    why: 'another program keeps it locked',
    remedy: again('ended whatever else uses the file'),
  },
  // READONLY
  8: {
    cannot: 'write its database',
    why: 'the file or its disk is read-only',
    remedy: again('made it writable'),
  },
  // IOERR: the operating system reported an error; also where a file may not grow because of a limit.
  10: {
    cannot: 'write its database',
    why: 'the disk or the operating system reports an error',
    remedy: again('looked after the disk'),
  },
  // CORRUPT
  11: {
    cannot: 'use its database',
    why: 'the file is damaged',
    remedy: again('brought back a sound copy'),
    damaged: true,
  },
  // FULL
  13: { cannot: 'write its database', why: 'the disk is full', remedy: again('freed space') },
  // CANTOPEN
  14: {
    cannot: 'use its database',
    why: 'one of its files cannot be opened',
    remedy: again('looked after its folder and permissions'),
  },
  // NOTADB
  26: {
    cannot: 'use its database',
    why: 'the file is no database',
    remedy: again('brought back a sound copy'),
    damaged: true,
  },
};

/** What is wrong with the database if that is why the statement failed, else undefined. */
export function storeFault(error: unknown): StoreFault | undefined {
  if (error instanceof StoreTrouble) return error.fault;
  const { errcode } = error as { errcode?: unknown };
  // The low byte of an extended result code is the primary one.
  return typeof errcode === 'number' ? faults[errcode & 0xff] : undefined;
}
