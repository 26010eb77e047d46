import type { Data } from '../wire/data.ts';
import type { SlackChannel, SlackFile, SlackUser } from './model.ts';
import { type ChannelSeed, playgroundSlack, type UserSeed } from './seed.ts';
import type { Workspace } from './workspace.ts';

/** How large a file may be that somebody chooses in a form (https://docs.slack.dev/reference/block-kit/block-elements/file-input-element). */
export const mostFormBytes = 10 * 1024 * 1024;

/** Slack would not let somebody choose this file in a form. The message is a sentence for them. */
export class FileNotTaken extends Error {
  override readonly name = 'FileNotTaken';
  /** `bytes` is the file's size. */
  constructor(bytes: number) {
    const megabytes = (bytes / 1024 / 1024).toLocaleString('en-US', { maximumFractionDigits: 1 });
    super(
      `Slack takes files of at most 10 MB in a form (${mostFormBytes} bytes); this one has ${megabytes} MB (${bytes} bytes).`,
    );
  }
}

/** What a workspace's admins can do, and what breaks a bot. */
export class WorkspaceAdmin {
  readonly #workspace: Workspace;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  archive(channel: string): void {
    this.#change(channel, (found) => {
      found.archived = true;
    });
  }

  unarchive(channel: string): void {
    this.#change(channel, (found) => {
      found.archived = false;
    });
  }

  /** From now on: `not_in_channel`. */
  kickBot(channel: string): void {
    this.#change(channel, (found) => found.members.delete(playgroundSlack.botUser));
  }

  inviteBot(channel: string): void {
    this.#change(channel, (found) => found.members.add(playgroundSlack.botUser));
  }

  /** From now on: `channel_not_found`. */
  deleteChannel(channel: string): void {
    this.#change(channel, () => this.#workspace.channels.delete(channel));
  }

  addChannel(channel: ChannelSeed): void {
    this.#workspace.addChannel(channel);
    this.#workspace.changes.tell('channel');
  }

  addUser(user: UserSeed): void {
    this.#workspace.addUser(user);
    this.#workspace.changes.tell('people');
  }

  /** Makes somebody an admin, deactivates them, and so on. */
  changeUser(id: string, change: Partial<Pick<SlackUser, 'isAdmin' | 'isOwner' | 'isPrimaryOwner' | 'deleted'>>): void {
    const user = this.#workspace.users.get(id);
    if (!user) throw new Error(`There is nobody called ${id}`);
    Object.assign(user, change);
    this.#workspace.changes.tell('people');
  }

  setUserGroup(id: string, users: readonly string[]): void {
    const handle = this.#workspace.userGroups.get(id)?.handle ?? id.toLowerCase();
    this.#workspace.userGroups.set(id, { id, handle, users: [...users] });
    this.#workspace.changes.tell('people');
  }

  /**
   * A person's file, ready to be chosen in a form; its id. The bot can be told a length and an address that are not so.
   * Throws {@link FileNotTaken}.
   */
  upload(file: {
    user: string;
    name: string;
    content: string | Buffer;
    announcedLength?: number;
    announcedUrl?: string;
  }): string {
    const { content: given, announcedLength, announcedUrl } = file;
    const content = typeof given === 'string' ? Buffer.from(given) : given;
    if (content.length > mostFormBytes && announcedLength === undefined) throw new FileNotTaken(content.length);
    const uploaded: SlackFile = {
      id: this.#workspace.nextId('F'),
      name: file.name,
      title: file.name,
      by: file.user,
      length: content.length,
      content,
      channels: [],
      complete: true,
      ...(announcedLength !== undefined && { announcedLength }),
      ...(announcedUrl !== undefined && { announcedUrl }),
    };
    this.#workspace.files.set(uploaded.id, uploaded);
    this.#workspace.changes.tell('file');
    return uploaded.id;
  }

  /** From now on: HTTP 404, and `tombstone` in forms that still hold it. */
  deleteFile(id: string): void {
    const file = this.#workspace.files.get(id);
    if (!file) throw new Error(`There is no file ${id}`);
    file.deleted = true;
    delete file.content;
    this.#workspace.changes.tell('file');
  }

  /** A person's ordinary message, or one of another app with its blocks; its `ts`. */
  say(message: {
    user: string;
    channel: string;
    text: string;
    blocks?: readonly Data[];
    attachments?: readonly Data[];
    threadTs?: string;
  }): string {
    const { user, blocks = [], ...said } = message;
    return this.#workspace.post({ ...said, author: user, via: 'person', blocks }).ts;
  }

  #change(id: string, change: (channel: SlackChannel) => void): void {
    const channel = this.#workspace.channels.get(id);
    if (!channel) throw new Error(`There is no channel ${id}`);
    change(channel);
    this.#workspace.changes.tell('channel');
  }
}
