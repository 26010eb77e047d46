import type { MuteLength } from '../../moderation/ladder.ts';
import type { Draft } from './command.ts';
import { type Cut, cutMute } from './cut-mute.ts';
import { asTyped, type Fault, faultAt, type Line, replaced, type Span, type VerbReading } from './fault.ts';
import { readWhom, wholeGroup } from './group-words.ts';
import type { AskedDirectory } from './item-fault.ts';
import { type Item, inQuotes, keywordOf, readItems } from './items.ts';
import { lengthFaultOnLine, readLineLength } from './line-length.ts';
import { isNearEverywhere, isNearFor, isNearIn, lengthAmong } from './near-words.ts';
import { behindVerb, withIds } from './people.ts';
import { type MutePlace, type PlaceReading, placeOf, saysPlace } from './place.ts';
import { placePhrase } from './place-text.ts';
import { placeholders } from './placeholders.ts';
import { plainText } from './slack-text.ts';
import { firstItemFault, writtenTargets } from './targets.ts';

/** Reads what follows `mute` or `unmute`: targets, place, length (mutes only), reason. The leftmost fault is told. */
export function readMute(line: Line, verb: 'mute' | 'unmute'): VerbReading {
  const { text } = line.plain;
  const cut = cutMute(line, verb);
  const place = placeOf(cut.place, line.apps);
  const app = place.ok ? place.place.app : undefined;
  const withTargets = withIds(line, { items: cut.targets, app, verb });
  if (withTargets) return readMute(withTargets, verb);
  const draft = draftOf(text, cut);
  const fault =
    lengthAmongTargets(text, cut) ??
    targetsFault(text, cut, line.people && { app }) ??
    markerFault(line, cut) ??
    twoPlaces(text, cut);
  if (fault !== undefined) return { draft: draftWithPlaceFirst(line, cut) ?? draft, outcome: { fault } };
  if (!place.ok) return { draft, outcome: { fault: placeFault(text, cut, place) } };
  const meant = targetsAndPlace(text, cut, place.place);
  if ('sentence' in meant) return { draft, outcome: { fault: meant } };
  const said = {
    ...meant,
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

function targetsFault(text: string, { verb, targets, marker }: Cut, directory?: AskedDirectory): Fault | undefined {
  if (targets.length === 0 && marker !== undefined) {
    const sentence = `Who? Their ids come right after ${verb}, before the place.`;
    return faultAt(text, marker, { sentence, instead: [`<id> ${text.slice(marker.start, marker.end)}`] });
  }
  const from = targets.find((item) => keywordOf(item) === 'from');
  if (from !== undefined) {
    const sentence = 'The place follows the word “in”. If “from” is an id, put it in quotes.';
    return faultAt(text, from, { sentence, instead: ['in', '"from"'] });
  }
  return firstItemFault(text, targets, 'target', directory) ?? wordsFault(text, targets);
}

/** What is wrong with words for many people among the targets. */
function wordsFault(text: string, targets: readonly Item[]): Fault | undefined {
  const reading = readWhom(targets);
  if (reading.ok) return undefined;
  const { item, all, sentence, instead } = reading.fault;
  const fault = faultAt(text, item, { sentence, instead });
  return all ? { ...fault, fixes: () => instead.map((written) => replaced(text, spanOf(targets), written)) } : fault;
}

function spanOf(items: readonly Item[]): Span {
  return { start: items[0]?.start ?? 0, end: items.at(-1)?.end ?? 0 };
}

/** People at the place, or the place as a whole. */
function targetsAndPlace(text: string, cut: Cut, place: MutePlace) {
  const { targets, placeSpan, verb } = cut;
  const reading = readWhom(targets);
  const whom = reading.ok ? reading.whom : undefined;
  if (whom === undefined) return { ...writtenTargets(targets, place.kind === 'group' ? 'zim' : 'netease'), place };
  const whole = wholeGroup(whom, { verb, place });
  if (whole.ok) return { targets: whole.targets, duplicates: [], place: whole.place };
  const span = spanOf(targets);
  const fault = faultAt(text, span, { sentence: whole.sentence, instead: ['everyone'] });
  const ids = targets.map((item) => inQuotes(item.text)).join(' ');
  return whole.wrong === 'targets'
    ? fault
    : { ...fault, fixes: () => [replaced(text, placeSpan, 'in <group>'), replaced(text, span, ids)] };
}

/** `mute alice 10m`, `mute alice fo 10m in lobby`: the length belongs behind the place, unless there is one already. */
function lengthAmongTargets(
  text: string,
  { verb, targets, marker, length, placeSpan, reason }: Cut,
): Fault | undefined {
  const found = lengthAmong(text, targets);
  if (verb !== 'mute' || found === undefined || found.followed || length !== undefined) return undefined;
  const last = targets[found.ids - 1];
  if (last === undefined || firstItemFault(text, targets.slice(0, found.ids), 'target') !== undefined) return undefined;
  const typed = text.slice(found.length.start, found.length.end);
  const ids = text.slice(0, last.end);
  const places =
    marker === undefined ? ['in <group>', 'everywhere'] : [text.slice(placeSpan.start, placeSpan.end).trim()];
  const more = reason === '' ? '' : ` ${placeholders.reason}`;
  const fault = faultAt(
    text,
    { start: found.start, end: found.length.end },
    {
      sentence: 'A length comes behind the place, after “for”. If it is an id, put it in quotes.',
      instead: [],
    },
  );
  return { ...fault, fixes: () => places.map((place) => `${ids} ${place} for ${typed}${more}`) };
}

/** `everywhere in lobby`, `in lobby in vip`: one of the two is meant. */
function twoPlaces(text: string, { place, placeSpan }: Cut): Fault | undefined {
  const at = place.findIndex((item) => keywordOf(item) === 'in');
  const second = place[at];
  if (second === undefined) return undefined;
  const [before, behind] = [place.slice(0, at), place.slice(at + 1)];
  const phrases = [before, behind].flatMap((items) => {
    const [first] = items;
    const end = items.at(-1)?.end;
    return first === undefined || end === undefined ? [] : [placePhrase(text.slice(first.start, end))];
  });
  const sentence =
    phrases.length > 1
      ? 'One place at a time, and here are two. If “in” is a group’s id, put it in quotes.'
      : 'The word “in” is here twice. If it is a group’s id, put it in quotes.';
  return faultAt(text, placeSpan, { sentence, instead: phrases });
}

/** The place is missing, or stands behind the length, or the word before it is not `in`. */
function markerFault({ plain: { text }, apps }: Line, cut: Cut): Fault | undefined {
  const { marker, targets, placeSpan } = cut;
  if (marker !== undefined && keywordOf(marker) !== 'for') return undefined;
  const last = targets.at(-1);
  const ending = cut.verb === 'mute' && marker === undefined ? ` for ${placeholders.length}` : '';
  const insert = (place: string) =>
    `${replaced(text, { start: placeSpan.start, end: placeSpan.start }, place)}${ending}`;
  const space = marker === undefined ? ['', ' '] : [' ', ''];
  const places = ['in <group>', 'everywhere'].map((place) => insert(`${space[1]}${place}${space[0]}`));
  const moved = withPlaceFirst(text, cut);
  const misspelt = moved === undefined ? misspeltPlace(text, targets) : undefined;
  if (misspelt !== undefined) {
    const fault = faultAt(text, misspelt.item, { sentence: misspelt.sentence, instead: [] });
    return {
      ...fault,
      fixes: () => misspelt.instead.map((words) => `${replaced(text, misspelt.item, words)}${ending}`),
    };
  }
  // `mute alice team for 2h`: the last target can only be the place. `mute alice lobby for 2h` may be two people.
  const lastAsPlace =
    last !== undefined && targets.length > 1 && saysPlace(last, apps)
      ? [`${replaced(text, { start: last.start, end: last.start }, 'in ')}${ending}`]
      : [];
  return {
    sentence:
      moved === undefined
        ? 'Where? After the ids comes “in” and a group, “in” and modules, or “everywhere”.'
        : 'The place comes before the length.',
    ...(marker === undefined ? {} : { word: text.slice(marker.start, marker.end) }),
    fixes: () => (moved !== undefined ? [moved] : lastAsPlace.length > 0 ? lastAsPlace : places),
  };
}

/** `on lobby`, `evrywhere` at the end of the targets: a word that is nearly the one before a place, or nearly a place. */
function misspeltPlace(text: string, targets: readonly Item[]) {
  const at = targets.findIndex((item, index) => index > 0 && isNearIn(item));
  const near = targets[at];
  const behind = targets.slice(at + 1);
  if (near !== undefined && behind.length > 0 && behind.every((item, index) => index === 0 || item.afterComma)) {
    const typed = asTyped(text, [near]);
    return { item: near, sentence: `The place follows the word “in”, not “${typed}”.`, instead: ['in'] };
  }
  const last = targets.at(-1);
  if (last === undefined || targets.length < 2 || !isNearEverywhere(last)) return undefined;
  return { item: last, sentence: 'Where? Is it “everywhere” that was meant?', instead: ['everywhere'] };
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
  return readMute({ ...line, plain, reader: behindVerb(plain, cut.verb) }, cut.verb).draft;
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

function lengthOf(text: string, cut: Cut): MuteLength | Fault {
  const { length, placeSpan } = cut;
  if (length === undefined) {
    const sentence = 'How long? After the place comes “for” and a length: “for 2h”, or “for permanent”.';
    const [near] = readItems(plainText(text.slice(placeSpan.end, placeSpan.end + 200)));
    const found = near === undefined || !isNearFor(near) ? undefined : readLineLength(text, placeSpan.end + near.end);
    if (near !== undefined && found?.reading.ok) {
      const span = { start: placeSpan.end + near.start, end: placeSpan.end + near.end };
      return faultAt(text, span, { sentence: 'The word “for” is missing before the length.', instead: ['for'] });
    }
    // What stands behind the place may be anything: nothing of it is taken for a reason.
    const words = cut.reason === '' ? '' : ` ${placeholders.reason}`;
    return { sentence, fixes: () => [`${text.slice(0, placeSpan.end)} for ${placeholders.length}${words}`] };
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
  return lengthFaultOnLine(text, { ...length, reading: length.reading }, `unmute ${what} ${cut.reason}`);
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
