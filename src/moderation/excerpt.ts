// Control characters and the marks that turn the writing direction: each could make a sentence read as another one.
const unshowable = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** A text with a mark in place of everything that could hide or reorder what stands around it. Line breaks are such things too. */
export function showable(text: string): string {
  return text.toWellFormed().replace(unshowable, '\ufffd');
}

/**
 * What somebody typed, fit to stand inside a sentence: at most `most` characters (then `…`), and nothing in it that could hide or
 * reorder the words around it. Plain text; not escaped for Slack.
 */
export function excerpt(text: string, most = 40): string {
  // Two UTF-16 units per character at most, so that the work does not grow with what was pasted.
  const characters = Array.from(text.slice(0, 2 * most + 2));
  const shown = characters.length > most ? `${characters.slice(0, most).join('')}…` : characters.join('');
  return showable(shown.replace(/\s/g, ' '));
}

/** A vendor's id as it stands in a sentence of the domain: between backticks, with no other backtick in it. See `Verdict`. */
export function idInSentence(id: string): string {
  return `\`${excerpt(id).replaceAll('`', 'ˋ')}\``;
}
