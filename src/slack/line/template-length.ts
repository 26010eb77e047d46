import { excerpt } from '../../moderation/excerpt.ts';
import { formatLength, isLengthWord, type Length } from '../../moderation/length.ts';
import { type LengthRefusal, refuse } from '../../moderation/length-fault.ts';
import { lengthOf, type Templates } from '../../moderation/policy/settings.ts';
import { findSecondLength } from '../../moderation/second-length.ts';
import { ItemReader, inQuotes } from './items.ts';
import { type LineLength, readLineLength } from './line-length.ts';
import { nearest } from './nearest.ts';
import { plainText } from './slack-text.ts';

/** So many templates are named where somebody wrote none of them. */
const mostNamed = 5;

/** A length on a line, or the name of a template that stands in its place. */
export interface SpokenLength extends LineLength {
  /** As `hush.yml` writes it: what the reason begins with. */
  readonly template?: string;
}

/** What a template is: its name as `hush.yml` writes it, and its length. */
export interface Template {
  readonly name: string;
  readonly length: Length;
}

/** The template of exactly this name, in any case. */
export function templateNamed(text: string, templates: Templates | undefined): Template | undefined {
  const key = keyOf(text);
  for (const [name, length] of templates ?? []) {
    if (keyOf(name) === key) return { name, length: lengthOf(length) };
  }
  return undefined;
}

/** `spam (2h), abuse (1d)`: the first few. */
export function templateList(templates: Templates): string {
  const named = [...templates.keys()].slice(0, mostNamed).flatMap((name) => templateNamed(name, templates) ?? []);
  const more = templates.size > mostNamed ? '…' : '';
  return `${named.map(({ name, length }) => `${name} (${formatLength(length)})`).join(', ')}${more}`;
}

/** Tells in a refused length's sentence what else could have been written. */
export function withTemplates(refusal: LengthRefusal, templates: Templates | undefined): LengthRefusal {
  if (!templates?.size || refusal.fault !== 'not-a-length') return refusal;
  const names = `A reason that has a length can stand in its place: ${templateList(templates)}.`;
  return { ...refusal, sentence: `${refusal.sentence} ${names}` };
}

function keyOf(text: string): string {
  return text.trim().replace(/\s+/g, ' ').toLowerCase();
}

/**
 * Reads what stands behind `for`: a length, see {@link readLineLength}, or else the whole name of a template, in quotes if it has a space. A
 * name is never guessed: not from its beginning, and not from what is nearly one.
 */
export function readSpokenLength(text: string, from: number, templates: Templates | undefined): SpokenLength {
  const length = readLineLength(text, from);
  const { reading, start } = length;
  if (!templates?.size || reading.ok || reading.fault !== 'not-a-length') return length;
  const rest = text.slice(start);
  const item = new ItemReader(plainText(rest)).next();
  const quoted = item?.quoted === true && item.start === 0;
  const typed = quoted ? rest.slice(0, item.end) : (/^\S*/.exec(rest)?.[0] ?? '');
  const end = start + typed.length;
  const spaced = quoted ? undefined : spacedName(rest, templates);
  const found = templateNamed(quoted ? item.text : typed, templates);
  if (spaced !== undefined) return refuseUnquoted(text, { start, end, spaced, found });
  if (found) return followed(text, { start, end, found });
  return {
    ...length,
    reading: withTemplates(reading, templates),
    fixes: [...nearNames(text, { start, end, typed }, templates), ...length.fixes],
  };
}

/** The reason of a line with this length: what follows it, behind the name of the template. */
export function reasonBehind(text: string, { end, template }: Pick<SpokenLength, 'end' | 'template'>): string {
  const rest = text.slice(end).trim();
  return template === undefined ? rest : `${template} ${rest.replace(/^[,，\s]+/, '')}`.trim();
}

/** The name with a space in it that a text begins with. */
function spacedName(rest: string, templates: Templates): string | undefined {
  const key = `${keyOf(rest.slice(0, 200))} `;
  return [...templates.keys()].find((name) => /\s/.test(name.trim()) && /^[\s,，.;:!?]/.test(after(key, keyOf(name))));
}

function after(text: string, beginning: string): string {
  return text.startsWith(beginning) ? text.slice(beginning.length) : '';
}

/** `for ban evasion`: the words may also be another template and its reason. */
function refuseUnquoted(
  text: string,
  { start, end, spaced, found }: { start: number; end: number; spaced: string; found: Template | undefined },
): SpokenLength {
  const words = spaced.trim().split(/\s+/).length;
  const typed = new RegExp(`^(?:\\S+\\s+){${words - 1}}`).exec(text.slice(start))?.[0].length ?? 0;
  const last = spaced.trim().split(/\s+/).at(-1)?.length ?? 0;
  const whole = { start, end: start + typed + last };
  const sentence = `“${excerpt(spaced, 60)}” has a space in it: where it stands in the place of a length, put it in quotes.`;
  const reading: LengthRefusal = { ...refuse('not-a-length', [], () => sentence), example: true };
  const alone = found ? [{ span: { start, end }, instead: [inQuotes(found.name)] }] : [];
  return { reading, start, end, fixes: [{ span: whole, instead: [inQuotes(spaced)] }, ...alone] };
}

/** A template, unless a length or a lone number follows: then it is not known which of the two counts. */
function followed(text: string, { start, end, found }: { start: number; end: number; found: Template }): SpokenLength {
  const { name, length } = found;
  const typed = text.slice(start, end);
  const rest = text.slice(start);
  const two = findSecondLength(rest, typed);
  const number = /^(?:and\s)?\d+$/i.exec(text.slice(end).trim())?.[0];
  if (two === undefined && number === undefined) {
    return { reading: { ok: true, length }, start, end, fixes: [], template: name };
  }
  const second = two?.second ?? number ?? '';
  const sentence = `${excerpt(name, 60)} means ${formatLength(length)}, and ${excerpt(second)} follows it. Which of the two is it? As the reason, put it in quotes.`;
  const asReason = { span: { start: end, end: text.length }, instead: [` ${inQuotes(text.slice(end).trim())}`] };
  const asLength =
    two !== undefined && isLengthWord(second)
      ? [{ span: { start, end: start + two.end }, instead: [`${second} ${name}`] }]
      : [];
  const reading = refuse('two-lengths', [second.replace(/\s/g, '')], () => sentence);
  return { reading, start, end, fixes: [...asLength, asReason] };
}

/** A name that was nearly written, in its place; or else any of them, for nobody knows where what was written ends. */
function nearNames(
  text: string,
  { start, end, typed }: { start: number; end: number; typed: string },
  templates: Templates,
): LineLength['fixes'] {
  const names = [...templates.keys()];
  const near = nearest(keyOf(typed), names.map(keyOf)).flatMap((key) => templateNamed(key, templates)?.name ?? []);
  const written = (some: readonly string[]) =>
    some.slice(0, 3).map((name) => (/\s/.test(name) ? inQuotes(name) : name));
  return near.length > 0
    ? [{ span: { start, end }, instead: written(near) }]
    : [{ span: { start, end: text.length }, instead: written(names) }];
}
