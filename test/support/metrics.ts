/** What `/metrics` of a bot says, by `name{label="value",…}` with labels in the order of the alphabet, and which names it has. */
export async function metricsAt(url: string | URL): Promise<{
  readonly names: readonly string[];
  readonly text: string;
  value(name: string, labels?: Readonly<Record<string, string>>): number | undefined;
}> {
  const response = await fetch(new URL('/metrics', url));
  const text = await response.text();
  const values = new Map<string, number>();
  for (const line of text.split('\n')) {
    const [, name = '', labels = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    if (value !== undefined) values.set(key(name, labels === '' ? [] : labels.split(/,(?=\w+=")/)), Number(value));
  }
  return {
    text,
    names: [...text.matchAll(/^# TYPE (\w+) /gm)].map(([, name = '']) => name),
    value: (name, labels = {}) =>
      values.get(
        key(
          name,
          Object.entries(labels).map(([label, said]) => `${label}="${said}"`),
        ),
      ),
  };
}

function key(name: string, labels: readonly string[]): string {
  return `${name}{${labels.toSorted().join()}}`;
}
