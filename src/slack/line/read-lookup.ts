import { asciiLower } from '../../lib/ascii-lower.ts';
import { excerpt } from '../../moderation/excerpt.ts';
import { resolveApp, splitApp } from './app.ts';
import { caseNumber, caseNumberFault } from './case-number.ts';
import { type Command, verbs } from './command.ts';
import { type Fault, faultAt, type Line, refused, replaced, type VerbReading } from './fault.ts';
import { dashFault } from './item-fault.ts';
import { type Item, inQuotes, keywordOf } from './items.ts';
import { placeholders } from './placeholders.ts';
import { firstItemFault } from './targets.ts';
import { unknownVerb } from './unknown-verb.ts';

function understood(command: Command): VerbReading {
  return { outcome: { command } };
}

/** Everything behind the verb, item by item. */
function itemsBehind({ reader }: Line): readonly Item[] {
  const items: Item[] = [];
  for (let item = reader.next(); item !== undefined; item = reader.next()) items.push(item);
  return items;
}

/** `groups [text]`, `groups eu/ text`: the text is the rest as typed; quotes around all of it make it literal. */
export function readGroups(line: Line): VerbReading {
  const { text } = line.plain;
  const start = line.reader.position;
  const items = itemsBehind(line);
  const [first, second] = items;
  const { app: named, rest } =
    first === undefined || first.quoted ? { app: undefined, rest: '' } : splitApp(first.text, line.apps);
  const dashed = items.find((item) => item.mention !== undefined || (first === item && item.unclosed) || isDash(item));
  const fault = dashed === undefined ? undefined : firstItemFault(text, [dashed], 'field');
  if (fault !== undefined) return refused(fault);
  const resolved = resolveApp(line.apps, { vendor: 'zim', named });
  if (!resolved.ok) {
    const end = named === undefined || first === undefined ? start : first.end - rest.length;
    const span = { start, end };
    const instead = resolved.candidates.map((app) => ` ${app}/`);
    const { sentence } = resolved;
    if (named !== undefined) return refused({ ...faultAt(text, span, { sentence, instead }), word: `${named}/` });
    return refused({ sentence, fixes: () => instead.map((app) => replaced(text, span, app)) });
  }
  const from = named === undefined || first === undefined ? start : first.end - rest.length;
  const behind = text.slice(from).trim();
  const literal = named !== undefined && rest === '' ? second : first;
  const whole = literal?.quoted === true && text.slice(literal.end).trim() === '' && literal.start >= from;
  const filter = whole ? literal.text : behind;
  return understood({ verb: 'groups', app: resolved.app, ...(filter === '' ? {} : { text: filter }) });
}

function isDash(item: Item): boolean {
  return !item.quoted && /^(?:--|—|–)/.test(item.text);
}

/** `active [target or group]`. */
export function readActive(line: Line): VerbReading {
  const item = onlyItem(line);
  if (item !== undefined && 'sentence' in item) return refused(item);
  return understood({ verb: 'active', ...(item === undefined || item.text === '' ? {} : { text: item.text }) });
}

/** `history <target>` or `history by @moderator`. */
export function readHistory(line: Line): VerbReading {
  const { text } = line.plain;
  const items = itemsBehind(line);
  const [first, second, third] = items;
  if (first === undefined) {
    return refused({
      sentence: 'Whose history? Write a target’s id, or “by” and a moderator.',
      fixes: () => ['history <id>'],
    });
  }
  if (keywordOf(first) === 'by') {
    const moderator = second === undefined ? undefined : slackUser(second);
    if (second === undefined || moderator === undefined) {
      const sentence =
        'By whom? After “by” comes a moderator, picked from the names that Slack offers when you type @.';
      const fault = faultAt(text, second ?? first, { sentence, instead: [] });
      return refused({ ...fault, fixes: () => [`history by ${placeholders.moderator}`] });
    }
    if (third !== undefined) return refused(tooMany(text, items.slice(1), 'One moderator at a time.'));
    return understood({ verb: 'history', moderator });
  }
  const person = first.quoted || second !== undefined ? undefined : slackUser(first);
  if (person !== undefined && first.mention !== undefined) {
    const sentence = `${excerpt(first.text)} is a person here in Slack. For what a moderator did, write “by” before the name.`;
    return refused(faultAt(text, first, { sentence, instead: [`by @${person}`] }));
  }
  const only =
    items.length > 1
      ? tooMany(text, items, 'One target at a time. An id with a space in it goes in quotes.')
      : firstItemFault(text, [first], 'field');
  return only === undefined ? understood({ verb: 'history', target: first.text }) : refused(only);
}

/** Slack's id of a mentioned person, also as `@U012ABC` in plain text, the way Hush writes it itself. */
function slackUser(item: Item): string | undefined {
  const { mention } = item;
  if (mention === undefined) return /^@([UW][A-Z0-9]*\d[A-Z0-9]*)$/.exec(item.text)?.[1];
  const alone = mention.start === item.start && mention.end === item.end;
  return mention.kind === 'person' && alone ? mention.id : undefined;
}

/** `case <number>` or `undo <number>`. */
export function readCase(line: Line, verb: 'case' | 'undo'): VerbReading {
  const { text } = line.plain;
  const items = itemsBehind(line);
  const [first] = items;
  if (first === undefined) {
    const fixes = () => [`${verb} ${placeholders.number}`];
    return refused({ sentence: `Which case? Write its number after ${verb}.`, fixes });
  }
  const number = caseNumber(first);
  if (number === undefined) return refused(caseNumberFault(text, first, verb));
  const further = furtherFault(text, items, verb);
  return further === undefined ? understood({ verb, case: number }) : refused(further);
}

/** Behind a case's number comes nothing: a second number was meant as one, other words as a reason. */
function furtherFault(text: string, items: readonly Item[], verb: 'case' | 'undo'): Fault | undefined {
  const [first, second] = items;
  if (first === undefined || second === undefined) return undefined;
  const dash = items.find(isDash);
  if (dash !== undefined) return faultAt(text, dash, dashFault(dash.text));
  if (caseNumber(second) !== undefined) return tooMany(text, items, 'One case at a time.');
  const sentence =
    verb === 'case'
      ? 'Nothing follows the number of the case.'
      : 'An undo takes no reason here. It is a case of its own: once it has its number, /hush reason gives it one.';
  const fault = faultAt(text, second, { sentence, instead: [] });
  return { ...fault, fixes: () => [text.slice(0, first.end)] };
}

/** `help [verb]`. */
export function readHelp(line: Line): VerbReading {
  const { text } = line.plain;
  const items = itemsBehind(line);
  const [first] = items;
  if (first === undefined) return understood({ verb: 'help' });
  const of = verbs.find((verb) => verb === asciiLower(first.text));
  if (items.length > 1) return refused(tooMany(text, items, 'One verb at a time.'));
  if (of !== undefined) return understood({ verb: 'help', of });
  const { sentence, likely } = unknownVerb(first);
  return refused(faultAt(text, first, { sentence, instead: [...likely, ''] }));
}

function onlyItem(line: Line): Item | Fault | undefined {
  const { text } = line.plain;
  const items = itemsBehind(line);
  const [first, second] = items;
  if (first === undefined) return undefined;
  if (second !== undefined && keywordOf(first) === 'by') {
    const sentence = 'What is active is listed by target or group. What a moderator did is in the history.';
    const by = items.length === 2 ? slackUser(second) : undefined;
    const fault = faultAt(text, first, { sentence, instead: [] });
    return { ...fault, fixes: () => [`history by ${by === undefined ? placeholders.moderator : `@${by}`}`] };
  }
  if (second !== undefined) {
    const sentence = 'After active comes one target or one group. An id with a space in it goes in quotes.';
    return tooMany(text, items, sentence);
  }
  return firstItemFault(text, [first], 'field') ?? first;
}

/** Each item alone, then all of them as one id with spaces. */
function tooMany(text: string, items: readonly Item[], sentence: string): Fault {
  const [first] = items;
  const span = { start: first?.start ?? 0, end: items.at(-1)?.end ?? text.length };
  const each = items.slice(0, 3).map(({ start, end }) => text.slice(start, end));
  const whole = items.length < 5 ? [inQuotes(text.slice(span.start, span.end))] : [];
  const second = items[1] ?? first;
  const word = second === undefined ? {} : { word: excerpt(text.slice(second.start, second.end), 100) };
  return {
    ...faultAt(text, span, {
      sentence,
      instead: [...each, ...whole],
    }),
    ...word,
  };
}
