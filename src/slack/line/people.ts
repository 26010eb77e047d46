import { type Line, replaced } from './fault.ts';
import { idText } from './format-command.ts';
import { type Item, ItemReader, keywordOf } from './items.ts';
import { type PlainText, plainText } from './slack-text.ts';

/** Stands for the id of somebody who has one, as long as it is not known in which app. */
const someId = '<id>';

/**
 * The line with ids in the place of those mentions among `items` whose people the directory knows in the app; undefined if there are none.
 * Whoever it does not know stays a mention, which is no id. Without an app a placeholder stands for them: the line is wrong elsewhere.
 */
export function withIds(
  line: Line,
  { items, app, verb }: { readonly items: readonly Item[]; readonly app: string | undefined; readonly verb: string },
): Line | undefined {
  const { people } = line;
  if (!people) return undefined;
  const found = items.flatMap((item) => {
    const ids = isPerson(item) ? people.get(item.mention?.id ?? '') : undefined;
    const id = ids && (app === undefined ? someId : ids[app]);
    return id === undefined ? [] : [{ item, written: id === someId ? id : idText(id) }];
  });
  if (found.length === 0) return undefined;
  const plain = found.reduceRight(written, line.plain);
  return { ...line, plain, reader: behindVerb(plain, verb) };
}

/** A reader that stands behind the verb of a line. */
export function behindVerb(plain: PlainText, verb: string): ItemReader {
  const reader = new ItemReader(plain);
  for (let item = reader.next(); item !== undefined && keywordOf(item) !== verb; ) item = reader.next();
  return reader;
}

function isPerson({ mention, start, end }: Item): boolean {
  return mention?.kind === 'person' && mention.start === start && mention.end === end;
}

function written(
  plain: PlainText,
  { item, written: id }: { readonly item: Item; readonly written: string },
): PlainText {
  const moved = id.length - (item.end - item.start);
  const mentions = plain.mentions.flatMap((mention) => {
    if (mention.start === item.start) return [];
    const by = mention.start >= item.end ? moved : 0;
    return [{ ...mention, start: mention.start + by, end: mention.end + by }];
  });
  return { ...plainText(replaced(plain.text, item, id)), mentions };
}
