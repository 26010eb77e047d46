import { asciiLower } from '../../lib/ascii-lower.ts';
import { takesLength } from '../action.ts';
import { isPossible } from '../case.ts';
import { excerpt } from '../excerpt.ts';
import { type Outcome, tookEffect } from '../outcome.ts';
import { listed } from './list-words.ts';
import type { Records, Rule, Verdict } from './rule.ts';
import { matches, type Pattern } from './settings.ts';

const who = 'Nobody may mute or silence whoever is protected; whoever runs Hush can change who is.';

const wholeGroup =
  'It stops protected people too, if they are in the group and have such a role: ZIM leaves nobody out.';

/**
 * Nobody mutes or silences an id that is protected; a case from before it was so gets no other end, and is not retried. Of a silence it is the
 * user who is: the conversations are no people to protect. Whoever mutes a whole group is told that it leaves nobody out.
 */
export const protectedIds: Rule = {
  name: 'protected',
  judge: async ({ verb, request, followUp }, { policy, records }) => {
    const { action, vendor, place } = request ?? followUp?.record ?? {};
    const again = followUp && touched[verb];
    if (!action || !place || !takesLength(action) || !(request || again)) return undefined;
    if (policy.protected.length === 0) return undefined;
    const fold = vendor === 'netease' ? asciiLower : (id: string) => id;
    const patterns = policy.protected.map((pattern) => folded(pattern, fold));
    const isProtected = (id: string) => patterns.some((pattern) => matches(pattern, fold(id)));
    if (place.kind === 'notifications') {
      const sentence = `${excerpt(place.user)} is protected. ${who}`;
      return isProtected(place.user) ? { kind: 'refuse', sentence, field: 'place' } : undefined;
    }
    // Its target is a group, which may have the id of a person.
    if (place.kind === 'whole-group') return request && { kind: 'confirm', why: wholeGroup };
    if (!request) return again && ofCase(followUp.record.number, { patterns, outcomes: again, limit: 3 }, records);
    const possible = request.targets.filter(isPossible);
    const found = possible.filter(({ id }) => isProtected(id)).map(({ id }) => id);
    if (found.length === 0) return undefined;
    if (found.length < possible.length) {
      return { kind: 'skip', targets: new Map(found.map((id) => [id, 'is protected'])) };
    }
    const all = found.length > mostNamed ? `All ${found.length.toLocaleString('en-US')} targets are` : undefined;
    return { kind: 'refuse', sentence: `${all ?? areWords(found)} protected. ${who}`, field: 'targets' };
  },
};

/** Ids that are named in a refusal. */
const mostNamed = 4;

/** `admin is`, `admin and staff-1 are`. */
function areWords(ids: readonly string[]): string {
  const named = ids.map((id) => excerpt(id));
  return `${listed(named, { most: mostNamed - 1 })} ${ids.length === 1 ? 'is' : 'are'}`;
}

/** What an extend gives another end, and what a retry tries again; nothing else that is asked of a case mutes anybody. */
const touched: Readonly<Record<string, readonly Outcome[]>> = {
  extend: tookEffect,
  retry: ['failed', 'unconfirmed'],
};

async function ofCase(
  number: number,
  query: Omit<Parameters<Records['targetsMeantBy']>[0], 'case'>,
  records: Records,
): Promise<Verdict | undefined> {
  const found = await records.targetsMeantBy({ case: number, ...query });
  if (found.length === 0) return undefined;
  return { kind: 'refuse', sentence: `Of case ${number} ${areWords(found)} protected now. ${who}` };
}

/** NetEase tells no capital from small letters. */
function folded(pattern: Pattern, fold: (id: string) => string): Pattern {
  return 'exact' in pattern ? { exact: fold(pattern.exact) } : { prefix: fold(pattern.prefix) };
}
