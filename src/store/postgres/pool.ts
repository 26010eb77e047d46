import { Pool, type PoolConfig, types } from 'pg';

/** A connection must be there before a moderator's two seconds are over. */
const connectMs = 1500;
/** No single statement of Hush takes this long; one that writes 100,000 targets takes a second or two. */
const statementMs = 30_000;
/** A writer waits this long for its turn; moderators are told after two seconds. */
const turnMs = 5000;
/** Who freezes inside a transaction keeps all writers waiting: the server cuts it off. */
const idleInTransactionMs = 5000;
/** When PostgreSQL does not even say that its own limit is over, nobody is there. */
const silenceMs = statementMs + 2000;
const mostConnections = 10;

/** `int8` and `numeric`, which come as texts otherwise: Hush has no number that JavaScript cannot hold. */
const asNumbers: ReadonlySet<number> = new Set([types.builtins.INT8, types.builtins.NUMERIC]);

/**
 * `patient`: for changes to the tables, which may take as long as they take. `forJobs`: for work that no moderator waits for, of which much
 * is under way at once; it waits for a connection as long as for an answer.
 */
export function createPool(
  url: string,
  { patient = false, forJobs = false }: { readonly patient?: boolean; readonly forJobs?: boolean } = {},
): Pool {
  const limits: PoolConfig = {
    statement_timeout: statementMs,
    lock_timeout: turnMs,
    idle_in_transaction_session_timeout: idleInTransactionMs,
    query_timeout: silenceMs,
  };
  const pool = new Pool({
    connectionString: url,
    application_name: 'hush',
    // Statements that are short, or of which each is different, are not worth compiling.
    options: '-c jit=off',
    max: mostConnections,
    connectionTimeoutMillis: forJobs ? statementMs : connectMs,
    keepAlive: true,
    types: {
      getTypeParser: ((oid: number, format: 'text') =>
        asNumbers.has(oid) ? Number : types.getTypeParser(oid, format)) as typeof types.getTypeParser,
    },
    ...(!patient && limits),
  });
  // A connection that is lost while nobody uses it is replaced by the next; one that is lost in use fails its statement.
  const ignore = () => undefined;
  pool.on('error', ignore);
  pool.on('connect', (client) => client.on('error', ignore));
  return pool;
}

/** Where a URL leads, without user, password and options. */
export function placeOf(url: string): string {
  const { hostname, port, pathname, searchParams } = new URL(url);
  const host = hostname || searchParams.get('host') || 'localhost';
  return `${host}${port && `:${port}`}${pathname}`;
}
