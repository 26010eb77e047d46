import type { Tables } from '../tables.ts';

type What = 'copied' | 'left';

/**
 * What a move does with each table: copies its rows, or leaves it behind because it tells of running processes alone. In the order in which
 * they are filled: what others refer to comes first. A table that is missing here does not compile.
 */
export const movedTables = {
  cases: 'copied',
  targets: 'copied',
  holds: 'copied',
  running: 'copied',
  tallies: 'copied',
  audit: 'copied',
  checkpoints: 'copied',
  notes: 'copied',
  outbox: 'copied',
  drafts: 'copied',
  lists: 'copied',
  proposals: 'copied',
  digests: 'copied',
  installations: 'copied',
  install_nonces: 'copied',
  // Only PostgreSQL has it, for what SQLite keeps in the file's header.
  probe: 'left',
  carrier: 'left',
  permits: 'left',
} as const satisfies Readonly<Record<keyof Tables, What> & Record<string, What>>;

/** The tables whose rows are copied, in that order. */
export const copiedTables: readonly string[] = Object.entries(movedTables).flatMap(([name, what]) =>
  what === 'copied' ? [name] : [],
);
