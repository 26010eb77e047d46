import { excerpt } from './excerpt.ts';
import { isLengthText, type Part } from './length-grammar.ts';

/** What is wrong with a text that is no length: one name for each sentence Hush has. */
export type LengthFault =
  | 'nothing'
  | 'reserved'
  | 'auto'
  | 'digits'
  | 'minus-one'
  | 'sign'
  | 'spaces'
  | 'almost-permanent'
  | 'zero'
  | 'no-unit'
  | 'comma'
  | 'point'
  | 'two-lengths'
  | 'months'
  | 'capital-m'
  | 'milliseconds'
  | 'unknown-unit'
  | 'leading-zero'
  | 'zero-part'
  | 'fraction-in-compound'
  | 'repeated-unit'
  | 'rising-units'
  | 'unfinished'
  | 'trailing'
  | 'fraction-of-second'
  | 'too-long'
  | 'no-number'
  | 'not-a-length';

/** Why a text is not a length. The sentence is plain text, whole, and says what to write instead. */
export interface LengthRefusal {
  readonly ok: false;
  readonly fault: LengthFault;
  readonly sentence: string;
  /** The likeliest length that was meant, or an example where nothing can be guessed. It is always a length itself. */
  readonly suggestion: string;
  /** Further ones, where several are as likely. */
  readonly otherSuggestions: readonly string[];
  /** The suggestion is an example: what was written says nothing about how long. */
  readonly example?: true;
}

/** A text that is no length, taken apart as far as it goes. */
export interface Suspect {
  readonly text: string;
  /** The text as it is shown inside a sentence. */
  readonly shown: string;
  readonly parts: readonly Part[];
  /** What is left behind the last part. */
  readonly rest: string;
}

/** One cause for refusing a text: the refusal, or undefined when this is not what is wrong. */
export type Cause = (suspect: Suspect) => LengthRefusal | undefined;

/**
 * Builds a refusal. Only those candidates that are lengths are kept, so that no sentence ever tells someone to write what would be
 * refused again; `say` gets them as a list in words.
 */
export function refuse(
  fault: LengthFault,
  candidates: readonly string[],
  say: (suggested: string) => string,
): LengthRefusal {
  const kept = new Set(candidates.filter(isLengthText));
  const [suggestion = '2h', ...otherSuggestions] = kept;
  const all = [suggestion, ...otherSuggestions];
  const listed = all.length > 1 ? `${all.slice(0, -1).join(', ')} or ${all.at(-1)}` : suggestion;
  const refusal = { ok: false, fault, sentence: say(listed), suggestion, otherSuggestions } as const;
  return kept.size > 0 ? refusal : { ...refusal, example: true };
}

/** The first candidate that is a length, as a list of one; empty if none is. For {@link refuse}. */
export function firstOf(...candidates: readonly string[]): readonly string[] {
  return candidates.filter(isLengthText).slice(0, 1);
}

/** The refusal of a length of 0: what an unmute is on the wire, so never what a length may say. */
export function refuseZero(text: string, instead: string): LengthRefusal {
  const sentence = (it: string) => `${excerpt(text)} is no time at all. Write ${it}; to lift a mute, use unmute.`;
  return { ...refuse('zero', [instead], sentence), example: true };
}
