import { asciiLower } from '../../lib/ascii-lower.ts';
import type { AppName } from '../../moderation/vendor.ts';
import {
  type Command,
  type FormVerb,
  formVerbs,
  type LineRefusal,
  type ParsedLine,
  type Verb,
  verbs,
} from './command.ts';
import { type Fault, faultAt, type Line, type VerbReading } from './fault.ts';
import { dashFault } from './item-fault.ts';
import { type Item, ItemReader, keywordOf, readItems } from './items.ts';
import { isDashWord } from './keywords.ts';
import { withExamples, withPlaceholders } from './placeholders.ts';
import { readExtend, readNote, readReason } from './read-case-change.ts';
import { readActive, readCase, readGroups, readHelp, readHistory } from './read-lookup.ts';
import { readMute } from './read-mute.ts';
import { readSilence } from './read-silence.ts';
import { type PlainText, plainText, readSlackText } from './slack-text.ts';
import { unknownVerb } from './unknown-verb.ts';

/** How each verb reads what follows it. */
const readers = {
  mute: (line) => readMute(line, 'mute'),
  unmute: (line) => readMute(line, 'unmute'),
  silence: (line) => readSilence(line, 'silence'),
  unsilence: (line) => readSilence(line, 'unsilence'),
  groups: readGroups,
  active: readActive,
  history: readHistory,
  case: (line) => readCase(line, 'case'),
  undo: (line) => readCase(line, 'undo'),
  extend: readExtend,
  reason: readReason,
  note: readNote,
  help: readHelp,
} as const satisfies Record<Verb, (line: Line) => VerbReading>;

/**
 * Reads the text of a `/hush` command as Slack sends it (without `/hush`, escaped). `apps` are the configured vendor apps: a place is
 * resolved to one of them or the line is refused. Never throws; takes time in proportion to the text.
 */
export function parseLine(text: string, apps: readonly AppName[]): ParsedLine {
  const { verb, reading } = readLine(readSlackText(text), apps);
  const { outcome, draft } = reading;
  if ('command' in outcome) return { ok: true, command: outcome.command };
  const { sentence, word, likely = [] } = outcome.fault;
  const refusal: LineRefusal = {
    sentence,
    ...(word === undefined ? {} : { word }),
    suggestions: suggestionsFor(outcome.fault, { verb: verb ?? likely[0], apps }),
    ...(verb === undefined ? { likely } : { verb }),
    ...(draft === undefined ? {} : { draft }),
  };
  return { ok: false, refusal };
}

function readLine(plain: PlainText, apps: readonly AppName[]): { verb?: Verb | undefined; reading: VerbReading } {
  const line = { plain, apps, reader: new ItemReader(plain) };
  let first = line.reader.next();
  // Whoever copies a line of Hush's behind a `/hush` means it once.
  if (first?.text === '/hush') first = line.reader.next();
  if (first === undefined) return { reading: { outcome: { command: { verb: 'form' } } } };
  const named = first.quoted || first.mention !== undefined ? '' : asciiLower(first.text);
  const verb = verbs.find((known) => known === named);
  const dash = lastWordFault(plain);
  if (verb === undefined) return { reading: { outcome: { fault: dash ?? verbFault(line, first) } } };
  const form = formVerbs.find((known) => known === verb);
  const reading = form !== undefined && isBare(plain, first) ? openForm(form) : readers[verb](line);
  // `for –2h` is told as a length with a sign, which says more.
  const told =
    'fault' in reading.outcome && reading.outcome.fault.word === dash?.word && /^.[\d.]/.test(dash?.word ?? '');
  return { verb, reading: dash === undefined || told ? reading : { ...reading, outcome: { fault: dash } } };
}

function isBare({ text }: PlainText, verb: Item): boolean {
  return /^[\s,，]*$/.test(text.slice(verb.end));
}

function openForm(of: FormVerb): VerbReading {
  return { outcome: { command: { verb: 'form', of } } };
}

/** A last word like `--dry-run` will mean something one day; until then nobody shall think that it was heeded. */
function lastWordFault(plain: PlainText): Fault | undefined {
  if (!/--|—|–/.test(plain.text)) return undefined;
  const last = readItems(plain).at(-1);
  if (last === undefined || last.quoted || !isDashWord(last.text)) return undefined;
  return faultAt(plain.text, last, dashFault(last.text));
}

function verbFault({ plain: { text }, reader }: Line, first: Item): Fault {
  // `please mute alice …`, `show history alice`: the verb comes second.
  const second = keywordOf(reader.next());
  const behind = verbs.find((verb) => verb === second);
  if (!first.quoted && isDashWord(first.text)) {
    const sentence = dashFault(first.text).sentence.replace(', or put it in quotes', '');
    const fault = faultAt(text, first, { sentence, instead: [''] });
    return behind === undefined ? fault : { ...fault, likely: [behind] };
  }
  const { sentence, likely } = unknownVerb(first, behind);
  const instead = likely.map((verb) => (verb === behind ? '' : verb));
  return { ...faultAt(text, first, { sentence, instead }), likely };
}

/** Longer lines are not repeated: nobody reads them, and the form holds what was typed. */
const longestSuggestion = 1000;

/** Verbs that change nothing for anybody in the chat. */
const harmless: ReadonlySet<Command['verb']> = new Set([
  'groups',
  'active',
  'history',
  'case',
  'reason',
  'note',
  'help',
  'form',
]);

/** True if a word like `--dry-run` is to blame; a dash before a number is a sign. */
function blamesOption({ word }: Fault): boolean {
  return word !== undefined && isDashWord(word) && !/^.\s?[\d.]/.test(word);
}

/**
 * Turns fixes into lines that Hush would take, once their placeholders are filled in. A fix that is still wrong elsewhere is fixed again,
 * twice at most; if nothing is left, the verb's help is what to type. Without a `--dry-run` that somebody wrote, no line is suggested that
 * would do what was only to be tried.
 */
function suggestionsFor(
  fault: Fault,
  { verb, apps }: { verb: Verb | undefined; apps: readonly AppName[] },
): readonly string[] {
  let lines = fault.fixes();
  let optional = blamesOption(fault);
  for (let round = 0; round < 3 && lines.length > 0; round += 1) {
    const good = new Set<string>();
    const next: string[] = [];
    for (const line of lines.slice(0, 8).map(tidied)) {
      if (line.length > longestSuggestion) continue;
      const { outcome } = readLine(plainText(withExamples(line)), apps).reading;
      if ('fault' in outcome) {
        next.push(...outcome.fault.fixes().map(withPlaceholders));
        optional ||= blamesOption(outcome.fault);
      } else if (!optional || harmless.has(outcome.command.verb)) good.add(`/hush ${line}`.trim());
    }
    if (good.size > 0) return [...good];
    lines = next;
  }
  return [verb === undefined ? '/hush help' : `/hush help ${verb}`];
}

function tidied(line: string): string {
  return line
    .replace(/[\r\n]+/g, ' ')
    .replace(/^\s*(?:\/hush\s)?/, '')
    .trim();
}
