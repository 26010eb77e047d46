import { type Dialect, PostgresAdapter, PostgresIntrospector } from 'kysely';
import { createDriver, type DriverOptions } from './driver.ts';
import { QueryCompiler } from './query-compiler.ts';

/** Kysely on PostgreSQL as Hush uses it. The pool stays open when Kysely is destroyed. */
export function postgresDialect(options: DriverOptions): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => createDriver(options),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new QueryCompiler(),
  };
}
