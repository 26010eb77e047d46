import { idProblem } from '../../moderation/id.ts';
import { isLengthWord } from '../../moderation/length.ts';
import { marks, messageText } from './message-text.ts';

/** Whom a message is about, as far as it can be told. */
export interface FoundIds {
  /** Vendor ids, each once, in the order of the message; at most {@link mostFound}. */
  readonly ids: readonly string[];
  /** How many more there are. */
  readonly more: number;
  /** The group that the message names behind a label; absent if it names none, or several. */
  readonly group?: string;
}

/** More than this nobody reads through in a form; a list of thousands belongs into a file. */
export const mostFound = 100;

/** Names of values, in lower case, without spaces, dashes, dots and underscores; plural ones may be followed by a list without commas at its end. */
const personLabels = new Set(
  (
    'user userid users userids uid uids accid accids account accountid accounts accountids member memberid members memberids ' +
    'player playerid players playerids target targetid targets targetids targetuserid targetaccid offender offenderid offenders ' +
    'offenderids sender senderid senders senderids author authorid authors authorids suspect suspectid suspects suspectids ' +
    'fromaccount fromaccid fromuserid useraccount reporteduser reporteduserid reportedusers reportedaccount'
  ).split(' '),
);
const placeLabels = new Set(
  'group groupid groups groupids groupname room roomid roomname chatroom chatroomid team teamid tid convid conversationid'.split(
    ' ',
  ),
);
/** Beside a label: then it is about somebody else. */
const others = /^(?:by|reporter|moderator|mod|admin|bot|operator|staff|on)$/;
/** In front of inline code that is no person. */
const notPeople =
  /^(?:by|rule|rules|reason|filter|keyword|word|words|command|version|policy|action|case|status|code|error|file|type|run|the|with|tag|label|score|said|wrote)$/;
const inFrontOfPlace = /^(?:in|group|room|team|chatroom)$/;
const nothing = new Set([
  'null',
  'none',
  'undefined',
  'nil',
  'n/a',
  'na',
  'unknown',
  'true',
  'false',
  '-',
  '–',
  '—',
  '…',
]);

type Kind = 'person' | 'place' | 'other';

interface Found {
  readonly id: string;
  readonly at: number;
}

/**
 * Finds ids in a Slack message, as other bots write them: behind labels (`user_id: alice`, `*User:* bob`, `accid=u1`, `"userId": "u1"`, columns
 * of tables) and in inline code. Only where there is neither, in quotes, and words that look like ids (`viewer001`). Slack's mentions
 * are no ids. Never throws, whatever the message is, and takes time that grows with its length alone.
 */
export function findIds(message: unknown): FoundIds {
  const { text, cells } = messageText(message);
  const people: Found[] = [];
  const groups = new Set<string>();
  const labelled = readLabels(text);
  for (const { heading, value, at } of cells) {
    // What is a label itself is no value of another one.
    const kind = wholeKind(value) === 'other' ? kindOf(heading) : 'other';
    const [values] = kind === 'other' ? [[]] : readValues(`${value}\n`, 0, isPlural(heading));
    if (kind === 'person') people.push(...values.map(({ id }) => ({ id, at })));
    if (kind === 'place') for (const { id } of values) groups.add(id);
  }
  for (const { kind, values } of labelled) {
    if (kind === 'person') people.push(...values);
    if (kind === 'place') for (const { id } of values) groups.add(id);
  }
  const codes = readCodes(text, labelled);
  people.push(...codes.filter(({ kind }) => kind === 'person'));
  for (const { id } of codes.filter(({ kind }) => kind === 'place')) groups.add(id);
  const found = people.length > 0 ? people : readWords(text, labelled);
  const ids = [...new Set(found.toSorted((a, b) => a.at - b.at).map(({ id }) => id))].filter((id) => !groups.has(id));
  const [group, another] = groups;
  return {
    ids: ids.slice(0, mostFound),
    more: Math.max(0, ids.length - mostFound),
    ...(group !== undefined && another === undefined && { group }),
  };
}

interface Labelled {
  readonly kind: Kind;
  readonly values: readonly Found[];
  /** Where what belongs to the label begins and ends. */
  readonly from: number;
  readonly to: number;
}

/** What may stand between a label and its value beside the sign itself: emphasis, quotes, the end of code. */
const dressing = new RegExp(`[\\s*_~"'“”${marks.end}]+$`);
/** A label is at most so long, and what belongs to one that is about no person. */
const longestLabel = 48;
const longestReach = 400;

function readLabels(text: string): readonly Labelled[] {
  const labels: Labelled[] = [];
  const sign = /[:=：]+>?|\n/g;
  let from = 0;
  for (let found = sign.exec(text); found; found = sign.exec(text)) {
    const earliest = Math.max(from, found.index - longestLabel);
    const near = text.slice(earliest, found.index);
    const start = earliest + near.lastIndexOf('\n') + 1;
    const before = text.slice(start, found.index).replace(dressing, '');
    const isLine = found[0] === '\n';
    // A line that is nothing but a label: its value is the next one.
    const words = isLine ? before.replace(/^[\s*_~>•-]+/, '') : before;
    const kind = isLine ? wholeKind(words) : kindOf(words);
    if (isLine && kind === 'other') continue;
    const own = /\p{L}[\p{L}\p{N}_.-]*$/u.exec(words)?.index;
    if (own === undefined) continue;
    const at = found.index + found[0].length;
    const [values, to] =
      kind === 'other' ? [[], at + reachOf(text.slice(at, at + longestReach))] : readValues(text, at, isPlural(words));
    labels.push({ kind, values, from: start + (kind === 'other' ? own : 0), to });
    if (kind !== 'other') {
      from = to;
      sign.lastIndex = Math.max(to, at);
    }
  }
  return labels;
}

/** What stands behind a label that is about no person, up to the next label or the end of the line; of an empty line, that of the next. */
function reachOf(after: string): number {
  const lead = /^[ \t*_~"'”]*\n/.exec(after)?.[0].length ?? 0;
  const [line = ''] = after.slice(lead).split('\n', 1);
  const next = line.search(/[\s,{][*_~"'“”]*\p{L}[\p{L}\p{N} _-]{0,30}["'*_~”]*[:=：]/u);
  return lead + (next < 0 ? line.length : next);
}

function wordsOf(label: string): readonly string[] {
  // `userId` is two words, and so are `user_id` and `user.id`.
  return label
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .slice(-5);
}

function kindOf(label: string): Kind {
  const words = wordsOf(label);
  if (words.some((word) => others.test(word))) return 'other';
  for (let count = Math.min(3, words.length); count > 0; count -= 1) {
    const name = words.slice(-count).join('');
    if (personLabels.has(name)) return 'person';
    if (placeLabels.has(name)) return 'place';
  }
  return 'other';
}

function wholeKind(line: string): Kind {
  if (line === '' || line.length > longestLabel) return 'other';
  const name = wordsOf(line).join('');
  return personLabels.has(name) ? 'person' : placeLabels.has(name) ? 'place' : 'other';
}

function isPlural(label: string): boolean {
  return /s$/i.test(label.replace(dressing, ''));
}

const quotes: Readonly<Record<string, string>> = { '"': '"“”', '“': '"“”', '”': '"“”', "'": "'’", '‘': "'’", '«': '»' };
// Sticky: each is tried at one place.
const bare = new RegExp(`[^\\s,;，；、|"“”()\\[\\]{}<>&${marks.code}${marks.end}${marks.gap}]+`, 'y');
const space = /[ \t\u00a0*~>•]*/y;
const anySpace = /[\s*~>•]*/y;

/** The values that stand at a place: one, or several in a list. Ends where something else begins. */
function readValues(text: string, at: number, plural: boolean): readonly [values: readonly Found[], end: number] {
  const values: Found[] = [];
  const skip = (pattern: RegExp, from: number) => {
    pattern.lastIndex = from;
    pattern.test(text);
    return pattern.lastIndex;
  };
  // The rest of the label's own dressing, and a line break where the value stands on the next line.
  let place = skip(/[ \t\u00a0*_~"'”]*(?=["'“‘«])|[ \t\u00a0*_~]*/y, at);
  if (text[place] === '\n') place = skip(space, place + 1);
  const isList = text[place] === '[';
  if (isList) place += 1;
  for (let end = place, first = true; ; first = false) {
    end = skip(isList ? anySpace : space, end);
    const item = readItem(text, end);
    if (!item) break;
    const next = skip(isList ? anySpace : space, item.end);
    const sign = text[next] ?? '\n';
    // The name of the next value, not another value.
    if (!first && (/[:=：]/.test(sign) || item.isKey)) break;
    const goesOn = /[,，、;；]/.test(sign);
    const ends = isList || item.whole || /[\n)\]}|&]/.test(sign) || sign === marks.gap;
    if (!first && !goesOn && !ends && !plural) break;
    const id = item.whole || !isName(item.id) ? item.id : (namedIn(text, next) ?? item.id);
    if (isId(id)) values.push({ id, at: end });
    place = item.end;
    end = next;
    if (goesOn) end += 1;
    else if (!(isList ? text[end] !== ']' : text[end] === marks.code)) break;
  }
  return [values, place];
}

/** `Alice Smith (u123)`: what looks like an id in brackets behind a name is meant. */
function namedIn(text: string, at: number): string | undefined {
  const pattern = new RegExp(`[^\\n:=(]{0,60}\\((?:id )?${marks.code}?([^\\s(),:=${marks.end}]+)${marks.end}?\\)`, 'y');
  pattern.lastIndex = at;
  const [, id = ''] = pattern.exec(text) ?? [];
  return id !== '' && !isName(id) ? id : undefined;
}

function isName(id: string): boolean {
  return !/[\d_]/.test(id);
}

function readItem(
  text: string,
  at: number,
): { readonly id: string; readonly end: number; readonly whole: boolean; readonly isKey?: boolean } | undefined {
  const first = text[at] ?? '';
  const closers = first === marks.code ? marks.end : quotes[first];
  if (closers !== undefined) {
    for (let end = at + 1; end < text.length && end - at < 80; end += 1) {
      const character = text[end] ?? '';
      if (character === '\n') break;
      // What was escaped would have to be read as JSON; no vendor has such ids.
      if (character === '\\') return undefined;
      if (closers.includes(character)) {
        const inside = text.slice(at + 1, end).replace(/^[*_~\s]+|[*~\s]+$/g, '');
        return { id: inside.replace(/^["'“](.*)["'”]$/, '$1'), end: end + 1, whole: true };
      }
    }
    if (first === marks.code) return undefined;
  }
  bare.lastIndex = at;
  const [word = ''] = bare.exec(text) ?? [];
  if (word === '') return undefined;
  const mark = /^[*_~]+/.exec(word)?.[0] ?? '';
  const id = word
    .slice(mark.length)
    .replace(mark === '' ? /[.!?:'’*~]+$/ : /[.!?:'’*_~]+$/, '')
    .split('=', 1)[0];
  return { id: id ?? '', end: at + word.length, whole: false, isKey: /^\p{L}[\p{L}\p{N}_-]*[:=：]/u.test(word) };
}

/** Whether a value can be an id at all. */
function isId(id: string): boolean {
  return (
    idProblem(id) === undefined &&
    !nothing.has(id.toLowerCase()) &&
    /[\p{L}\p{N}]/u.test(id) &&
    !/[\ue000-\ue002\ufffd\n]/.test(id)
  );
}

/** Ids in inline code, each as what the words in front of it make it. */
function readCodes(text: string, labelled: readonly Labelled[]): readonly (Found & { readonly kind: Kind })[] {
  const found: (Found & { kind: Kind })[] = [];
  const pattern = new RegExp(`${marks.code}([^${marks.code}${marks.end}]*)${marks.end}`, 'g');
  let label = 0;
  let last: { readonly kind: Kind; readonly end: number } | undefined;
  for (const { 0: whole, 1: inside = '', index } of text.matchAll(pattern)) {
    while ((labelled[label]?.to ?? Number.POSITIVE_INFINITY) <= index) label += 1;
    const own = labelled[label];
    const isLabelled = own !== undefined && own.from <= index;
    const between = last && text.slice(last.end, Math.min(index, last.end + 12));
    const joined = last && index - last.end <= 8 && /^[\s,;&/]*(?:and|or)?\s*$/.test(between ?? '-');
    const kind =
      isLabelled && !(own.kind === 'person')
        ? own.kind === 'place'
          ? 'other'
          : own.kind
        : joined && last
          ? last.kind
          : kindBefore(text, index);
    last = { kind, end: index + whole.length };
    const id = inside.trim();
    if (isId(id) && looksAlone(id)) found.push({ id, at: index, kind });
  }
  return found;
}

function kindBefore(text: string, index: number): Kind {
  const before = text.slice(Math.max(0, index - 24), index);
  const word = /([\p{L}\p{N}]+)[\s*_~"“(]*$/u.exec(before)?.[1]?.toLowerCase() ?? '';
  if (inFrontOfPlace.test(word)) return 'place';
  return notPeople.test(word) ? 'other' : 'person';
}

/** Code is often something else: commands, settings, counts, lengths, paths. */
function looksAlone(id: string): boolean {
  return !/[\s:=/\\{}[\]()<>]/.test(id) && !/^[+-]?[\d.,%]{1,4}$/.test(id) && !isLengthWord(id) && !id.startsWith('-');
}

/** Where nothing is marked: what stands in quotes, and words with a digit or an underscore in them. */
function readWords(text: string, labelled: readonly Labelled[]): readonly Found[] {
  const found: Found[] = [];
  const pattern = /["“«]([^\s"“”«»]{1,40})["”»]|[\p{L}\p{N}@][\p{L}\p{N}_.@-]{2,64}/gu;
  let label = 0;
  for (const { 0: whole, 1: quoted, index } of text.matchAll(pattern)) {
    while ((labelled[label]?.to ?? Number.POSITIVE_INFINITY) <= index) label += 1;
    if ((labelled[label]?.from ?? Number.POSITIVE_INFINITY) <= index) continue;
    const id = (quoted ?? whole).replace(/[.!?]+$/, '');
    if (isId(id) && (quoted === undefined ? looksMade(id) : looksAlone(id))) found.push({ id, at: index });
  }
  return found;
}

/** Letters with a digit or an underscore, or a long number: no word, date, time, version or length. */
function looksMade(id: string): boolean {
  if (isLengthWord(id) || /^v?\d+(?:[.-]\d+)+$/i.test(id) || /^\d+(?:st|nd|rd|th|am|pm|x|k|m|ms|kb|mb)$/i.test(id))
    return false;
  return /^\d{6,}$/.test(id) || (/\p{L}/u.test(id) && /[\d_]/.test(id));
}
