import { z } from 'zod';
import type { Module } from '../../moderation/place.ts';
import { modules } from '../../moderation/place.ts';

/** Which modules an account is muted in. */
export type Flags = Readonly<Record<Module, boolean>>;

/** NetEase's name of each module's flag, the same in requests and replies. */
export const flagNames = {
  p2p: 'muteP2P',
  team: 'muteTeam',
  room: 'muteRoom',
  qchat: 'muteQChat',
} as const satisfies Record<Module, string>;

/** The four flags as they stand in replies. */
export const wireFlags = z.object({
  muteP2P: z.boolean(),
  muteTeam: z.boolean(),
  muteRoom: z.boolean(),
  muteQChat: z.boolean(),
});
export type WireFlags = z.infer<typeof wireFlags>;

/** From NetEase's names to Hush's. */
export function flagsOf(wire: WireFlags): Flags {
  return { p2p: wire.muteP2P, team: wire.muteTeam, room: wire.muteRoom, qchat: wire.muteQChat };
}

/** The given flags with some modules set to one state. */
export function withModules(
  flags: Flags,
  change: { readonly modules: readonly Module[]; readonly muted: boolean },
): Flags {
  const next = { ...flags };
  for (const module of change.modules) next[module] = change.muted;
  return next;
}

/** All four modules in one state. */
export function allFlags(muted: boolean): Flags {
  return { p2p: muted, team: muted, room: muted, qchat: muted };
}

export function sameFlags(a: Flags, b: Flags): boolean {
  return modules.every((module) => a[module] === b[module]);
}

/** True when every one of the modules is in the state. */
export function isSo(flags: Flags, wish: { readonly modules: readonly Module[]; readonly muted: boolean }): boolean {
  return wish.modules.every((module) => flags[module] === wish.muted);
}
