/** Longest id both vendors take, in bytes of UTF-8. */
export const maxIdBytes = 32;

/**
 * Why an id cannot be sent to any vendor, in words that follow the id (`is longer than 32 bytes`), or undefined when it can. Checked here
 * and nowhere else: which characters an id may have is the vendor's to judge.
 */
export function idProblem(id: string): string | undefined {
  if (id === '') return 'is empty';
  // Bytes are at least as many as UTF-16 units: a pasted novel is turned away without being encoded.
  if (id.length > maxIdBytes || Buffer.byteLength(id) > maxIdBytes) return `is longer than ${maxIdBytes} bytes`;
  if (/\p{Cc}/u.test(id)) return 'contains control characters';
  // Half a surrogate pair would be sent as U+FFFD, that is as somebody else's id.
  if (!id.isWellFormed()) return 'contains a broken character';
  return undefined;
}
