import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { Kysely } from 'kysely';
import type { KnownOfChain } from './audit-chain.ts';
import { type AuditFindings, examineAudit, openedToRead } from './audit-reader.ts';
import { storeFault } from './result-codes.ts';
import { sqliteDialect } from './sqlite.ts';
import type { Tables } from './tables.ts';
import { StoreUnavailable } from './unavailable.ts';

/** A copy of the database as of one moment. */
export interface Backup {
  /** Of the file. */
  readonly bytes: number;
  /** What an examination of the audit in the copy found. */
  readonly findings: AuditFindings;
}

/** More pages than a file has: copied in one step, which no commit of a bot beside it can make begin anew. */
const allPages = 2 ** 31 - 1;

/**
 * Copies `hush.db` in `folder` into a new file, also beside a running bot, which goes on writing meanwhile; then examines the copy. The
 * folder is only read. The file appears under its name once it is whole and on the disk; only its owner may read it. Throws
 * {@link StoreUnavailable} with a sentence for the person who runs Hush, also if the file is there already.
 */
export async function backUp(folder: string, file: string, known: KnownOfChain): Promise<Backup> {
  if (!existsSync(join(folder, 'hush.db'))) {
    throw new StoreUnavailable(`There is no database in ${folder}. HUSH_DATA_DIR names the folder.`);
  }
  const part = `${file}.part`;
  const source = openedToRead(folder);
  try {
    claim(file, part);
    await backup(source, part, { rate: allPages });
    flush(part);
    const { bytes, findings } = await examined(part, known);
    renameSync(part, file);
    flush(dirname(file));
    return { bytes, findings };
  } catch (error) {
    if (error instanceof StoreUnavailable) throw error;
    rmSync(part, { force: true });
    const why = storeFault(error)?.why ?? (error as Error).message;
    throw new StoreUnavailable(`The database in ${folder} could not be copied to ${file}: ${why}.`, { cause: error });
  } finally {
    source.close();
  }
}

/** Makes the file that is written to, for its owner alone. */
function claim(file: string, part: string): void {
  if (existsSync(file))
    throw new StoreUnavailable(`${file} is there already, and is left as it is. Name another file.`);
  try {
    // What a copy that was killed left behind is of no use.
    rmSync(part, { force: true });
    closeSync(openSync(part, 'wx', 0o600));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? `there is no folder ${dirname(file)}` : (error as Error).message;
    throw new StoreUnavailable(`${file} cannot be written: ${why}.`, { cause: error });
  }
}

function flush(path: string): void {
  const descriptor = openSync(path, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
}

/** Reads the copy as a file that nobody changes, so that nothing is made beside it. */
async function examined(path: string, known: KnownOfChain): Promise<Backup> {
  const url = pathToFileURL(path);
  url.searchParams.set('immutable', '1');
  const database = new DatabaseSync(url, { readOnly: true });
  const db = new Kysely<Tables>({ dialect: sqliteDialect(database) });
  try {
    const [check] = database.prepare('pragma quick_check(1)').all();
    if (check?.quick_check !== 'ok') throw new Error(`the copy is damaged (${String(check?.quick_check)})`);
    const [size] = database
      .prepare('select page_count * page_size as bytes from pragma_page_count, pragma_page_size')
      .all();
    return { bytes: Number(size?.bytes), findings: await examineAudit(db, known) };
  } finally {
    await db.destroy();
  }
}
