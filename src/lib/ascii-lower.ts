/**
 * Lower case for words of the grammar and for NetEase's ids. Only A to Z: no other script's letter may turn into a keyword, or into somebody
 * else's id.
 */
export function asciiLower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
