import { excerpt } from './excerpt.ts';
import { type Cause, firstOf, type LengthRefusal, refuse, refuseZero, type Suspect } from './length-fault.ts';
import {
  isDoubtfulM,
  isLengthText,
  longestSeconds,
  type Part,
  partSeconds,
  secondsPer,
  spellSeconds,
  type Unit,
  unitSpelled,
} from './length-grammar.ts';

const monthUnit = /^m(?:o|t|n?th)/i;
const yearUnit = /^y/i;

function isMonthOrYear(letters: string): boolean {
  return (monthUnit.test(letters) || yearUnit.test(letters)) && unitSpelled(letters) === undefined;
}

/** What can be wrong with numbers and units, in the order in which a person would notice it. */
export const partFaults: readonly Cause[] = [
  months,
  capitalM,
  milliseconds,
  unknownUnit,
  zeros,
  leadingZero,
  fractionInCompound,
  wrongOrder,
  unfinished,
  trailing,
  fractionOfSecond,
  tooLong,
];

function months({ parts }: Suspect): LengthRefusal | undefined {
  if (!parts.some(({ letters }) => isMonthOrYear(letters))) return undefined;
  const seconds = looseSeconds(parts);
  const days = seconds % secondsPer.d === 0 ? `${seconds / secondsPer.d}d` : spellSeconds(seconds);
  return refuse('months', [days], (it) => `Months and years are not all equally long. Write days: ${it}.`);
}

function capitalM({ parts }: Suspect): LengthRefusal | undefined {
  const doubtful = parts.find((part, index) => isDoubtfulM(part, parts[index - 1]));
  if (doubtful === undefined) return undefined;
  const asMinutes = parts.map((part) => `${numberOf(part)}${part.letters === 'M' ? 'm' : part.letters}`).join('');
  const days = parts.length === 1 ? [`${30 * Number(numberOf(doubtful))}d`] : [];
  return refuse(
    'capital-m',
    [...firstOf(asMinutes, loosely(parts)), ...days],
    (them) => `${excerpt(doubtful.text)} could be minutes or months: a capital M alone is not read. Write ${them}.`,
  );
}

function milliseconds({ parts }: Suspect): LengthRefusal | undefined {
  const part = parts.find(({ letters }) => /^(?:ms|msecs?|millis?|milliseconds?)$/i.test(letters));
  if (part === undefined) return undefined;
  const seconds = Math.min(longestSeconds, Math.max(1, Math.ceil(Number(part.digits) / 1000)));
  // In other bots 500ms is 500 minutes: whoever is used to that finds both.
  return refuse(
    'milliseconds',
    [spellSeconds(seconds), `${part.digits}m`],
    (them) => `Hush counts whole seconds: ${excerpt(part.text)} is too fine. Write ${them}.`,
  );
}

function unknownUnit({ text, parts }: Suspect): LengthRefusal | undefined {
  const index = parts.findIndex(({ letters }) => unitSpelled(letters) === undefined);
  const part = parts[index];
  if (part === undefined) return undefined;
  const before = text.slice(0, part.start).trimEnd();
  if (part.spaced && isLengthText(before)) return refuseTrailing(before, text.slice(part.start));
  const known = longestUnitIn(part.letters);
  if (known !== undefined) {
    const extra = excerpt(part.letters.slice(known.length));
    return refuse(
      'trailing',
      firstOf(`${before}${numberOf(part)}${known}`, before),
      (it) => `${excerpt(text)} has “${extra}” behind a unit, where nothing belongs. Write ${it}.`,
    );
  }
  const number = numberOf(part);
  return refuse(
    'unknown-unit',
    [`${number}m`, `${number}h`, `${number}d`],
    (them) => `“${excerpt(part.letters)}” is not a unit. Units are s, m, h, d and w: write ${them}.`,
  );
}

function longestUnitIn(letters: string): string | undefined {
  for (let end = Math.min(letters.length - 1, 'minutes'.length); end > 0; end -= 1) {
    const start = letters.slice(0, end);
    if (unitSpelled(start) !== undefined) return start;
  }
  return undefined;
}

function zeros({ text, parts }: Suspect): LengthRefusal | undefined {
  const isZero = ({ digits, fraction = '' }: Part) => /^0+$/.test(digits + fraction);
  const empty = parts.find(isZero);
  if (empty === undefined) return undefined;
  const others = parts.filter((part) => !isZero(part));
  if (others.length === 0) return refuseZero(text, `1${empty.letters.toLowerCase()}`);
  return refuse('zero-part', [loosely(others)], (it) => `${excerpt(empty.text)} adds nothing. Write ${it}.`);
}

function leadingZero({ text, shown, parts }: Suspect): LengthRefusal | undefined {
  if (!parts.some(({ digits }) => /^0\d/.test(digits))) return undefined;
  const without = text.replace(/(?<![\d.])0+(?=\d)/g, '');
  return refuse(
    'leading-zero',
    firstOf(without, loosely(parts)),
    (it) => `A number has no zero in front: write ${it} instead of ${shown}.`,
  );
}

function fractionInCompound({ shown, parts }: Suspect): LengthRefusal | undefined {
  if (parts.length < 2 || parts.every(({ fraction }) => fraction === undefined)) return undefined;
  return refuse(
    'fraction-in-compound',
    [loosely(parts)],
    (it) => `A fraction stands alone: write ${it} instead of ${shown}.`,
  );
}

function wrongOrder({ shown, parts }: Suspect): LengthRefusal | undefined {
  const sizes = parts.map(sizeOf);
  if (new Set(sizes).size < sizes.length) {
    return refuse('repeated-unit', [loosely(parts)], (it) => `${shown} has the same unit twice. Did you mean ${it}?`);
  }
  if (sizes.every((size, index) => index === 0 || size < (sizes[index - 1] ?? 0))) return undefined;
  return refuse(
    'rising-units',
    [loosely(parts)],
    (it) => `The bigger unit comes first: write ${it} instead of ${shown}.`,
  );
}

function unfinished({ shown, parts, rest }: Suspect): LengthRefusal | undefined {
  const number = /^[^\S\r\n]?(\d+)$/.exec(rest)?.[1];
  const last = parts.at(-1);
  if (number === undefined || last === undefined) return undefined;
  const order = Object.keys(secondsPer) as Unit[];
  const below = order[order.indexOf(unitSpelled(last.letters) ?? 's') + 1];
  const start = parts.map(({ text }) => text.replace(/\s/g, '')).join('');
  return refuse(
    'unfinished',
    [...(below === undefined ? [] : [`${start}${number}${below}`]), start],
    (them) => `The ${excerpt(number)} at the end of ${shown} has no unit. Write ${them}.`,
  );
}

function trailing({ text, rest, parts }: Suspect): LengthRefusal | undefined {
  if (parts.length === 0 || rest === '') return undefined;
  const length = text.slice(0, text.length - rest.length);
  return refuseTrailing(isLengthText(length) ? length : loosely(parts), rest);
}

/** The refusal of what stands behind a valid beginning. */
export function refuseTrailing(length: string, extra: string): LengthRefusal {
  return refuse(
    'trailing',
    [length],
    (it) => `${it} is a length, but “${excerpt(extra.trim())}” behind it is no part of one. Write ${it}.`,
  );
}

function fractionOfSecond({ shown, parts }: Suspect): LengthRefusal | undefined {
  const [part] = parts;
  if (part?.fraction === undefined || part.digits.length > 9) return undefined;
  const unit = unitSpelled(part.letters);
  if (unit === undefined || partSeconds(part, unit) !== undefined) return undefined;
  return refuse(
    'fraction-of-second',
    [loosely(parts)],
    (it) => `${shown} is not a whole number of seconds. Write ${it}.`,
  );
}

function tooLong({ parts }: Suspect): LengthRefusal | undefined {
  if (parts.length === 0) return undefined;
  const sentence = 'A length is at most 3650 days. Write 3650d, or permanent if it should never end.';
  return refuse('too-long', ['3650d', 'permanent'], () => sentence);
}

function numberOf({ digits, fraction }: Part): string {
  return fraction === undefined ? digits : `${digits}.${fraction}`;
}

function sizeOf({ letters }: Part): number {
  if (isMonthOrYear(letters)) return (yearUnit.test(letters) ? 365 : 30) * secondsPer.d;
  const unit = unitSpelled(letters);
  return unit === undefined ? 0 : secondsPer[unit];
}

/** What the parts come to when every rule but arithmetic is dropped. For suggestions only: a person still has to write it. */
function looseSeconds(parts: readonly Part[]): number {
  const total = parts.reduce((sum, part) => sum + Number(numberOf(part)) * sizeOf(part), 0);
  return Math.round(Math.min(longestSeconds, Math.max(1, total)));
}

function loosely(parts: readonly Part[]): string {
  return spellSeconds(looseSeconds(parts));
}
