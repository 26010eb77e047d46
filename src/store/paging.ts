import type { Page, PageQuery } from '../moderation/lookups.ts';

/** Reads at most `limit` items: those behind `from` in the list's order, or with `back` those before it, nearest first. */
export type Read<Item, Key> = (range: {
  readonly from: Key | undefined;
  readonly back: boolean;
  readonly limit: number;
}) => Promise<readonly Item[]>;

/**
 * One page, and whether there is more on either side. Where the list has ended meanwhile, and where a step back leads to less than a
 * page, the first page comes instead.
 */
export async function readPage<Item, Key>(
  { from, back = false, limit }: PageQuery<Key>,
  { read, keyOf }: { read: Read<Item, Key>; keyOf: (item: Item) => Key },
): Promise<Page<Item>> {
  const found = await read({ from, back, limit: limit + 1 });
  const more = found.length > limit;
  if (from !== undefined && (back ? !more : found.length === 0)) return readPage({ limit }, { read, keyOf });
  const items = back ? found.slice(0, limit).toReversed() : found.slice(0, limit);
  const edge = back ? items.at(-1) : items[0];
  const beyond =
    edge !== undefined && from !== undefined && (await read({ from: keyOf(edge), back: !back, limit: 1 })).length > 0;
  return { items, hasPrevious: back ? more : beyond, hasNext: back ? beyond : more };
}
