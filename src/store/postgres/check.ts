import type { Pool, PoolClient } from 'pg';
import type { Clock } from '../../lib/clock.ts';
import { type Finding, printable, type TimeTold } from '../../lib/finding.ts';
import {
  type AuditChannel,
  type AuditKeys,
  type Content,
  channelFindings,
  checkpointFindings,
  schemaFinding,
  unknownChannel,
} from '../check-content.ts';
import { postgresMigrations } from '../migrations/index.ts';
import { StoreUnavailable } from '../unavailable.ts';
import { postgresFault } from './faults.ts';
import { checkServer } from './open.ts';
import { connectionsOfABot, createPool, placeOf } from './pool.ts';

export interface PostgresCheckOptions {
  readonly url: string;
  /** Channels for audit messages; at least one. */
  readonly auditChannels: readonly AuditChannel[];
  /** What `hush.yml` says of the audit. */
  readonly audit: AuditKeys | undefined;
  readonly clock: Pick<Clock, 'now'>;
}

/** What was found, and what time it is there. */
export interface PostgresCheck {
  readonly findings: readonly Finding[];
  readonly times: readonly TimeTold[];
}

/**
 * Looks at a PostgreSQL, at its tables, and at what the outbox knows of the audit channel. Everything is read in transactions that can
 * write nothing, also where Hush is running on it.
 */
export async function checkPostgres({
  url,
  auditChannels,
  audit,
  clock,
}: PostgresCheckOptions): Promise<PostgresCheck> {
  const place = placeOf(url);
  const pool = createPool(url, { name: 'hush doctor' });
  try {
    await checkServer(pool, place);
    const client = await pool.connect();
    try {
      const time = await timeOf(client, clock);
      await client.query('begin read only');
      const content = await contentOf(client);
      const server = await serverOf(client);
      const findings = [
        ...(await channelFindings(content, auditChannels)),
        { level: 'ok', what: `Database: PostgreSQL ${server.version} at ${place}, ${size(server.bytes)}` } as const,
        await schemaFinding(content, { known: Object.keys(postgresMigrations), running: sessions(server.sessions) }),
        ...(await rightsFindings(client, content)),
        ...(await checkpointFindings(content, audit)),
        connectionsFinding(server),
        ...durabilityFindings(server),
        ...(await poolerFindings(pool)),
      ];
      return { findings, times: [time] };
    } finally {
      // Ends the transaction, whatever state it is in.
      client.release(true);
    }
  } catch (error) {
    return { findings: [...auditChannels.map(unknownChannel), unusable(place, error)], times: [] };
  } finally {
    await pool.end();
  }
}

function unusable(place: string, error: unknown): Finding {
  if (error instanceof StoreUnavailable) {
    return { level: 'fail', what: `Database: ${error.message.replace(/\.$/, '')}`, fix: 'Use another one for Hush.' };
  }
  const fault = postgresFault(error);
  const mend = fault?.mend ?? 'see the log of PostgreSQL';
  return {
    level: 'fail',
    what: `Database: ${place} cannot be used: ${fault?.why ?? printable((error as Error).message)}`,
    fix: `${mend.charAt(0).toUpperCase()}${mend.slice(1)}.`,
  };
}

async function contentOf(client: PoolClient): Promise<Content> {
  const ask = async (text: string) => (await client.query<Record<string, unknown>>(text)).rows;
  const tables = await ask('select tablename from pg_tables where schemaname = any(current_schemas(false))');
  return { tables: new Set(tables.map(({ tablename }) => String(tablename))), ask };
}

/** How far this machine's clock is ahead of the server's, by the middle of a short question. */
async function timeOf(client: PoolClient, clock: Pick<Clock, 'now'>): Promise<TimeTold> {
  const asked = clock.now();
  const { rows } = await client.query('select extract(epoch from clock_timestamp()) * 1000 as now');
  const aheadMs = Math.round((asked + clock.now()) / 2 - Number(rows[0]?.now));
  return { by: 'PostgreSQL', aheadMs };
}

interface Server {
  readonly version: string;
  readonly bytes: number;
  /** Connections of running Hush. */
  readonly sessions: number;
  readonly most: number;
  readonly free: number;
  readonly fsync: string;
  readonly pages: string;
  readonly commit: string;
}

async function serverOf(client: PoolClient): Promise<Server> {
  const { rows } = await client.query<Server>(
    `with used as (
      select count(*) as everybody, count(*) filter (where usename = current_user) as ours,
        count(*) filter (where datname = current_database()) as here,
        count(*) filter (where datname = current_database() and application_name in ('hush', 'hush carrier')) as sessions
      from pg_stat_activity where backend_type = 'client backend'
    ), most as (
      select current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
        - coalesce(current_setting('reserved_connections', true)::int, 0) as everybody
    )
    select split_part(current_setting('server_version'), ' ', 1) as version, pg_database_size(current_database()) as bytes,
      used.sessions, most.everybody as most,
      least(most.everybody - used.everybody,
        case when rolconnlimit >= 0 then rolconnlimit - used.ours end,
        case when datconnlimit >= 0 then datconnlimit - used.here end) as free,
      current_setting('fsync') as fsync, current_setting('full_page_writes') as pages,
      current_setting('synchronous_commit') as commit
    from used, most, pg_roles, pg_database
    where rolname = current_user and datname = current_database()`,
  );
  return rows[0] as Server;
}

function size(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

function sessions(count: number): string {
  return count === 0 ? '' : ', Hush is running on it (so it was only read)';
}

/** Whether Hush's user may do what it has to: write its tables, and make and change them at a start. */
async function rightsFindings(client: PoolClient, { tables }: Content): Promise<readonly Finding[]> {
  const { rows } = await client.query(
    `select current_user as name, current_schema() as schema, pg_is_in_recovery() as standby,
      current_setting('default_transaction_read_only') = 'on' as readonly,
      has_schema_privilege(current_schema(), 'create') as creates,
      (select string_agg(tablename, ', ' order by tablename) from pg_tables
        where schemaname = current_schema() and not pg_has_role(tableowner, 'usage')) as others`,
  );
  const { name, schema, standby, readonly, creates, others } = rows[0] as Record<string, unknown>;
  const fail = (why: string, fix: string): readonly Finding[] => [{ level: 'fail', what: `Database: ${why}`, fix }];
  if (standby === true) {
    return fail('it is a standby, which cannot be written', 'Name the primary server in DATABASE_URL.');
  }
  if (readonly === true) {
    return fail(
      'default_transaction_read_only is on: nothing can be written',
      'Switch it off for the user or the database of DATABASE_URL.',
    );
  }
  if (schema === null) {
    return fail(
      'there is no schema that its user may use',
      'Give the user of DATABASE_URL a schema: create schema hush authorization <user>; it is found by search_path.',
    );
  }
  if (others !== null && tables.has('kysely_migration')) {
    return fail(
      `${printable(String(name))} does not own these tables: ${printable(String(others))}`,
      'Make the user of DATABASE_URL their owner (alter table … owner to …): a start changes them.',
    );
  }
  if (creates !== true) {
    return fail(
      `${printable(String(name))} may make no tables in the schema ${printable(String(schema))}`,
      'Make the user of DATABASE_URL the owner of the database (alter database … owner to …).',
    );
  }
  return [];
}

function connectionsFinding({ free, most }: Server): Finding {
  const what = `Database connections: ${Math.max(free, 0)} of ${most} are free; one Hush takes up to ${connectionsOfABot}`;
  if (free >= connectionsOfABot) return { level: 'ok', what };
  return {
    level: 'warn',
    what,
    fix: 'Raise max_connections (or the limit of the user or the database), or close what else uses the server.',
  };
}

/** What PostgreSQL may lose although it has said that it is written. */
function durabilityFindings({ fsync, pages, commit }: Server): readonly Finding[] {
  const off = [
    ...(fsync === 'off' ? ['fsync'] : []),
    ...(pages === 'off' ? ['full_page_writes'] : []),
    ...(commit === 'off' ? ['synchronous_commit'] : []),
  ];
  if (off.length === 0) return [];
  const lost = off.includes('fsync') || off.includes('full_page_writes') ? 'damages the database' : 'loses cases';
  return [
    {
      level: 'warn',
      what: `Database: ${off.join(' and ')} ${off.length === 1 ? 'is' : 'are'} off: a crash of its server ${lost} that Hush took for safe`,
      fix: `Switch ${off.length === 1 ? 'it' : 'them'} on.`,
    },
  ];
}

/**
 * A pooler answers with a number of its own for the connection. One in transaction mode hands each transaction to whichever server
 * connection is free: then what Hush hears of the others, its limits and its locks belong to somebody else. Shows when another
 * connection occupies the one that was used last.
 */
async function poolerFindings(pool: Pool): Promise<readonly Finding[]> {
  const first = await pool.connect();
  const second = await pool.connect();
  try {
    const before = await serverProcess(first);
    // Node-postgres keeps what the server said its process is; its types do not tell of it.
    if ((first as unknown as { processID: number }).processID === before) return [];
    await second.query('begin');
    await serverProcess(second);
    const after = await serverProcess(first);
    await second.query('rollback');
    if (after === before) {
      return [
        {
          level: 'warn',
          what: 'Database: a connection pooler stands before it, in session mode as it seems',
          fix: 'Hush has a pool of its own and needs none. If you keep it, see that it stays in session mode.',
        },
      ];
    }
    return [
      {
        level: 'fail',
        what: 'Database: a connection pooler in transaction mode stands before it: Hush’s words between replicas and its limits would get lost',
        fix: 'Name PostgreSQL itself in DATABASE_URL, or set the pooler to session mode (PgBouncer: pool_mode = session for this database).',
      },
    ];
  } finally {
    for (const client of [first, second]) client.release(true);
  }
}

async function serverProcess(client: PoolClient): Promise<number> {
  const { rows } = await client.query('select pg_backend_pid() as pid');
  return Number(rows[0]?.pid);
}
