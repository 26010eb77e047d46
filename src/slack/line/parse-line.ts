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
import { contextOf, type LineContext } from './context.ts';
import { readDryRun, type Tried, withDryRun } from './dry-run.ts';
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
import { verbHelp } from './usage.ts';

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
 * Reads the text of a `/hush` command as Slack sends it (without `/hush`, escaped). Never throws; takes time in proportion to the text.
 */
export function parseLine(text: string, given: LineContext | readonly AppName[]): ParsedLine {
  const context = contextOf(given);
  const { verb, reading, dryRun } = readLine(readSlackText(text), context);
  const { outcome, draft } = reading;
  if ('command' in outcome) return { ok: true, command: outcome.command, ...(dryRun && { dryRun }) };
  const { sentence, word, likely = [] } = outcome.fault;
  const refusal: LineRefusal = {
    sentence,
    ...(word === undefined ? {} : { word }),
    suggestions: suggestionsFor(outcome.fault, { verb: verb ?? likely[0], context, dryRun: dryRun === true }),
    ...(verb === undefined ? { likely } : { verb }),
    ...(draft === undefined ? {} : { draft }),
  };
  return { ok: false, refusal };
}

interface Reading {
  readonly verb?: Verb | undefined;
  readonly reading: VerbReading;
  /** The line is only to be tried, or was perhaps meant so. */
  readonly dryRun?: true;
}

function readLine(plain: PlainText, context: LineContext): Reading {
  const tried = readDryRun(plain);
  return tried === undefined ? readWords(plain, context) : readTried(tried, context);
}

/** A line that is only to be tried. It has no draft: what a form is filled with would be done. */
function readTried({ rest, fault }: Tried, context: LineContext): Reading {
  const { verb, reading } = readWords(rest, context);
  const { outcome } = reading;
  const likely = 'fault' in outcome ? (outcome.fault.likely ?? []) : [];
  const dryRun = true;
  if (fault !== undefined) return { verb, dryRun, reading: { outcome: { fault: { ...fault, likely } } } };
  if ('command' in outcome) {
    const { command } = outcome;
    return {
      verb,
      dryRun,
      reading: { outcome: command.verb === 'form' ? { fault: formFault(command.of) } : { command } },
    };
  }
  const { fixes } = outcome.fault;
  return { verb, dryRun, reading: { outcome: { fault: { ...outcome.fault, fixes: () => fixes().map(withDryRun) } } } };
}

/** A form that opened would do what it says, and whoever asked for a try would find out too late. */
function formFault(of: FormVerb | undefined): Fault {
  const sentence = 'A form cannot be tried: write the whole line, and --dry-run at its end.';
  const lines = of === undefined ? [] : verbHelp[of].lines;
  const example = (line: string) =>
    line
      .replace('/hush ', '')
      .replace('<ids…>', '<id>')
      .replace('groups|users', 'groups')
      .replace('<modules>', 'p2p,team')
      .replace(/ \[.*\]/, '');
  return { sentence, fixes: () => lines.map((line) => withDryRun(example(line))) };
}

function readWords(plain: PlainText, context: LineContext): Reading {
  const line = { ...context, plain, reader: new ItemReader(plain) };
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

/** A last word like `--force` may mean something one day; until then nobody shall think that it was heeded. */
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

/** True if a word like `--force` is to blame; a dash before a number is a sign. */
function blamesOption({ word }: Fault): boolean {
  return word !== undefined && isDashWord(word) && !/^.\s?[\d.]/.test(word);
}

/**
 * Turns fixes into lines that Hush would take, once their placeholders are filled in. A fix that is still wrong elsewhere is fixed again,
 * twice at most; if nothing is left, the verb's help is what to type. Without a word like `--force` that somebody wrote, no line is
 * suggested that would do something else than they asked for; and instead of a line that was only to be tried, none that does something.
 */
function suggestionsFor(
  fault: Fault,
  { verb, context, dryRun }: { verb: Verb | undefined; context: LineContext; dryRun: boolean },
): readonly string[] {
  let lines = fault.fixes();
  let optional = blamesOption(fault);
  for (let round = 0; round < 3 && lines.length > 0; round += 1) {
    const good = new Set<string>();
    const next: string[] = [];
    for (const line of lines.slice(0, 8).map(tidied)) {
      if (line.length > longestSuggestion) continue;
      const read = readLine(plainText(withExamples(line)), context);
      const { outcome } = read.reading;
      if ('fault' in outcome) {
        next.push(...outcome.fault.fixes().map(withPlaceholders));
        optional ||= blamesOption(outcome.fault);
      } else if (read.dryRun || (!dryRun && (!optional || harmless.has(outcome.command.verb)))) {
        good.add(`/hush ${line}`.trim());
      }
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
