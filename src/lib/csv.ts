import { type Stringifier, stringify } from 'csv-stringify';

/**
 * What a spreadsheet may take for a formula, also behind spaces, quotes and marks that it strips: `=`, `+`, `-` and `@`, half and full
 * width; and a tab or line break at the beginning, behind which some look on.
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
const formula = /^[\p{Z}\p{Cc}\p{Cf}'"`´‘’“”]*[=+\-@＝＋－＠]|^['"]*[\t\r\n]/u;

/** A cell that is a text to every spreadsheet: with an apostrophe in front where it could be more. */
export function safeCell(text: string): string {
  return formula.test(text) ? `'${text}` : text;
}

/** What was written into a cell: undoes {@link safeCell}. */
export function readSafeCell(cell: string): string {
  return cell.startsWith("'") && formula.test(cell.slice(1)) ? cell.slice(1) : cell;
}

/** Writes rows as CSV, as a stream, with a line of headings. Every cell is a {@link safeCell}. */
export function csvWriter(columns: readonly string[]): Stringifier {
  return stringify({ header: true, columns, cast: { string: safeCell } });
}
