/** A text as every database can hold it: without half a character, and without the character NUL. */
export function asKept(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}
