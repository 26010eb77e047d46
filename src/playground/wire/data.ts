/** A JSON object somebody else made; its fields are read with the functions here, which never throw. */
export type Data = Readonly<Record<string, unknown>>;

/** True for a JSON object; lists are none. */
export function isData(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object, or an empty one. */
export function dataOf(value: unknown): Data {
  return isData(value) ? value : {};
}

/** The objects of a list; anything else is left out. */
export function listOf(value: unknown): readonly Data[] {
  return Array.isArray(value) ? value.filter(isData) : [];
}

/** The text, or an empty one. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The value a JSON text stands for; undefined if it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
