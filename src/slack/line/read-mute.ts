import type { Length } from '../../moderation/length.ts';
import type { Draft } from './command.ts';
import { type Cut, cutMute } from './cut-mute.ts';
import { asTyped, type Fault, faultAt, type Line, replaced, type VerbReading } from './fault.ts';
import { ItemReader, keywordOf, readItems } from './items.ts';
import { lengthFaultOnLine, readLineLength } from './line-length.ts';
import { type MutePlace, type PlaceReading, placeOf } from './place.ts';
import { placePhrase } from './place-text.ts';
import { plainText } from './slack-text.ts';
import { firstItemFault, writtenTargets } from './targets.ts';

/** Reads what follows `mute` or `unmute`: targets, place, length (mutes only), reason. The leftmost fault is told. */
export function readMute(line: Line, verb: 'mute' | 'unmute'): VerbReading {
  const { text } = line.plain;
  const cut = cutMute(line, verb);
  const draft = draftOf(text, cut);
  const fault = targetsFault(text, cut) ?? markerFault(text, cut);
  if (fault !== undefined) return { draft: draftWithPlaceFirst(line, cut) ?? draft, outcome: { fault } };
  const place = placeOf(cut.place, line.apps);
  if (!place.ok) return { draft, outcome: { fault: placeFault(text, cut, place) } };
  const said = {
    ...writtenTargets(cut.targets, place.place.kind === 'group' ? 'zim' : 'netease'),
    place: place.place,
    ...(cut.reason === '' ? {} : { reason: cut.reason }),
  };
  if (verb === 'unmute') {
    const wrong = reasonFault(text, cut, place.place);
    return { draft, outcome: wrong === undefined ? { command: { verb, ...said } } : { fault: wrong } };
  }
  const length = lengthOf(text, cut);
  return { draft, outcome: 'sentence' in length ? { fault: length } : { command: { verb, ...said, length } } };
}

function draftOf(text: string, cut: Cut): Draft {
  const written = {
    targets: asTyped(text, cut.targets),
    place: cut.place
      .map(({ start, end }) => text.slice(start, end))
      .join(cut.place.some((item) => item.afterComma) ? ',' : ' '),
    length: cut.length === undefined ? '' : text.slice(cut.length.start, cut.length.end),
    reason: cut.reason,
  };
  return { verb: cut.verb, ...Object.fromEntries(Object.entries(written).filter(([, value]) => value !== '')) };
}

function targetsFault(text: string, { verb, targets, marker }: Cut): Fault | undefined {
  if (targets.length === 0 && marker !== undefined) {
    const sentence = `Who? Their ids come right after ${verb}, before the place.`;
    return faultAt(text, marker, { sentence, instead: [`<id> ${text.slice(marker.start, marker.end)}`] });
  }
  const from = targets.find((item) => keywordOf(item) === 'from');
  if (from !== undefined) {
    const sentence = 'The place follows the word “in”. If “from” is an id, put it in quotes.';
    return faultAt(text, from, { sentence, instead: ['in', '"from"'] });
  }
  return firstItemFault(text, targets, 'target');
}

/** The place is missing, or stands behind the length. */
function markerFault(text: string, cut: Cut): Fault | undefined {
  const { marker, targets, placeSpan } = cut;
  if (marker !== undefined && keywordOf(marker) !== 'for') return undefined;
  const last = targets.at(-1);
  const ending = cut.verb === 'mute' && marker === undefined ? ' for 2h' : '';
  const insert = (place: string) =>
    `${replaced(text, { start: placeSpan.start, end: placeSpan.start }, place)}${ending}`;
  const space = marker === undefined ? ['', ' '] : [' ', ''];
  const places = ['in <group>', 'everywhere'].map((place) => insert(`${space[1]}${place}${space[0]}`));
  const moved = withPlaceFirst(text, cut);
  // `mute alice lobby for 2h`: the last target may be the place.
  const lastAsPlace =
    last !== undefined && targets.length > 1
      ? [`${replaced(text, { start: last.start, end: last.start }, 'in ')}${ending}`]
      : [];
  return {
    sentence:
      moved === undefined
        ? 'Where? After the ids comes “in” and a group, “in” and modules, or “everywhere”.'
        : 'The place comes before the length.',
    ...(marker === undefined ? {} : { word: text.slice(marker.start, marker.end) }),
    fixes: () => (moved === undefined ? [...lastAsPlace, ...places] : [moved]),
  };
}

/** `mute alice for 2h in lobby spam` in the right order, if that is what is wrong. */
function withPlaceFirst(text: string, { marker, length }: Cut): string | undefined {
  if (marker === undefined || keywordOf(marker) !== 'for' || length === undefined) return undefined;
  const rest = text.slice(length.end);
  const [first, second] = readItems(plainText(rest.slice(0, 200)));
  const end = keywordOf(first) === 'everywhere' ? first?.end : keywordOf(first) === 'in' ? second?.end : undefined;
  if (first === undefined || end === undefined) return undefined;
  const place = rest.slice(first.start, end);
  return `${text.slice(0, marker.start)}${place} ${text.slice(marker.start, length.end)}${rest.slice(end)}`;
}

/** The form shall open with every field that was typed, also when they came in the wrong order. */
function draftWithPlaceFirst(line: Line, cut: Cut): Draft | undefined {
  const moved = withPlaceFirst(line.plain.text, cut);
  if (moved === undefined) return undefined;
  const plain = plainText(moved);
  const reader = new ItemReader(plain);
  for (let item = reader.next(); item !== undefined && keywordOf(item) !== cut.verb; ) item = reader.next();
  return readMute({ plain, reader, apps: line.apps }, cut.verb).draft;
}

function placeFault(text: string, cut: Cut, reading: PlaceReading & { ok: false }): Fault {
  if ('instead' in reading) return faultAt(text, reading.item, reading);
  const fault = faultAt(text, cut.placeSpan, {
    sentence: reading.sentence,
    instead: reading.choices.map(placePhrase),
  });
  const [first, second] = cut.place;
  if (cut.verb === 'mute' || first === undefined || second === undefined) return fault;
  // `unmute alice in lobby, thanks`: without the comma it is the reason.
  const asReason = replaced(text, { start: first.end, end: second.start }, ' ');
  return { ...fault, fixes: () => [...fault.fixes(), asReason] };
}

function lengthOf(text: string, cut: Cut): Length | Fault {
  const { length, placeSpan } = cut;
  const behindPlace = { start: placeSpan.end, end: placeSpan.end };
  if (length === undefined) {
    return {
      sentence: 'How long? After the place comes “for” and a length: “for 2h”, or “for permanent”.',
      fixes: () => [replaced(text, behindPlace, ' for 2h')],
    };
  }
  if (cut.for === undefined) {
    const typed = text.slice(length.start, length.end);
    return faultAt(text, length, {
      sentence: 'The word “for” is missing before the length.',
      instead: [`for ${typed}`],
    });
  }
  if (length.reading.ok) return length.reading.length;
  const [first] = cut.targets;
  const what = text.slice(first?.start ?? 0, placeSpan.end);
  return lengthFaultOnLine(text, length, `unmute ${what} ${cut.reason}`);
}

/** What stands behind the place of an unmute is the reason, unless it looks like more of the place or like a length. */
function reasonFault(text: string, { placeSpan, targets, reason }: Cut, place: MutePlace): Fault | undefined {
  const [word] = readItems(plainText(reason.slice(0, 200)));
  const keyword = keywordOf(word) ?? '';
  const start = text.length - text.slice(placeSpan.end).trimStart().length;
  const span = { start, end: start + (word?.end ?? 0) };
  const quotedReason = `"${reason}"`;
  const whole = { start, end: text.length };
  const morePlace = place.kind === 'modules' && ['p2p', 'team', 'room', 'qchat'].includes(keyword);
  if (keyword === 'everywhere' || morePlace) {
    const sentence = `“${keyword}” right behind the place looks like a second place. Modules are joined by commas; a reason that starts like this goes in quotes.`;
    const joined = replaced(text, { start: placeSpan.end, end: start }, ',');
    return {
      ...faultAt(text, span, { sentence, instead: [] }),
      fixes: () => [joined, replaced(text, whole, quotedReason)],
    };
  }
  if (keyword !== 'for') return undefined;
  const length = readLineLength(text, span.end);
  if (!length.reading.ok && length.reading.fault !== 'two-lengths') return undefined;
  const sentence = 'An unmute takes no length: it lifts the mute at once.';
  const rest = text.slice(length.end);
  const [first] = targets;
  const asMute = `mute ${text.slice(first?.start ?? 0)}`;
  return {
    ...faultAt(text, { start, end: length.end }, { sentence, instead: [] }),
    fixes: () => [`${text.slice(0, placeSpan.end)}${rest}`, asMute, replaced(text, whole, quotedReason)],
  };
}
