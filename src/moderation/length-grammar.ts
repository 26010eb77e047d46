/** Seconds in each unit, biggest first. A day is 24 hours. */
export const secondsPer = { w: 604_800, d: 86_400, h: 3_600, m: 60, s: 1 } as const;
export type Unit = keyof typeof secondsPer;

/** Hush's own limit: a longer length is a typo or means `permanent`. */
export const longestSeconds = 3650 * secondsPer.d;

const spellings = {
  w: 'w wk wks week weeks',
  d: 'd day days',
  h: 'h hr hrs hour hours',
  m: 'm min mins minute minutes',
  s: 's sec secs second seconds',
} as const satisfies Record<Unit, string>;

const units = new Map(
  (Object.keys(spellings) as Unit[]).flatMap((unit) => spellings[unit].split(' ').map((spelling) => [spelling, unit])),
);

/** The unit these letters spell, in any case. Says nothing about the capital `M`: see {@link isDoubtfulM}. */
export function unitSpelled(letters: string): Unit | undefined {
  // ASCII only, by the patterns below: letters like the Kelvin sign turn into ASCII when lower-cased.
  return units.get(letters.toLowerCase());
}

/** `permanent`, `perm` or `forever`, in any case, and nothing else. */
export function isPermanentWord(text: string): boolean {
  return /^(?:permanent|perm|forever)$/i.test(text);
}

/** One number with its unit, as written: `1.5 hours` is digits `1`, fraction `5`, letters `hours`. */
export interface Part {
  readonly digits: string;
  readonly fraction?: string;
  readonly letters: string;
  /** The part as written, without a space around it. */
  readonly text: string;
  /** Where the part starts. */
  readonly start: number;
  /** There is a blank before the part. */
  readonly spaced: boolean;
}

// One optional blank before the number and one between number and unit; a line break is never inside a length.
const partPattern = /[^\S\r\n]?((\d+)(?:\.(\d+))?[^\S\r\n]?([A-Za-z]+))/y;

/** Numbers with units from the start of a text, as many as follow each other, and where they end. Knows no units yet. */
export function scanParts(text: string): { readonly parts: readonly Part[]; readonly end: number } {
  const parts: Part[] = [];
  let end = 0;
  partPattern.lastIndex = 0;
  for (let found = partPattern.exec(text); found !== null; found = partPattern.exec(text)) {
    const [all, part = '', digits = '', fraction, letters = ''] = found;
    end = partPattern.lastIndex;
    const [start, spaced] = [end - part.length, all.length > part.length];
    parts.push({ digits, ...(fraction === undefined ? {} : { fraction }), letters, text: part, start, spaced });
  }
  return { parts, end };
}

/**
 * True for a capital `M` that could be a month: `1M`, `1M12H`, `1D30M`. Right after hours (`1H30M`) it can only be minutes: nobody counts
 * a month below an hour, and units fall.
 */
export function isDoubtfulM(part: Part, before: Part | undefined): boolean {
  return part.letters === 'M' && (before === undefined || unitSpelled(before.letters) !== 'h');
}

/** Whole seconds of one part, or undefined if there is a leading zero, a fraction of a second or more digits than any length has. */
export function partSeconds(part: Part, unit: Unit): number | undefined {
  const { digits, fraction = '' } = part;
  if (digits.length > 9 || (digits.length > 1 && digits.startsWith('0'))) return undefined;
  const decimals = withoutTrailingZeros(fraction);
  // With its zeros gone, no fraction of a week longer than 7 digits gives whole seconds: 604800 is 2^7 · 3^3 · 5^2 · 7. All stays exact.
  if (decimals.length > 7) return undefined;
  const scale = 10 ** decimals.length;
  const fractionSeconds = Number(decimals) * secondsPer[unit];
  if (fractionSeconds % scale !== 0) return undefined;
  return Number(digits) * secondsPer[unit] + fractionSeconds / scale;
}

function withoutTrailingZeros(digits: string): string {
  let end = digits.length;
  while (digits[end - 1] === '0') end -= 1;
  return digits.slice(0, end);
}

/** The seconds a text says, from 1 to {@link longestSeconds}, if it keeps every rule of a timed length; else undefined. */
export function strictSeconds(text: string): number | undefined {
  const { parts, end } = scanParts(text);
  if (parts.length === 0 || end !== text.length || /^\s/.test(text)) return undefined;
  let total = 0;
  let above = Number.POSITIVE_INFINITY;
  for (const [index, part] of parts.entries()) {
    const unit = unitSpelled(part.letters);
    if (unit === undefined || isDoubtfulM(part, parts[index - 1])) return undefined;
    if (part.fraction !== undefined && parts.length > 1) return undefined;
    if (secondsPer[unit] >= above) return undefined;
    above = secondsPer[unit];
    const seconds = partSeconds(part, unit);
    if (seconds === undefined || seconds === 0) return undefined;
    total += seconds;
  }
  return total <= longestSeconds ? total : undefined;
}

/** True for a text that is a length and nothing else. */
export function isLengthText(text: string): boolean {
  return isPermanentWord(text) || strictSeconds(text) !== undefined;
}

/** How many of each unit make up these seconds. Weeks only when they come out even: 30 days are not 4 weeks and 2 days to anyone. */
export function unitCounts(seconds: number): readonly (readonly [Unit, number])[] {
  const counted: readonly Unit[] = seconds % secondsPer.w === 0 ? ['w'] : ['d', 'h', 'm', 's'];
  const counts: [Unit, number][] = [];
  let left = seconds;
  for (const unit of counted) {
    const count = Math.floor(left / secondsPer[unit]);
    left -= count * secondsPer[unit];
    if (count > 0) counts.push([unit, count]);
  }
  return counts;
}

/** The short form of whole seconds: 129600 is `1d12h`. */
export function spellSeconds(seconds: number): string {
  return unitCounts(seconds)
    .map(([unit, count]) => `${count}${unit}`)
    .join('');
}
