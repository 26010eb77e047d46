import { formatDuration } from 'date-fns/formatDuration';
import type { LengthRefusal } from './length-fault.ts';
import {
  isLengthText,
  isPermanentWord,
  longestSeconds,
  spellSeconds,
  strictSeconds,
  type Unit,
  unitCounts,
} from './length-grammar.ts';
import { refuseLength } from './length-refusal.ts';

/**
 * How long a mute or silence lasts. `timed` is whole seconds, from 1 to {@link maxLengthSeconds}. `permanent` exists only because
 * somebody wrote the word. Never a bare number: 0 and -1 mean things on the wire that no typo may reach.
 */
export type Length = { readonly kind: 'timed'; readonly seconds: number } | { readonly kind: 'permanent' };

/** 3650 days. Hush's own limit: a longer one is a typo or means `permanent`. */
export const maxLengthSeconds = longestSeconds;

export type LengthReading = { readonly ok: true; readonly length: Length } | LengthRefusal;

/**
 * Reads a text that holds one length and nothing else: `2h`, `1 day 12 hours`, `1.5h`, `permanent`. Whatever is not surely one length is
 * refused, with a sentence that says why and what to write instead. Space around the text does not matter.
 */
export function parseLength(text: string): LengthReading {
  const written = text.trim();
  if (isPermanentWord(written)) return { ok: true, length: { kind: 'permanent' } };
  const seconds = strictSeconds(written);
  return seconds === undefined ? refuseLength(written) : { ok: true, length: { kind: 'timed', seconds } };
}

/** True if an unquoted word on a line would be read as a length: ids that look so need quotes. */
export function isLengthWord(text: string): boolean {
  return isLengthText(text);
}

/** The short form, exact: `2h`, `1d12h`, `1m30s`, `2w`, `permanent`. {@link parseLength} reads it back to the same length. */
export function formatLength(length: Length): string {
  return length.kind === 'permanent' ? 'permanent' : spellSeconds(length.seconds);
}

const durationKeys = { w: 'weeks', d: 'days', h: 'hours', m: 'minutes', s: 'seconds' } as const satisfies Record<
  Unit,
  string
>;

/** The length in words: `2 hours`, `1 day 12 hours`, `permanent`. */
export function lengthInWords(length: Length): string {
  if (length.kind === 'permanent') return 'permanent';
  return formatDuration(
    Object.fromEntries(unitCounts(length.seconds).map(([unit, count]) => [durationKeys[unit], count])),
  );
}
