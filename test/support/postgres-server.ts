import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { postgresOwner, postgresPrograms } from './postgres-programs.ts';

/** A PostgreSQL of a test's own, on 127.0.0.1, in which the user `hush` may do everything. Its disk is not waited for (`fsync = off`). */
export interface PostgresServer {
  readonly url: string;
  /** Stops it as a crash would (SIGQUIT) and waits for its end; `start` starts it again on the same port. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** SIGSTOP to every process of it: connections stay, and nothing is answered. `thaw` ends it. */
  freeze(): void;
  thaw(): void;
  /** Fills the small disk that was asked for, to the last byte; `empty` frees it again. */
  fill(): void;
  empty(): void;
  /** Runs SQL as its superuser. */
  sql(text: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  close(): Promise<void>;
}

export interface PostgresServerOptions {
  /** Lines for `postgresql.conf`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** The data is on a disk of so many MiB, which only root can have made. */
  readonly diskMiB?: number;
  /** The user must say this. */
  readonly password?: string;
}

/** Whether {@link startPostgres} works here, also with a disk of its own. */
export const canStartPostgres = postgresPrograms() !== undefined;
export const canMountDisks = canStartPostgres && process.getuid?.() === 0 && mountWorks();

function mountWorks(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'hush-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' });
    execFileSync('umount', [folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function startPostgres({
  settings = {},
  diskMiB,
  password,
}: PostgresServerOptions = {}): Promise<PostgresServer> {
  const programs = postgresPrograms() ?? '';
  const owner = postgresOwner();
  const folder = mkdtempSync(join(tmpdir(), 'hush-postgres-'));
  const data = join(folder, 'data');
  mkdirSync(data);
  if (diskMiB !== undefined) {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${diskMiB}m`, 'tmpfs', data]);
  }
  if (owner) for (const path of [folder, data]) chownSync(path, owner.uid, owner.gid);
  const port = await freePort();
  const cluster = join(data, 'cluster');
  const quiet = { ...owner, stdio: 'ignore' as const, cwd: folder };
  const as = ['--username=hush', '--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8', '--no-sync'];
  execFileSync(join(programs, 'initdb'), [...as, '-D', cluster], quiet);
  if (password !== undefined) {
    writeFileSync(join(cluster, 'pg_hba.conf'), 'local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n');
  }
  const all = { listen_addresses: '127.0.0.1', unix_socket_directories: folder, fsync: 'off', ...settings };
  const args = Object.entries({ ...all, port: String(port) }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);

  let server: ChildProcess | undefined;
  const client = () => new Client({ host: folder, port, user: 'hush', database: 'postgres' });
  const sql = async (text: string) => {
    const asking = client();
    asking.on('error', () => undefined);
    await asking.connect();
    try {
      return (await asking.query(text)).rows;
    } finally {
      await asking.end();
    }
  };
  const start = async () => {
    server = spawn(join(programs, 'postgres'), ['-D', cluster, ...args], quiet);
    for (;;) {
      if (server.exitCode !== null) throw new Error(`PostgreSQL ended with ${server.exitCode}.`);
      const isThere = await sql('select 1').then(
        () => true,
        () => false,
      );
      if (isThere) return;
      await pause(20);
    }
  };
  const stop = async () => {
    const stopping = server;
    server = undefined;
    if (!stopping || stopping.exitCode !== null) return;
    const gone = once(stopping, 'exit');
    stopping.kill('SIGQUIT');
    await gone;
  };
  const processes = () => {
    const pid = server?.pid ?? 0;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    return [pid, ...children.split(' ').map(Number)];
  };
  const signal = (name: NodeJS.Signals) => {
    for (const pid of processes()) process.kill(pid, name);
  };
  const filling = join(data, 'filling');

  await start();
  if (password !== undefined) await sql(`alter user hush password '${password}'`);
  const url = new URL(`postgres://hush@127.0.0.1:${port}/postgres`);
  if (password !== undefined) url.password = password;
  return {
    url: url.href,
    start,
    stop,
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    fill: () => {
      try {
        execFileSync('dd', ['if=/dev/zero', `of=${filling}`, 'bs=64k'], { stdio: 'ignore' });
      } catch {
        // It ends when there is no space left.
      }
    },
    empty: () => rmSync(filling),
    sql,
    close: async () => {
      await stop();
      if (diskMiB !== undefined) execFileSync('umount', [data]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
