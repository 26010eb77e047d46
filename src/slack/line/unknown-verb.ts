import { asciiLower } from '../../lib/ascii-lower.ts';
import { excerpt } from '../../moderation/excerpt.ts';
import { type Verb, verbs } from './command.ts';
import type { Item } from './items.ts';
import { nearest } from './nearest.ts';

/**
 * Words that people know from elsewhere, by the verb that does what they mean. They are only ever suggested, never taken: whoever writes
 * `ban` may expect more than a mute. A word of two verbs is suggested as those of them whose line it makes.
 */
export const otherWords: Partial<Record<Verb, readonly string[]>> = {
  mute: ['ban', 'block', 'gag', 'hush', 'kick', 'muted', 'quiet', 'shush', 'suspend', 'tempban', 'timeout'],
  unmute: ['allow', 'free', 'lift', 'pardon', 'release', 'unban', 'unblock', 'ungag', 'unsuspend', 'untimeout'],
  silence: ['dnd', 'snooze'],
  unsilence: ['unsnooze'],
  groups: ['rooms'],
  active: ['current', 'list', 'muted', 'running', 'status', 'who'],
  history: ['audit', 'log', 'logs', 'past', 'record'],
  case: ['details', 'info', 'inspect', 'show', 'view', 'why'],
  undo: ['cancel', 'lift', 'restore', 'reverse', 'revert', 'rollback'],
  extend: ['change', 'edit', 'lengthen', 'prolong', 'renew', 'shorten', 'update'],
  reason: ['because', 'edit', 'update', 'why'],
  note: ['annotate', 'attach', 'comment', 'evidence', 'memo', 'notes', 'proof', 'remark'],
  help: ['?', 'commands', 'man', 'usage'],
};

/** What to say of a word that is no verb, and which verbs may be meant, likeliest first. `behind` is the verb right behind it, if any. */
export function unknownVerb(
  item: Item,
  behind?: Verb,
): { readonly sentence: string; readonly likely: readonly Verb[] } {
  const meant = item.quoted || item.mention !== undefined ? [] : likelyVerbs(asciiLower(item.text));
  const likely = behind === undefined ? meant : [behind, ...meant.filter((verb) => verb !== behind)];
  const guess = likely.length === 0 ? `It has ${verbs.join(', ')}.` : `Did you mean ${likely.join(' or ')}?`;
  return { sentence: `Hush has no verb “${excerpt(item.text)}”. ${guess}`, likely };
}

function likelyVerbs(typed: string): readonly Verb[] {
  const known = verbs.filter((verb) => otherWords[verb]?.includes(typed));
  return known.length > 0 ? known : nearest(typed, verbs);
}
