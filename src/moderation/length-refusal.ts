import { excerpt } from './excerpt.ts';
import { type Cause, type LengthRefusal, refuse, refuseZero, type Suspect } from './length-fault.ts';
import { isLengthText, scanParts, unitSpelled } from './length-grammar.ts';
import { partFaults, refuseTrailing } from './length-part-faults.ts';
import { findSecondLength, leadingLength } from './second-length.ts';

const examples = 'a number and a unit, such as 30m, 2h or 1d, or the word permanent';

/** What can be wrong with the text as a whole, before and after its numbers are looked at; the first one that fits is told. */
const causes: readonly Cause[] = [
  nothing,
  autoLength,
  otherDigits,
  signed,
  spaces,
  permanentAndMore,
  almostPermanent,
  bareNumber,
  comma,
  point,
  twoLengths,
  ...partFaults,
  unitAlone,
];

/** Explains why a trimmed text that is not a length is none. Every text gets an answer. */
export function refuseLength(text: string): LengthRefusal {
  const { parts, end } = scanParts(text);
  const suspect = { text, shown: excerpt(text), parts, rest: text.slice(end) };
  for (const cause of causes) {
    const refusal = cause(suspect);
    if (refusal !== undefined) return refusal;
  }
  return refuse('not-a-length', [], () => `“${suspect.shown}” is not a length. Write ${examples}.`);
}

function nothing({ text }: Suspect): LengthRefusal | undefined {
  return text === '' ? refuse('nothing', [], () => `How long? Write ${examples}.`) : undefined;
}

function autoLength({ text }: Suspect): LengthRefusal | undefined {
  if (!/^auto$/i.test(text)) return undefined;
  return refuse('auto', [], (it) => `auto picks the length of mutes alone. Say how long, for example ${it}.`);
}

function otherDigits({ text, shown }: Suspect): LengthRefusal | undefined {
  if (!/[^\d\P{N}]/u.test(text)) return undefined;
  const plain = text.normalize('NFKC').replace(/\p{Nd}/gu, asciiDigit);
  return refuse('digits', [plain], (it) => `“${shown}” has digits that Hush does not read. Use 0 to 9, as in ${it}.`);
}

/** Every script's digits stand together from 0 to 9: the value is the distance to the start of the run. */
function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  let start = code;
  while (code - start < 50 && /\p{Nd}/u.test(String.fromCodePoint(start - 1))) start -= 1;
  return String((code - start) % 10);
}

function signed({ text, shown }: Suspect): LengthRefusal | undefined {
  const sign = /^[+\-−–—][^\S\r\n]?(?=[\d.])/.exec(text)?.[0];
  if (sign === undefined) return undefined;
  const unsigned = text.slice(sign.length);
  if (unsigned === '1' && sign.trim() !== '+') {
    const sentence = 'is not a length. Write permanent if it should never end; to lift a mute, use unmute.';
    return refuse('minus-one', ['permanent'], () => `-1 ${sentence}`);
  }
  return refuse('sign', [unsigned, `${unsigned}m`], (it) => `A length has no sign: write ${it} instead of ${shown}.`);
}

function spaces({ text }: Suspect): LengthRefusal | undefined {
  const single = text.replace(/\s+/g, ' ');
  if (single === text || !isLengthText(single)) return undefined;
  return refuse('spaces', [single], (it) => `Inside a length there is at most one space between words. Write ${it}.`);
}

function permanentAndMore({ text }: Suspect): LengthRefusal | undefined {
  const word = leadingLength(text);
  if (word === undefined || !/^[a-z]/i.test(word)) return undefined;
  return twoLengthsFrom(text, word) ?? refuseTrailing(word, text.slice(word.length));
}

const permanentInOtherWords =
  /^(?:per?m+[aei]n[aei]?n?t|permanently|perma|perms|ever|for ever|never|always|indefinite(?:ly)?|infinit[ey]|infinity|inf|∞)$/i;

function almostPermanent({ text, shown }: Suspect): LengthRefusal | undefined {
  if (!permanentInOtherWords.test(text)) return undefined;
  const sentence = `“${shown}” is not a length. If it should never end, write permanent.`;
  return refuse('almost-permanent', ['permanent'], () => sentence);
}

function bareNumber({ text, shown }: Suspect): LengthRefusal | undefined {
  if (!/^\d+(?:[.,]\d+)?$/.test(text)) return undefined;
  if (/^[0.,]+$/.test(text)) return refuseZero(text, '10m');
  const number = text.replace(',', '.').replace(/^0+(?=\d)/, '');
  return refuse('no-unit', [`${number}s`, `${number}m`, `${number}h`], (them) => `${shown} of what? Write ${them}.`);
}

function comma({ text }: Suspect): LengthRefusal | undefined {
  if (!/^\d+,\d+[^\S\r\n]?[A-Za-z]/.test(text)) return undefined;
  // Three digits behind the comma may be thousands: then both are offered.
  const thousands = /^\d+,\d{3}\D/.test(text) ? [text.replace(',', '')] : [];
  const readings = [text.replace(',', '.'), ...thousands];
  return refuse('comma', readings, (them) => `A comma cannot stand in a number. Write ${them}.`);
}

function point({ text }: Suspect): LengthRefusal | undefined {
  if (!/^(?:\.\d|\d+\.(?!\d))/.test(text)) return undefined;
  const readings = [`0${text}`, text.replace('.', '')];
  return refuse('point', readings, (them) => `A point needs a digit before and behind it. Write ${them}.`);
}

function twoLengths({ text }: Suspect): LengthRefusal | undefined {
  const first = leadingLength(text);
  return first === undefined ? undefined : twoLengthsFrom(text, first);
}

function twoLengthsFrom(text: string, first: string): LengthRefusal | undefined {
  const two = findSecondLength(text, first);
  return two === undefined ? undefined : refuseTwoLengths(two);
}

/** The refusal of two lengths where one was asked for. */
export function refuseTwoLengths(two: { first: string; second: string; meant: readonly string[] }): LengthRefusal {
  const pair = `${excerpt(two.first)} is followed by another length, ${excerpt(two.second)}`;
  return refuse('two-lengths', two.meant, (them) => `${pair}. Did you mean ${them}?`);
}

function unitAlone({ text, shown }: Suspect): LengthRefusal | undefined {
  const letters = /^(?:(?:an?|one)\s)?([a-z]+)$/i.exec(text)?.[1];
  if (letters === undefined || letters === 'M' || unitSpelled(letters) === undefined) return undefined;
  const one = letters.length > 2 ? `1 ${letters}` : `1${letters}`;
  return refuse('no-number', [one.toLowerCase()], (it) => `“${shown}” has no number. Write ${it}.`);
}
