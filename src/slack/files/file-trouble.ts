/** A file that Hush cannot take. The message is a sentence or two for the moderator: plain text, to be escaped by whoever shows it. */
export class FileTrouble extends Error {
  override readonly name = 'FileTrouble';
}
