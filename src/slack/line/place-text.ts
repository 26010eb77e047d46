import { type Module, modules } from '../../moderation/place.ts';
import { inQuotes } from './items.ts';
import { isPlainId } from './keywords.ts';

/** A ZIM group as it is written behind `in`, in quotes where needed: `lobby`, `eu/lobby`, `eu/"team"`. */
export function groupText(group: string, app?: string): string {
  if (app !== undefined) return `${app}/${isPlainId(group) ? group : inQuotes(group)}`;
  return isPlainId(group) && !group.includes('/') ? group : inQuotes(group);
}

/** NetEase modules as they are written behind `in`: `p2p,team`, `cn/p2p,team`, `everywhere`, `cn/everywhere`. */
export function modulesText(named: readonly Module[], app?: string): string {
  const text = named.length === modules.length ? 'everywhere' : named.join(',');
  return app === undefined ? text : `${app}/${text}`;
}

/** The place with the word before it: `in lobby`, `in cn/everywhere`, but `everywhere` alone. */
export function placePhrase(text: string): string {
  return text === 'everywhere' ? text : `in ${text}`;
}
