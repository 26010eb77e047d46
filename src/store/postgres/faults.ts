import { type StoreFault, StoreTrouble } from '../../moderation/store-trouble.ts';

/** What keeps PostgreSQL from being used. */
export interface PostgresFault extends StoreFault {
  /** What to do at a start, for the person who runs Hush. */
  readonly mend: string;
  /** The connection cannot be used any more; what became of the statement is not known. */
  readonly lost?: true;
}

const again = (what: string) => `try again once whoever runs Hush has ${what}`;
const soon = 'try again, and tell whoever runs Hush if it stays so';

const unreachable = (why: string, mend: string): PostgresFault => ({
  cannot: 'use its database',
  why,
  remedy: soon,
  mend,
  lost: true,
});
const refusing = (why: string, mend: string): PostgresFault => ({
  cannot: 'use its database',
  why,
  remedy: again('looked after its access to PostgreSQL'),
  mend,
  lost: true,
});
const unwritable = (why: string, done: string, mend: string): PostgresFault => ({
  cannot: 'write its database',
  why,
  remedy: again(done),
  mend,
});
const busy = (why: string): PostgresFault => ({
  cannot: 'use its database',
  why,
  remedy: soon,
  mend: 'see what else keeps this database busy (select * from pg_stat_activity)',
});
const damaged: PostgresFault = {
  cannot: 'use its database',
  why: 'PostgreSQL says that its files are damaged',
  remedy: again('brought back a sound copy'),
  mend: 'bring back a sound copy of the database',
  damaged: true,
};

const gone = unreachable('the connection to PostgreSQL was lost', 'see whether PostgreSQL is running, and its log');
const silent = unreachable('PostgreSQL does not answer', 'see whether PostgreSQL is running and can be reached');
const address = 'check the host and the port in DATABASE_URL, and that PostgreSQL is running there';
const certificate = 'check the certificate, or sslmode in DATABASE_URL';

/** What Node says where no connection comes about, or one breaks. */
const systemFaults: Readonly<Record<string, PostgresFault>> = {
  ECONNREFUSED: unreachable('PostgreSQL refuses the connection', address),
  ENOTFOUND: unreachable('the name of its host is not known', address),
  EAI_AGAIN: unreachable('the name of its host cannot be looked up now', address),
  EHOSTUNREACH: unreachable('its host cannot be reached', address),
  ENETUNREACH: unreachable('its host cannot be reached', address),
  ENOENT: unreachable('there is no PostgreSQL at its socket', address),
  EACCES: refusing('its socket may not be used', address),
  ETIMEDOUT: silent,
  ECONNRESET: gone,
  EPIPE: gone,
  CERT_HAS_EXPIRED: refusing("PostgreSQL's certificate has expired", certificate),
  DEPTH_ZERO_SELF_SIGNED_CERT: refusing("PostgreSQL's certificate is signed by nobody who is trusted", certificate),
  SELF_SIGNED_CERT_IN_CHAIN: refusing("PostgreSQL's certificate is signed by nobody who is trusted", certificate),
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: refusing("PostgreSQL's certificate is signed by nobody who is trusted", certificate),
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: refusing(
    "PostgreSQL's certificate is signed by nobody who is trusted",
    certificate,
  ),
  ERR_TLS_CERT_ALTNAME_INVALID: refusing("PostgreSQL's certificate is for another host", certificate),
};

const credentials = refusing(
  'PostgreSQL does not take the user and password',
  'check the user and the password in DATABASE_URL, and who may connect (pg_hba.conf)',
);
const ending = unreachable('PostgreSQL is being stopped', 'start it again');

/**
 * PostgreSQL's codes for a database that cannot be used, whatever the statement. All others tell of the statement.
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const serverFaults: Readonly<Record<string, PostgresFault>> = {
  // read_only_sql_transaction
  '25006': unwritable(
    'PostgreSQL is read-only',
    'made it writable',
    'name the server that may be written in DATABASE_URL, not a standby; or see default_transaction_read_only',
  ),
  // idle_in_transaction_session_timeout
  '25P03': unreachable('PostgreSQL waited too long for Hush', 'see whether this machine is overloaded'),
  // invalid_authorization_specification, invalid_password
  '28000': credentials,
  '28P01': credentials,
  // invalid_catalog_name
  '3D000': refusing('there is no such database', 'create the database, or name another in DATABASE_URL'),
  // insufficient_privilege
  '42501': {
    ...unwritable(
      'its user may not do that there',
      'given it the rights',
      'make the user of DATABASE_URL the owner of the database, and of the tables if others made them',
    ),
  },
  // disk_full
  '53100': unwritable("PostgreSQL's disk is full", 'freed space', "make room on the disk of PostgreSQL's server"),
  // out_of_memory
  '53200': busy('PostgreSQL is out of memory'),
  // too_many_connections
  '53300': unreachable(
    'PostgreSQL has no connection left',
    'raise max_connections, or close what else uses the server',
  ),
  // lock_not_available
  '55P03': busy('others have been writing for too long'),
  // query_canceled: by statement_timeout, or by somebody
  '57014': busy('PostgreSQL took too long'),
  // admin_shutdown, crash_shutdown, cannot_connect_now, database_dropped
  '57P01': ending,
  '57P02': ending,
  '57P03': unreachable('PostgreSQL is starting or being stopped', 'wait until it has started'),
  '57P04': refusing('the database was dropped', 'create the database, or name another in DATABASE_URL'),
  // system_error, io_error
  '58000': unwritable("PostgreSQL's operating system reports an error", 'looked after its disk', 'see its log'),
  '58030': unwritable("PostgreSQL's disk reports an error", 'looked after the disk', 'see its log'),
  // data_corrupted, index_corrupted
  XX001: damaged,
  XX002: damaged,
};

/** What the client says in words alone. */
const words: readonly (readonly [RegExp, PostgresFault])[] = [
  [/timeout exceeded when trying to connect/, busy('all its connections are in use')],
  [/connection timeout|Query read timeout|timeout expired/i, silent],
  [/Connection terminated|not queryable|Connection ended/i, gone],
  [
    /does not support SSL/,
    refusing('PostgreSQL offers no TLS there', 'set sslmode in DATABASE_URL to disable, or set TLS up'),
  ],
  [/password must be a/, credentials],
];

/** What is wrong with PostgreSQL if that is why something failed, else undefined. */
export function postgresFault(error: unknown): PostgresFault | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error instanceof StoreTrouble) return postgresFault(error.cause);
  const { code } = error as { code?: unknown };
  if (typeof code === 'string') {
    const known = serverFaults[code] ?? systemFaults[code];
    if (known) return known;
    // connection_exception, and the classes of insufficient resources and operator intervention
    if (/^08/.test(code)) return gone;
    if (/^53/.test(code)) return busy('PostgreSQL has too little of something');
    if (/^57P/.test(code)) return ending;
    if (/^[0-9A-Z]{5}$/.test(code) && 'severity' in error) return undefined;
  }
  return words.find(([pattern]) => pattern.test(error.message))?.[1];
}
