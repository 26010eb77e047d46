/**
 * The verbs of `/hush` that a role can allow, and what each is: it sets something that lasts (and takes a length), changes something, or
 * reads. `help` is everybody's.
 */
export const roleVerbs = {
  mute: 'sets',
  unmute: 'changes',
  silence: 'sets',
  unsilence: 'changes',
  groups: 'reads',
  active: 'reads',
  history: 'reads',
  case: 'reads',
  undo: 'changes',
  extend: 'sets',
  reason: 'changes',
  note: 'changes',
} as const satisfies Record<string, 'sets' | 'changes' | 'reads'>;

export type RoleVerb = keyof typeof roleVerbs;

/** True for a verb that a role can allow or leave out. */
export function isRoleVerb(verb: string): verb is RoleVerb {
  return Object.hasOwn(roleVerbs, verb);
}
