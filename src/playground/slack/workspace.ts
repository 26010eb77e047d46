import type { Clock } from '../../lib/clock.ts';
import type { Changes } from '../wire/changes.ts';
import type { Data } from '../wire/data.ts';
import type {
  SlackCall,
  SlackChannel,
  SlackFile,
  SlackMessage,
  SlackPing,
  SlackUser,
  SlackUserGroup,
  SlackViolation,
  ViolationKind,
} from './model.ts';
import {
  type ChannelSeed,
  playgroundSlack,
  playgroundTeam,
  type SlackSeed,
  type SlackTeam,
  type UserSeed,
} from './seed.ts';
import { findPings } from './text/find-pings.ts';
import type { Reader } from './text/mrkdwn-text.ts';

/** A message before it has a ts. */
export type NewMessage = Pick<SlackMessage, 'channel' | 'author' | 'text' | 'blocks' | 'via'> &
  Partial<Pick<SlackMessage, 'onlyFor' | 'threadTs' | 'metadata' | 'files' | 'attachments'>>;

/** Everything in one Slack workspace that has no rules of its own: people, channels, messages, files, and what was noticed. */
export class Workspace {
  readonly users = new Map<string, SlackUser>();
  readonly userGroups = new Map<string, SlackUserGroup>();
  readonly channels = new Map<string, SlackChannel>();
  readonly messages: SlackMessage[] = [];
  readonly files = new Map<string, SlackFile>();
  readonly calls: SlackCall[] = [];
  readonly violations: SlackViolation[] = [];
  readonly pings: SlackPing[] = [];
  readonly clock: Clock;
  readonly changes: Changes;
  readonly team: SlackTeam;
  #stamps = 0;
  #ids: number;

  constructor(parts: { clock: Clock; changes: Changes; seed: SlackSeed; team?: SlackTeam }) {
    this.clock = parts.clock;
    this.team = parts.team ?? playgroundTeam;
    // Ids of events are one of a kind over all workspaces.
    this.#ids = this.team.id === playgroundTeam.id ? 0 : 500_000_000;
    this.changes = parts.changes;
    for (const user of parts.seed.users) this.addUser(user);
    for (const group of parts.seed.userGroups) this.userGroups.set(group.id, { ...group, users: [...group.users] });
    for (const channel of parts.seed.channels) this.addChannel(channel);
  }

  addChannel(channel: ChannelSeed): void {
    const bot = channel.botIsMember === false ? [] : [playgroundSlack.botUser];
    this.channels.set(channel.id, {
      id: channel.id,
      name: channel.name,
      members: new Set([...(channel.members ?? []), ...bot]),
      isPrivate: channel.isPrivate ?? false,
      archived: channel.archived ?? false,
    });
  }

  addUser(seed: UserSeed): void {
    this.users.set(seed.id, {
      realName: seed.name,
      isAdmin: false,
      isOwner: false,
      isPrimaryOwner: false,
      isBot: false,
      deleted: false,
      timeZone: 'Europe/Berlin',
      ...seed,
    });
  }

  /** A message's ts: seconds, a point, six digits that never repeat. */
  nextTs(): string {
    this.#stamps += 1;
    return `${Math.floor(this.clock.now() / 1000)}.${String(this.#stamps).padStart(6, '0')}`;
  }

  /** `F0000000001` and the like. */
  nextId(letter: string): string {
    this.#ids += 1;
    return `${letter}${String(this.#ids).padStart(10, '0')}`;
  }

  post(message: NewMessage): SlackMessage {
    const posted: SlackMessage = { ts: this.nextTs(), at: this.clock.now(), edits: [], deleted: false, ...message };
    this.messages.push(posted);
    this.#notePings(posted);
    this.changes.tell('message');
    return posted;
  }

  edit(message: SlackMessage, said: { text: string; blocks: readonly Data[] }): void {
    message.edits.push({ at: this.clock.now(), text: message.text, blocks: message.blocks });
    message.text = said.text;
    message.blocks = said.blocks;
    this.#notePings(message);
    this.changes.tell('message');
  }

  delete(message: SlackMessage): void {
    message.deleted = true;
    this.changes.tell('message');
  }

  message(channel: string, ts: string): SlackMessage | undefined {
    return this.messages.findLast((each) => each.channel === channel && each.ts === ts && !each.deleted);
  }

  /** The direct messages between the bot and a person; made when first needed. */
  directChannel(user: string): SlackChannel {
    const id = `D${user.slice(1)}`;
    const channel = this.channels.get(id) ?? {
      id,
      name: `dm-${this.users.get(user)?.name ?? user}`,
      members: new Set([user, playgroundSlack.botUser]),
      isPrivate: true,
      archived: false,
      with: user,
    };
    this.channels.set(id, channel);
    return channel;
  }

  violate(kind: ViolationKind, detail: string): void {
    this.violations.push({ at: this.clock.now(), kind, detail });
    this.changes.tell('violation');
  }

  /** How somebody reads: names, and their own time zone. */
  reader(user?: string): Reader {
    return {
      userName: (id) => this.users.get(id)?.name,
      channelName: (id) => this.channels.get(id)?.name,
      groupHandle: (id) => this.userGroups.get(id)?.handle,
      timeZone: this.users.get(user ?? '')?.timeZone ?? 'UTC',
    };
  }

  #notePings(message: SlackMessage): void {
    if (message.author !== playgroundSlack.botUser) return;
    for (const ping of findPings(message)) {
      const ephemeral = message.onlyFor !== undefined;
      this.pings.push({ at: this.clock.now(), channel: message.channel, ts: message.ts, ephemeral, ...ping });
    }
  }
}
