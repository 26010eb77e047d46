import { asciiLower } from '../../lib/ascii-lower.ts';
import { excerpt } from '../excerpt.ts';
import { placeOf } from './allowed-roles.ts';
import type { Facts, Rule, Wish } from './rule.ts';

/** Nobody acts on themselves, as far as the directory knows who they are in the chats: not even to lift or shorten something. */
export const neverYourself: Rule = {
  name: 'never-yourself',
  judge: async (wish, facts) => {
    const place = placeOf(wish);
    const own = place && facts.policy.people.get(wish.moderator)?.[place.app];
    if (!own || !(await isAbout(wish, own, facts))) return undefined;
    const about = wish.followUp
      ? `Case ${wish.followUp.record.number} is about ${excerpt(own)}, and that is you`
      : `${excerpt(own)} is you`;
    const sentence = `${about}: nobody acts on themselves. Ask another moderator.`;
    return { kind: 'refuse', sentence, field: place.kind === 'notifications' ? 'place' : 'targets' };
  },
};

async function isAbout({ request, followUp }: Wish, own: string, { records }: Facts): Promise<boolean> {
  const { vendor, place } = request ?? followUp?.record ?? {};
  const lower = vendor === 'netease';
  const id = lower ? asciiLower(own) : own;
  if (place?.kind === 'notifications' && place.user === id) return true;
  // A group may have the id of a person.
  if (place?.kind === 'whole-group' || (place?.kind === 'notifications' && place.of === 'groups')) return false;
  if (request) return request.targets.some((target) => (lower ? asciiLower(target.id) : target.id) === id);
  if (!followUp) return false;
  return (await records.targetsAmong({ case: followUp.record.number, ids: [id] })).length > 0;
}
