import type { OperationNode, RawBuilder } from 'kysely';

const postgresNodes = new WeakMap<OperationNode, OperationNode>();

/**
 * SQL that both databases need in other words: a whole statement, or any part of one. Each database's query compiler takes its own, so
 * that whoever builds or runs a query need not know on which it runs.
 */
export function either<Value>({
  sqlite,
  postgres,
}: {
  readonly sqlite: RawBuilder<Value>;
  readonly postgres: RawBuilder<Value>;
}): RawBuilder<Value> {
  postgresNodes.set(sqlite.toOperationNode(), postgres.toOperationNode());
  return sqlite;
}

/** What PostgreSQL is told in place of a node; undefined where both databases read the same. */
export function nodeForPostgres(node: OperationNode): OperationNode | undefined {
  return postgresNodes.get(node);
}
