import { withIds } from '../slack/driver/payload.ts';
import type { SlackMessage } from '../slack/model.ts';
import { playgroundSlack } from '../slack/seed.ts';
import type { SlackStandIn } from '../slack/start-slack.ts';
import { type Data, listOf } from '../wire/data.ts';
import type { Blocks, PageChannel, PageMessage, PageUser, PageView } from './contract.ts';

const mostMessages = 500;

/** Everybody in the workspace, and Slackbot, who tells what went wrong. */
export function pageUsers(slack: SlackStandIn): readonly PageUser[] {
  const moderators = new Set(slack.userGroup(playgroundSlack.moderators));
  const people = slack
    .users()
    .map(({ id, name, realName, isBot }) => ({ id, name, realName, isBot, isModerator: moderators.has(id) }));
  return [...people, { id: 'USLACKBOT', name: 'slackbot', realName: 'Slackbot', isBot: true, isModerator: false }];
}

/** One person's Slack window: what they see, and what of it is new since it was last asked for. */
export class SlackWindow {
  readonly #slack: SlackStandIn;
  readonly #user: string;
  readonly #sent = new Map<string, { readonly version: string; readonly message: PageMessage }>();

  constructor(slack: SlackStandIn, user: string) {
    this.#slack = slack;
    this.#user = user;
  }

  /** The channels which this person and Hush are in, and their direct messages. */
  channels(): readonly PageChannel[] {
    const both = [this.#user, playgroundSlack.botUser];
    // It is there from the first direct message on; the window shows it from the start.
    this.#slack.directChannel(this.#user);
    return this.#slack
      .channels()
      .filter(({ members }) => both.every((each) => members.includes(each)))
      .map(({ id, name, archived, with: partner }) =>
        partner === undefined
          ? { id, name, archived, kind: 'channel' }
          : { id, name: 'Hush', archived, kind: 'direct' as const },
      );
  }

  /** All that is to be seen, oldest first, at most the newest 500. */
  messages(): readonly PageMessage[] {
    this.changed();
    return [...this.#sent.values()]
      .map(({ message }) => message)
      .sort((one, other) => one.at - other.at || one.ts.localeCompare(other.ts))
      .slice(-mostMessages);
  }

  /** What came, was edited or was deleted since the last time. */
  changed(): readonly PageMessage[] {
    const changes: PageMessage[] = [];
    const seen = new Set<string>();
    for (const message of this.#visible()) {
      const key = `${message.channel} ${message.ts}`;
      const version = `${message.edits.length}`;
      seen.add(key);
      if (this.#sent.get(key)?.version === version) continue;
      const page = this.#page(message);
      this.#sent.set(key, { version, message: page });
      changes.push(page);
    }
    for (const [key, { message }] of this.#sent) {
      if (seen.has(key)) continue;
      this.#sent.delete(key);
      changes.push({ ...message, deleted: true });
    }
    return changes;
  }

  views(): readonly PageView[] {
    return this.#slack
      .views(this.#user)
      .map(({ id, view, versions }) => ({ id, versions, view: { ...view, blocks: withIds(listOf(view.blocks)) } }));
  }

  home(): Blocks | null {
    const home = this.#slack.home(this.#user);
    return home ? withIds(listOf(home.blocks)) : null;
  }

  #visible(): readonly SlackMessage[] {
    const channels = this.channels().map(({ id }) => id);
    return [...channels.flatMap((id) => this.#slack.messages(id)), ...this.#slack.ephemerals(this.#user)];
  }

  #page(message: SlackMessage): PageMessage {
    const { channel, ts, at, author, threadTs, text, deleted } = message;
    const files = (message.files ?? []).map((id) => ({ id, name: this.#slack.file(id)?.name ?? id }));
    return {
      channel,
      ts,
      at,
      author,
      ephemeral: message.onlyFor !== undefined,
      ...(threadTs === undefined ? {} : { threadTs }),
      text,
      blocks: withIds(message.blocks) as readonly Data[],
      edited: message.edits.length > 0,
      deleted,
      files,
    };
  }
}
