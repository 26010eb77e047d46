import type { Line } from './fault.ts';
import { idText } from './format-command.ts';
import { type Item, ItemReader, keywordOf } from './items.ts';
import type { Mention, PlainText } from './slack-text.ts';

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
  const plain = written(line.plain, found);
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

/** The text with other words in the place of some mentions, in one go: a line may have a hundred thousand. In order. */
function written(
  { text, mentions }: PlainText,
  found: readonly { readonly item: Item; readonly written: string }[],
): PlainText {
  const pieces: string[] = [];
  const left: Mention[] = [];
  const kept = mentions.values();
  let mention = kept.next();
  let from = 0;
  let moved = 0;
  for (const { item, written: id } of found) {
    for (; !mention.done && mention.value.start < item.start; mention = kept.next())
      left.push(shifted(mention.value, moved));
    if (!mention.done) mention = kept.next();
    pieces.push(text.slice(from, item.start), id);
    from = item.end;
    moved += id.length - (item.end - item.start);
  }
  for (; !mention.done; mention = kept.next()) left.push(shifted(mention.value, moved));
  return { text: pieces.join('') + text.slice(from), mentions: left };
}

function shifted(mention: Mention, by: number): Mention {
  return { ...mention, start: mention.start + by, end: mention.end + by };
}
