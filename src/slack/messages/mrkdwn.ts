import { showable } from '../../moderation/excerpt.ts';

/** Slack's three control characters, escaped: nothing a person wrote can become a mention, a link or a date. */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/**
 * An id in inline code, where Slack applies no formatting. A backtick would end the code, so it is shown as the look-alike U+02CB; line
 * breaks cannot stand in inline code either.
 */
export function codeText(id: string): string {
  return `\`${escapeText(showable(id.replace(/[\r\n]+/g, ' '))).replaceAll('`', 'ˋ')}\``;
}

/** An instant in the reader's own zone; readers that cannot do that see UTC. `at` is epoch ms. */
export function dateText(at: number): string {
  const fallback = `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return `<!date^${Math.ceil(at / 1000)}^{date_short_pretty} {time}|${fallback}>`;
}

/** Since when, in the reader's own zone: the time of day alone while that is enough. Both are epoch ms. */
export function sinceText(at: number, now: number): string {
  if (now - at > 12 * 3_600_000) return dateText(at);
  return `<!date^${Math.floor(at / 1000)}^{time}|${new Date(at).toISOString().slice(11, 16)} UTC>`;
}

/**
 * Escapes as much of a text as fits into `room` characters once escaped, whole characters only, with an ellipsis if that is not all, and
 * with marks in place of what could reorder the words around it.
 */
export function escapeWithin(text: string, room: number): string {
  let escaped = '';
  for (const character of showable(text)) {
    const next = escapeText(character);
    if (escaped.length + next.length >= room) return `${escaped}…`;
    escaped += next;
  }
  return escaped;
}

/** Cuts plain text to at most `most` characters, at a character's edge, with an ellipsis. */
export function cutText(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** One line: a reason with line breaks would break out of its place. */
export function oneLine(text: string): string {
  return showable(text.replace(/\s*[\r\n\u2028\u2029]+\s*/g, ' ').trim());
}

/** `1 person`, `25 people`, `1,200 targets`. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}
