import { createHash } from 'node:crypto';
import { asKept } from '../as-kept.ts';

/** One row, by the names of its columns. */
export type Row = Readonly<Record<string, unknown>>;

const mask = (1n << 64n) - 1n;

/** Sums up rows, in whatever order they come: two tables with the same sum and number of rows hold the same. */
export class Digest {
  readonly #columns: readonly string[];
  #rows = 0;
  #high = 0n;
  #low = 0n;

  /** `columns`: which values count, in this order. */
  constructor(columns: readonly string[]) {
    this.#columns = columns;
  }

  get rows(): number {
    return this.#rows;
  }

  /** PostgreSQL cannot hold the character NUL: it counts as what stands in its place there. */
  add(row: Row): void {
    const values = this.#columns.map((column) => row[column] ?? null);
    const text = JSON.stringify(values.map((value) => (typeof value === 'string' ? asKept(value) : value)));
    const hash = createHash('sha256').update(text).digest();
    this.#rows += 1;
    this.#high = (this.#high + hash.readBigUInt64BE(0)) & mask;
    this.#low = (this.#low + hash.readBigUInt64BE(8)) & mask;
  }

  /** 32 hexadecimal digits. */
  get sum(): string {
    return ((this.#high << 64n) | this.#low).toString(16).padStart(32, '0');
  }
}
