/** `a`, `a and b`, `a, b or c`; of more than `most`, how many more there are. */
export function listed(
  items: readonly string[],
  { joint = 'and', most = 8 }: { joint?: 'and' | 'or'; most?: number } = {},
): string {
  const more = items.length - most;
  const shown = more > 0 ? [...items.slice(0, most), `${more.toLocaleString('en-US')} more`] : items;
  return shown.length > 1 ? `${shown.slice(0, -1).join(', ')} ${joint} ${shown.at(-1)}` : shown.join('');
}
