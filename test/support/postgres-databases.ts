import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { Client, type Pool } from 'pg';
import { inject } from 'vitest';
import { createPool } from '../../src/store/postgres/pool.ts';

/** Databases of a test file, on the server of `HUSH_TEST_DATABASE_URL`: each a copy of one in which Hush's tables are. */

declare module 'vitest' {
  export interface ProvidedContext {
    /** The server, and the name of the database to copy. */
    postgres: { readonly url: string; readonly template: string };
  }
}

/** The address of another database of the same server. */
export function databaseAt(url: string, name: string): string {
  const address = new URL(url);
  address.pathname = `/${name}`;
  return address.href;
}

type Ask = (question: Question) => readonly Row[];

/** A database that tests of one file use one after the other. */
interface Reused {
  readonly url: string;
  readonly pool: Pool;
  readonly ask: Ask;
  drop(): Promise<void>;
}

const all = new Set<Reused>();
const free: Reused[] = [];
let asker: Ask | undefined;

/** An empty database of the file's own. To make another would take ten times as long as to empty one. */
export async function takeDatabase(): Promise<Reused & { giveBack(): void }> {
  let one = free.pop();
  if (!one) {
    const { url, drop } = await createDatabase();
    asker ??= createAsker();
    one = { url, pool: createPool(url), ask: asker, drop };
    all.add(one);
  }
  const { url, ask } = one;
  const known = one;
  return {
    ...one,
    giveBack: () => {
      ask({ url, text: emptying, values: [] });
      free.push(known);
    },
  };
}

/** Without asking the triggers, which is for superusers; those that a test put out of use are there again. */
const emptying = `set session_replication_role = replica;
  do $$declare name text; begin
    for name in select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
      and relname not like 'kysely%' and relname not in ('probe', 'carrier')
    loop execute format('delete from %1$I; alter table %1$I enable trigger user', name); end loop;
    for name in select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'S'
    loop perform setval(name::regclass, 1, false); end loop;
  end$$;
  set session_replication_role = origin`;

/** For the end of a test file. */
export async function dropDatabases(): Promise<void> {
  for (const { url, pool, ask, drop } of all) {
    ask({ url, close: true });
    await pool.end();
    await drop();
  }
  await (await admin)?.end();
}

let admin: Promise<Client> | undefined;
let made = 0;

async function connected(): Promise<Client> {
  const client = new Client({ connectionString: inject('postgres').url });
  await client.connect();
  return client;
}

/** A new database; with `empty` one without tables. */
export async function createDatabase({ empty = false } = {}): Promise<{ readonly url: string; drop(): Promise<void> }> {
  const { url, template } = inject('postgres');
  admin ??= connected();
  const client = await admin;
  made += 1;
  const name = `hush_test_${process.pid}_${made}`;
  const like = empty ? `template template0 encoding 'UTF8'` : `template ${template}`;
  await client.query(`create database ${name} ${like} strategy file_copy`);
  return {
    url: databaseAt(url, name),
    drop: async () => {
      await client.query(`drop database if exists ${name} with (force)`);
    },
  };
}

export type Row = Readonly<Record<string, unknown>>;
/** A statement for a database, or that the thread need not stay connected to it. */
export type Question = { readonly url: string } & (
  | { readonly text: string; readonly values: readonly unknown[] }
  | { readonly close: true }
);
export type Reply = { readonly rows: readonly Row[] } | { readonly error: string };

/** Asks a database and waits for the answer as SQLite has everybody wait: tests look behind the store's back in one line on both. */
export function createAsker(): (question: Question) => readonly Row[] {
  const done = new Int32Array(new SharedArrayBuffer(4));
  const { port1: port, port2 } = new MessageChannel();
  const thread = new Worker(new URL('./postgres-thread.ts', import.meta.url), {
    workerData: { port: port2, done },
    transferList: [port2],
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  thread.unref();
  port.unref();
  return (question) => {
    Atomics.store(done, 0, 0);
    port.postMessage(question);
    Atomics.wait(done, 0, 0, 30_000);
    const reply = receiveMessageOnPort(port)?.message as Reply | undefined;
    if (!reply) throw new Error('PostgreSQL did not answer the test.');
    if ('error' in reply) throw new Error(reply.error);
    return reply.rows;
  };
}
