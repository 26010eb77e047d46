/** Something Slack's JSON holds at a place where an object is expected. */
export type Data = Readonly<Record<string, unknown>>;

/** The object, or an empty one: what a bot sends is read, never trusted. */
export function dataOf(value: unknown): Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Data) : {};
}

/** The objects of a list; anything else is left out. */
export function listOf(value: unknown): readonly Data[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'object' && each !== null) : [];
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

/** The words of a text object (`{type: 'plain_text', text}`), or of a string standing in its place. */
export function wordsOf(value: unknown): string {
  return typeof value === 'string' ? value : textOf(dataOf(value).text);
}
