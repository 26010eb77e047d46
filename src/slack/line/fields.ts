import { excerpt } from '../../moderation/excerpt.ts';
import { idProblem } from '../../moderation/id.ts';
import type { ConversationKind, Place } from '../../moderation/place.ts';
import type { AppName, VendorName } from '../../moderation/vendor.ts';
import { resolveApp } from './app.ts';
import { meansMany, readWhom, wholeGroup } from './group-words.ts';
import { itemFault } from './item-fault.ts';
import { readItems } from './items.ts';
import { type MutePlace, placeOf } from './place.ts';
import { plainText } from './slack-text.ts';
import { type WrittenTargets, writtenTargets } from './targets.ts';

// Fields of a form arrive as plain text, without Slack's escapes, and hold one thing each. They keep the rules of the line; only what the
// line needs to find its words (keywords, and lengths that look like ids) does not matter here. A length's field is `parseLength`.

/** A field's content, or what is wrong with it: a whole sentence, to be shown at the field. */
export type FieldReading<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly sentence: string };

function wrong(sentence: string): { readonly ok: false; readonly sentence: string } {
  return { ok: false, sentence };
}

/**
 * Reads a field of ids, separated like the targets of a line. Unlike there, one bad id refuses the field. `vendor` is the place's: NetEase
 * ids are lower-cased; leave it out while the place is not known, for checking alone.
 */
export function readTargets(text: string, vendor?: VendorName): FieldReading<WrittenTargets> {
  const items = readItems(plainText(text));
  if (items.length === 0) return wrong('Write at least one id.');
  for (const item of items) {
    const fault = itemFault(item, 'field');
    if (fault !== undefined) return wrong(fault.sentence);
  }
  const written = writtenTargets(items, vendor);
  const bad = written.targets.find(({ problem }) => problem !== undefined);
  return bad === undefined ? { ok: true, value: written } : wrong(`${shownId(bad.id)} ${bad.problem}.`);
}

/** What a form of a mute is about: people at its place, or, where they are words for many people, its place as a whole. */
export interface MuteTargets extends WrittenTargets {
  readonly whole?: Place & { readonly kind: 'whole-group' };
}

/** As {@link readTargets}, for forms whose targets may also be `everyone` or roles; `place` is left out while it is not known. */
export function readMuteTargets(
  text: string,
  { verb, place, vendor }: { verb: string; place: MutePlace | undefined; vendor: VendorName | undefined },
): FieldReading<MuteTargets> {
  const items = readItems(plainText(text));
  if (!items.some(meansMany)) return readTargets(text, vendor);
  const reading = readWhom(items);
  if (!reading.ok) return wrong(reading.fault.sentence);
  if (!reading.whom || !place) return { ok: true, value: { targets: [], duplicates: [] } };
  const whole = wholeGroup(reading.whom, { verb, place });
  if (!whole.ok) return wrong(whole.sentence);
  return { ok: true, value: { targets: whole.targets, duplicates: [], whole: whole.place } };
}

/** Reads a field with one place, as it is written behind `in`: `lobby`, `"team"`, `eu/lobby`, `p2p,team`, `cn/everywhere`, `everywhere`. */
export function readPlace(text: string, apps: readonly AppName[]): FieldReading<MutePlace> {
  const items = readItems(
    plainText(text),
    apps.map(({ name }) => name),
  );
  const reading = placeOf(items, apps);
  if (reading.ok) return { ok: true, value: reading.place };
  const choices = 'choices' in reading ? reading.choices : reading.instead;
  // What to write is part of the sentence where it is a choice: a form has no lines to suggest.
  const written = choices.filter((choice) => choice !== '' && !choice.includes('<')).slice(0, 3);
  return wrong(written.length > 1 ? `${reading.sentence} For example ${written.join(' or ')}.` : reading.sentence);
}

/** What the form of a silence says about whose notifications stop. */
export interface NotificationsField {
  /** The user's id as typed. */
  readonly user: string;
  readonly of: ConversationKind;
  /** The app's name, if one was picked. */
  readonly app?: string | undefined;
}

/** Reads the user of a silence, who with the kind of conversation and the app makes its place. */
export function readNotifications(
  field: NotificationsField,
  apps: readonly AppName[],
): FieldReading<Place & { kind: 'notifications' }> {
  const [item, another] = readItems(plainText(field.user));
  if (item === undefined) return wrong('Write the id of one user.');
  const fault = itemFault(item, 'field');
  if (fault !== undefined) return wrong(fault.sentence);
  if (another !== undefined) return wrong('One user at a time. An id with a space in it goes in quotes.');
  const problem = idProblem(item.text);
  if (problem !== undefined) return wrong(`${shownId(item.text)} ${problem}.`);
  const resolved = resolveApp(apps, { vendor: 'zim', named: field.app });
  if (!resolved.ok) return wrong(resolved.sentence);
  return { ok: true, value: { kind: 'notifications', app: resolved.app, user: item.text, of: field.of } };
}

function shownId(id: string): string {
  return id === '' ? 'The id between the quotes' : excerpt(id);
}
