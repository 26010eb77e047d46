import { emojiOf } from './emoji.ts';

/** What a text in Slack's mrkdwn says, as a tree: https://docs.slack.dev/messaging/formatting-message-text. Nothing in it is escaped any more. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'break' }
  | { readonly kind: 'code' | 'pre'; readonly text: string }
  | { readonly kind: 'bold' | 'italic' | 'strike' | 'quote'; readonly inside: readonly Piece[] }
  | { readonly kind: 'user' | 'channel' | 'group'; readonly id: string; readonly label: string | undefined }
  | { readonly kind: 'everybody'; readonly text: string }
  | { readonly kind: 'link'; readonly url: string; readonly label: string }
  | { readonly kind: 'date'; readonly at: number; readonly format: string; readonly fallback: string };

/** Reads a text in mrkdwn. */
export function readMrkdwn(text: string): readonly Piece[] {
  return text
    .split(/```([\s\S]*?)```/)
    .flatMap((part, index): readonly Piece[] =>
      index % 2 === 1 ? [{ kind: 'pre', text: flat(part.replace(/^\n|\n$/g, '')) }] : readLines(part, index > 0),
    );
}

/** Undoes Slack's three escapes, once: `&amp;lt;` is `&lt;`. */
export function unescaped(text: string): string {
  return text.replace(/&(amp|lt|gt);/g, (_, name: string) => (name === 'amp' ? '&' : name === 'lt' ? '<' : '>'));
}

/** Plain text (`plain_text` objects), with its emoji. */
export function readPlain(text: string): string {
  return withEmoji(unescaped(text));
}

function readLines(text: string, afterPre: boolean): readonly Piece[] {
  const trimmed = afterPre ? text.replace(/^\n/, '') : text;
  if (trimmed === '') return [];
  const pieces: Piece[] = [];
  let quoted: Piece[] | undefined;
  for (const line of trimmed.split('\n')) {
    const quote = /^(?:&gt;|>)\s?(.*)$/.exec(line);
    if (quote) {
      if (quoted) quoted.push({ kind: 'break' });
      else {
        quoted = [];
        pieces.push({ kind: 'quote', inside: quoted });
      }
      quoted.push(...readInline(quote[1] ?? ''));
      continue;
    }
    // A quote is a paragraph of its own: no break is needed after it.
    if (pieces.length > 0 && !quoted) pieces.push({ kind: 'break' });
    quoted = undefined;
    pieces.push(...readInline(line));
  }
  return pieces;
}

const spans = { '*': 'bold', _: 'italic', '~': 'strike' } as const;

/** Inline code, `<…>`, or one of the marks; whatever comes first. */
const opening = /`([^`\n]+)`|<([^<>\n]+)>|[*_~]/g;

function readInline(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let plain = 0;
  const upTo = (end: number) => {
    if (end > plain) pieces.push({ kind: 'text', text: withEmoji(unescaped(text.slice(plain, end))) });
  };
  const matcher = new RegExp(opening);
  for (let found = matcher.exec(text); found; found = matcher.exec(text)) {
    const [whole, code, angle] = found;
    const span = code === undefined && angle === undefined ? spanAt(text, found.index) : undefined;
    if (code === undefined && angle === undefined && !span) continue;
    upTo(found.index);
    if (code !== undefined) pieces.push({ kind: 'code', text: flat(code) });
    else if (angle !== undefined) pieces.push(readAngle(angle));
    else if (span) pieces.push({ kind: span.kind, inside: readInline(span.text) });
    plain = span ? span.end : found.index + whole.length;
    matcher.lastIndex = plain;
  }
  upTo(text.length);
  return pieces;
}

/** A mark opens at the edge of a word and needs its twin at the end of one, in the same line. */
function spanAt(text: string, at: number) {
  const mark = text[at] as keyof typeof spans;
  if (/[\p{L}\p{N}]$/u.test(text.slice(Math.max(0, at - 2), at)) || /^\s?$/.test(text.charAt(at + 1))) return undefined;
  for (let end = text.indexOf(mark, at + 1); end > 0; end = text.indexOf(mark, end + 1)) {
    const closes = end > at + 1 && !/\s/.test(text.charAt(end - 1)) && !/^[\p{L}\p{N}]/u.test(text.slice(end + 1));
    if (closes) return { kind: spans[mark], text: text.slice(at + 1, end), end: end + 1 };
  }
  return undefined;
}

function readAngle(inside: string): Piece {
  const bar = inside.indexOf('|');
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? undefined : unescaped(inside.slice(bar + 1));
  if (target.startsWith('@')) return { kind: 'user', id: target.slice(1), label };
  if (target.startsWith('#')) return { kind: 'channel', id: target.slice(1), label };
  if (target.startsWith('!subteam^')) return { kind: 'group', id: target.slice('!subteam^'.length), label };
  const [name = '', seconds = '', format = ''] = target.split('^');
  if (name === '!date' && /^\d+$/.test(seconds))
    return { kind: 'date', at: Number(seconds) * 1000, format: unescaped(format), fallback: label ?? '' };
  if (target.startsWith('!')) return { kind: 'everybody', text: label ?? `@${target.slice(1)}` };
  const url = unescaped(target);
  return { kind: 'link', url, label: label ?? url };
}

/** Code keeps what was typed; of a link only what people see. */
function flat(text: string): string {
  return unescaped(
    text.replace(/<([^<>|\n]+)(?:\|([^<>\n]*))?>/g, (_, target: string, label?: string) => label ?? target),
  );
}

function withEmoji(text: string): string {
  return text.replace(/:([a-z0-9_+-]+):/g, (whole, name: string) => emojiOf(name) ?? whole);
}
