import { type NeteaseAppSeed, neteaseSeed } from '../netease/world.ts';
import { zimSeed } from '../zim/seed.ts';
import type { ZimAppSeed, ZimGroupSeed } from '../zim/world.ts';
import { players, somePlayers } from './people.ts';
import { raiders } from './raiders.ts';

/** More people for the groups that the tests know. */
const more: Readonly<Record<string, readonly string[]>> = {
  lobby: players,
  stream: [...somePlayers(0, 2), ...raiders],
  trade: somePlayers(1, 3),
  vip: somePlayers(4, 17),
  announcements: players,
};

/** Groups of a game beside those that the tests know. */
const groups: readonly ZimGroupSeed[] = [
  { id: 'newcomers', owner: 'admin', members: somePlayers(2, 4) },
  { id: 'guild-dragons', owner: 'admin', admins: ['Lunafox'], members: somePlayers(3, 9) },
  { id: 'guild-night-owls', owner: 'admin', members: somePlayers(5, 11) },
  { id: 'raid-finder', owner: 'admin', members: somePlayers(0, 5) },
  { id: 'fan-art', owner: 'admin', members: somePlayers(7, 6) },
];

/** ZIM's side of the playground: a game's lobby, a live stream, trade, guilds. */
export const playgroundZim: ZimAppSeed = {
  ...zimSeed,
  groups: [
    ...(zimSeed.groups ?? []).map((group) => ({
      ...group,
      members: [...(group.members ?? []), ...(more[group.id] ?? [])],
    })),
    ...groups,
  ],
};

/** The same people have accounts at NetEase. */
export const playgroundNetease: NeteaseAppSeed = {
  ...neteaseSeed,
  accounts: [...(neteaseSeed.accounts ?? []), ...players],
};

const regulars = (neteaseSeed.accounts ?? []).filter((account) => !account.startsWith('viewer'));

/** Ids for completing a line: the regulars first. */
export const knownPeople: readonly string[] = [...regulars, ...players, ...raiders.slice(0, 20)];

/** Everybody who has a name here. */
export const everybody: readonly string[] = [...regulars, ...players, ...raiders];
