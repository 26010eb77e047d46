import { showable } from '../../moderation/excerpt.ts';
import type { NewestNotes, Note } from '../../moderation/notes.ts';
import { countOf, dateText, escapeText, escapeWithin, oneLine } from './mrkdwn.ts';

/** An address in a text, without the punctuation that ends a sentence, and with nothing that Slack or a reader could take for something else. */
const address = /https?:\/\/[^\s<>|"'`\\^{}\p{Cc}\p{Cf}]*[^\s<>|"'`\\^{}\p{Cc}\p{Cf}.,;:!?()[\]*_~]/giu;

/**
 * Escapes as much of a text as fits into `room` characters once escaped, as {@link escapeWithin} does, with its web addresses as links.
 * An address that does not fit whole is left away with all behind it: half of one leads elsewhere.
 */
export function escapeWithLinks(text: string, room: number): string {
  let escaped = '';
  let copied = 0;
  for (const { 0: url, index } of text.matchAll(address)) {
    const before = escapeWithin(text.slice(copied, index), room - escaped.length);
    const link = `<${escapeText(url)}>`;
    const whole = before === escapeText(showable(text.slice(copied, index)));
    if (!whole || escaped.length + before.length + link.length >= room)
      return `${escaped}${whole ? `${before}…` : before}`;
    escaped += before + link;
    copied = index + url.length;
  }
  return escaped + escapeWithin(text.slice(copied), room - escaped.length);
}

/** Characters of a note on a case's card, escaped. */
const noteRoom = 400;
/** Notes on a case's card. */
export const notesShown = 3;

/** A case's newest notes, cut, and how many there are; nothing without any. */
export function noteLines({ notes, total }: NewestNotes): readonly string[] {
  if (total === 0) return [];
  const hidden = total - notes.length;
  const heading = `*${countOf(total, 'note')}*${hidden > 0 ? `, the newest ${notes.length}` : ''}:`;
  return [heading, ...notes.map((note) => `> ${noteHead(note)}: ${escapeWithLinks(oneLine(note.text), noteRoom)}`)];
}

/** Characters of a note in full: escaped a character can be five, and a section holds 3000. */
const wholeRoom = 2800;
/** Notes in the details. */
export const notesInDetails = 10;

/** A case's newest notes in full, each a text of its own, and how many there are; nothing without any. */
export function noteTexts({ notes, total }: NewestNotes): readonly string[] {
  if (total === 0) return [];
  const hidden = total - notes.length;
  const older =
    hidden > 0 ? `, the newest ${notes.length} of them; older ones are in the thread of the audit message` : '';
  return [
    `*${countOf(total, 'note')}*${older}`,
    ...notes.map((note) => `*${note.number}* ${noteHead(note)}\n${quotedWithin(note.text, wholeRoom)}`),
  ];
}

/** A note in full, quoted. */
export function quotedNote(text: string): string {
  return quotedWithin(text, wholeRoom);
}

/** Quoted line by line, so that no line of it can look like one of Hush's. */
function quotedWithin(text: string, room: number): string {
  const lines: string[] = [];
  let left = room;
  for (const line of text.split(/\r\n|[\r\n\u2028\u2029]/)) {
    lines.push(`> ${left > 8 ? escapeWithLinks(line, left - 3) : '…'}`);
    if (left <= 8) break;
    left -= (lines.at(-1)?.length ?? 0) + 1;
  }
  return lines.join('\n');
}

function noteHead({ at, author }: Note): string {
  return `<@${escapeText(author)}> ${dateText(at)}`;
}
