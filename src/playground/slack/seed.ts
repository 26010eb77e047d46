import type { SlackUser } from './model.ts';

/** Somebody a seed brings in; what is left out is no, and Berlin. */
export type UserSeed = Pick<SlackUser, 'id' | 'name'> & Partial<SlackUser>;

/** A channel a seed brings in. */
export interface ChannelSeed {
  readonly id: string;
  readonly name: string;
  readonly members?: readonly string[];
  /** Left out: the bot is in it. */
  readonly botIsMember?: boolean;
  readonly isPrivate?: boolean;
  readonly archived?: boolean;
}

/** A user group a seed brings in. */
export interface UserGroupSeed {
  readonly id: string;
  readonly handle: string;
  readonly users: readonly string[];
}

/** Who and what is in a workspace at the start. */
export interface SlackSeed {
  readonly users: readonly UserSeed[];
  readonly channels: readonly ChannelSeed[];
  readonly userGroups: readonly UserGroupSeed[];
}

/** A workspace, as Slack names it. */
export interface SlackTeam {
  readonly id: string;
  readonly domain: string;
  readonly name: string;
}

/** Names of the default workspace; tests and the playground use the same. */
export const playgroundSlack = {
  team: 'T0HUSHTEAM',
  teamDomain: 'playground',
  app: 'A0HUSH0001',
  botUser: 'U0HUSHBOT1',
  bot: 'B0HUSH0001',
  botToken: 'xoxb-playground-0001',
  signingSecret: 'playground-signing-secret-0001',
  /** Members of the user group of moderators. */
  moderator: 'U0MARIA001',
  secondModerator: 'U0NOAH0001',
  admin: 'U0ADA00001',
  owner: 'U0OLGA0001',
  /** Nobody in particular: may not moderate. */
  stranger: 'U0SAM00001',
  moderators: 'S0MODS0001',
  moderationChannel: 'C0MODERATE',
  auditChannel: 'C0MODAUDIT',
  /** The bot is not in it. */
  randomChannel: 'C0RANDOM01',
  privateChannel: 'C0SECRET01',
} as const;

const people = playgroundSlack;
const staff = [people.moderator, people.secondModerator, people.admin, people.owner];

/** The default workspace's own name. */
export const playgroundTeam: SlackTeam = {
  id: playgroundSlack.team,
  domain: playgroundSlack.teamDomain,
  name: 'Playground',
};

/** The default workspace. */
export const slackSeed: SlackSeed = {
  users: [
    { id: people.moderator, name: 'maria', realName: 'Maria Lindqvist' },
    { id: people.secondModerator, name: 'noah', realName: 'Noah Okafor', timeZone: 'America/New_York' },
    { id: people.admin, name: 'ada', realName: 'Ada Whitfield', isAdmin: true },
    { id: people.owner, name: 'olga', realName: 'Olga Petrova', isAdmin: true, isOwner: true, isPrimaryOwner: true },
    { id: people.stranger, name: 'sam', realName: 'Sam Doe' },
    { id: people.botUser, name: 'hush', realName: 'Hush', isBot: true },
  ],
  channels: [
    { id: people.moderationChannel, name: 'moderation', members: [...staff, people.stranger] },
    { id: people.auditChannel, name: 'mod-audit', members: staff },
    { id: people.randomChannel, name: 'random', members: [...staff, people.stranger], botIsMember: false },
    { id: people.privateChannel, name: 'secret', members: staff, botIsMember: false, isPrivate: true },
  ],
  userGroups: [{ id: people.moderators, handle: 'mods', users: [people.moderator, people.secondModerator] }],
};

/** What `manifest.yml` asks for. */
export const defaultScopes: readonly string[] = [
  'commands',
  'chat:write',
  'im:write',
  'users:read',
  'usergroups:read',
  'files:read',
  'files:write',
];
