import { asciiLower } from '../../lib/ascii-lower.ts';
import { excerpt } from '../../moderation/excerpt.ts';
import { idProblem } from '../../moderation/id.ts';
import { type Module, modules, type Place, sortModules } from '../../moderation/place.ts';
import type { AppName } from '../../moderation/vendor.ts';
import { resolveApp, splitApp } from './app.ts';
import { itemFault } from './item-fault.ts';
import { type Item, inQuotes } from './items.ts';
import { groupText, modulesText } from './place-text.ts';

/** A place whose targets are people: a ZIM group, or NetEase modules. */
export type MutePlace = Place & { readonly kind: 'group' | 'modules' };

export type PlaceReading =
  | { readonly ok: true; readonly place: MutePlace }
  | {
      readonly ok: false;
      readonly sentence: string;
      /** What could stand instead of the whole place, as written behind `in`, or `everywhere`. */
      readonly choices: readonly string[];
    }
  | {
      readonly ok: false;
      readonly sentence: string;
      /** The one item to blame, and what could stand instead of it. */
      readonly item: Item;
      readonly instead: readonly string[];
    };

/** One item of a place with its prefix taken off. */
interface Part {
  readonly item: Item;
  readonly app?: string | undefined;
  readonly text: string;
  readonly says: 'group' | 'module' | 'everywhere' | 'doubtful';
}

/** Reads the items of a place: one group, or modules, or `everywhere`, with at most one app in front. */
export function placeOf(items: readonly Item[], apps: readonly AppName[]): PlaceReading {
  for (const item of items) {
    const fault = itemFault(item, 'place');
    if (fault !== undefined) return { ok: false, ...fault, item };
  }
  const parts = items.map((item) => partOf(item, apps));
  const [first, ...others] = parts;
  if (first === undefined) {
    return refuse('Where? Write one group, modules such as p2p,team, or everywhere.', ['<group>', 'everywhere']);
  }
  const named = new Set(parts.flatMap(({ app }) => app ?? []));
  if (named.size > 1) {
    const choices = [...named].map((app) => {
      return parts
        .filter((part) => part.app === app)
        .map(writtenPart)
        .join(',');
    });
    return refuse(`One app at a time: ${[...named].join(' and ')} are two.`, choices);
  }
  const [app] = named;
  const doubtful = parts.find(({ says }) => says === 'doubtful');
  if (doubtful !== undefined) return refuseDoubtful(doubtful, { app, apps });
  if (parts.some(({ says }) => says === 'group')) {
    return others.length === 0 ? groupPlace(first, apps) : refuseSeveral(parts, app);
  }
  return modulesPlace(parts, { app, apps });
}

function partOf(item: Item, apps: readonly AppName[]): Part {
  if (item.quoted) return { item, app: item.app, text: item.text, says: 'group' };
  const { app, rest } = splitApp(item.text, apps);
  const lower = asciiLower(rest);
  if (lower === 'everywhere') return { item, app, text: lower, says: 'everywhere' };
  if (isModule(rest)) return { item, app, text: rest, says: 'module' };
  // `Team`: modules are written small and ids keep their case. Without NetEase only a group can be meant.
  const doubtful = isModule(lower) && apps.some(({ vendor }) => vendor === 'netease');
  return { item, app, text: rest, says: doubtful ? 'doubtful' : 'group' };
}

/** True for an unquoted item that can only be a place: modules, or something with an app's name in front. */
export function saysPlace(item: Item, apps: readonly AppName[]): boolean {
  return !item.quoted && (splitApp(item.text, apps).app !== undefined || isModule(item.text));
}

function isModule(text: string): text is Module {
  return modules.some((module) => module === text);
}

function writtenPart({ says, text, app }: Part): string {
  if (says === 'group') return groupText(text, app);
  return app === undefined ? text : `${app}/${text}`;
}

function refuse(sentence: string, choices: readonly string[]): PlaceReading {
  return { ok: false, sentence, choices };
}

function groupPlace({ item, app: named, text: group }: Part, apps: readonly AppName[]): PlaceReading {
  if (group === '' && named !== undefined) {
    const sentence = `${named}/ picks an app. Write the group or modules right behind it.`;
    return { ok: false, sentence, item, instead: [`${named}/<group>`, `${named}/everywhere`] };
  }
  const problem = idProblem(group);
  if (problem !== undefined) {
    const sentence = `The group ${excerpt(group) || 'between the quotes'} ${problem}.`;
    return { ok: false, sentence, item, instead: ['<group>'] };
  }
  const resolved = resolveApp(apps, { vendor: 'zim', named });
  if (resolved.ok) return { ok: true, place: { kind: 'group', app: resolved.app, group } };
  const choices = resolved.candidates.map((app) => groupText(group, app));
  // Without ZIM, or with a NetEase app named, modules may have been meant.
  const onNetease = resolved.candidates.length === 0 || named !== undefined;
  const everywhere = named === undefined ? 'everywhere' : `${named}/everywhere`;
  return refuse(resolved.sentence, onNetease ? [...choices, everywhere] : choices);
}

function modulesPlace(
  parts: readonly Part[],
  { app: named, apps }: { app: string | undefined; apps: readonly AppName[] },
): PlaceReading {
  const written = sortModules(parts.flatMap(({ text }) => (isModule(text) ? [text] : [])));
  const all = parts.filter(({ says }) => says === 'everywhere');
  if (all.length > 0 && written.length > 0) {
    const choices = [modulesText(modules, named), modulesText(written, named)];
    return refuse('everywhere already means all four modules: write it alone, or the modules alone.', choices);
  }
  const wanted = all.length > 0 ? modules : written;
  if (parts.some(({ item }, index) => index > 0 && !item.afterComma)) {
    return refuse('Modules are joined by commas.', [modulesText(wanted, named)]);
  }
  const resolved = resolveApp(apps, { vendor: 'netease', named });
  if (resolved.ok) return { ok: true, place: { kind: 'modules', app: resolved.app, modules: wanted } };
  const [only, ...others] = parts;
  // Where NetEase can be meant, it is: then only the app is asked for.
  const mayBeGroup = others.length === 0 && (resolved.candidates.length === 0 || named !== undefined);
  const asGroup = only !== undefined && mayBeGroup ? [groupText(only.text, named)] : [];
  const choices = [...resolved.candidates.map((candidate) => modulesText(wanted, candidate)), ...asGroup];
  if (resolved.candidates.length > 0 || only === undefined) return refuse(resolved.sentence, choices);
  const sentence = `“${only.text}” always means NetEase, and no NetEase app is set up. If it is a group's id, put it in quotes.`;
  return refuse(sentence, choices);
}

function refuseSeveral(parts: readonly Part[], app: string | undefined): PlaceReading {
  const groups = parts.filter(({ says }) => says === 'group');
  const others = parts.filter(({ says }) => says !== 'group');
  const shown = parts.slice(0, 3).map((part) => excerpt(part.text));
  const oneEach = groups.slice(0, 3).map((part) => groupText(part.text, part.app ?? app));
  if (others.length > 0) {
    const rest = others.map(({ text }) => text).join(',');
    const choices = [...oneEach, app === undefined ? rest : `${app}/${rest}`];
    return refuse(`Groups and modules do not mix (${shown.join(', ')}): write one group, or modules.`, choices);
  }
  // `in the lobby`: words without a comma may be one id with spaces.
  const spaced = groups.every(({ item }, index) => !item.quoted && (index === 0 || !item.afterComma));
  const whole = groups.map(({ text }) => text).join(' ');
  const quoted = spaced && groups.length < 5 ? [app === undefined ? inQuotes(whole) : `${app}/${inQuotes(whole)}`] : [];
  return refuse(
    `One group at a time, and here are ${groups.length}: ${shown.join(', ')}${groups.length > 3 ? '…' : ''}.`,
    [...oneEach, ...quoted],
  );
}

function refuseDoubtful(
  part: Part,
  { app, apps }: { app: string | undefined; apps: readonly AppName[] },
): PlaceReading {
  const quoted = groupText(part.text, app);
  const small = asciiLower(part.text);
  const sentence = `Did you mean the NetEase module ${small}? Then write it small. If ${part.text} is a group's id, put it in quotes.`;
  const quotable = apps.some(({ vendor }) => vendor === 'zim') ? [quoted] : [];
  const possible = [app === undefined ? small : `${app}/${small}`, ...quotable];
  return { ok: false, sentence, item: part.item, instead: possible };
}
