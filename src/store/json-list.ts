import { type OperationNode, type RawBuilder, sql } from 'kysely';
import { either } from './either.ts';

type Item = string | number;

const lists = new WeakMap<OperationNode, readonly Item[]>();

/**
 * A list as one parameter, for `where target in …`: one prepared statement whatever the length, where a parameter an item would need
 * another statement for every length and stop at SQLite's limit of 32,766. For SQLite it is JSON, for PostgreSQL an array. In a text of
 * SQL, where PostgreSQL is told the items' type by the first of them, a list of numbers may not be empty.
 */
export function listOf(items: readonly Item[]): RawBuilder<string & number> {
  const array = typeof items[0] === 'number' ? sql`${items}::bigint[]` : sql`${items}::text[]`;
  const list = either<string & number>({
    sqlite: sql`(select value from json_each(${JSON.stringify(items)}))`,
    postgres: sql`(select unnest(${array}))`,
  });
  lists.set(list.toOperationNode(), items);
  return list;
}

/** The items of a list that {@link listOf} made. */
export function itemsIn(node: OperationNode): readonly Item[] | undefined {
  return lists.get(node);
}
