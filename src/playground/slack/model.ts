import type { Data } from '../wire/data.ts';

/** Somebody in the workspace. */
export interface SlackUser {
  readonly id: string;
  /** What stands after the @. */
  readonly name: string;
  readonly realName: string;
  isAdmin: boolean;
  isOwner: boolean;
  isPrimaryOwner: boolean;
  isBot: boolean;
  /** Deactivated. */
  deleted: boolean;
  /** IANA name; times are shown in it. */
  readonly timeZone: string;
}

/** A user group: `@mods`. */
export interface SlackUserGroup {
  readonly id: string;
  readonly handle: string;
  readonly users: string[];
}

/** A channel, or a direct message with the bot. */
export interface SlackChannel {
  readonly id: string;
  readonly name: string;
  readonly members: Set<string>;
  readonly isPrivate: boolean;
  archived: boolean;
  /** Direct messages: who, beside the bot. */
  readonly with?: string;
}

/** What a message said before it was edited. */
export interface SlackEdit {
  readonly at: number;
  readonly text: string;
  readonly blocks: readonly Data[];
}

/** A message, seen by a channel or, when `onlyFor` is there, by one person. */
export interface SlackMessage {
  readonly ts: string;
  readonly at: number;
  readonly channel: string;
  /** Who wrote it: the bot's user id or a person's. */
  readonly author: string;
  /** Ephemeral: the only one who sees it. */
  readonly onlyFor?: string;
  readonly threadTs?: string;
  text: string;
  blocks: readonly Data[];
  /** Earlier versions, oldest first. */
  readonly edits: SlackEdit[];
  deleted: boolean;
  /** How it came about. */
  readonly via: 'api' | 'ack' | 'response_url' | 'person' | 'slack';
  readonly metadata?: Data;
  readonly files?: readonly string[];
  /** The older kind of message, below the blocks; only other apps write these here. */
  readonly attachments?: readonly Data[];
}

/** A modal that is, or was, on somebody's screen. */
export interface SlackView {
  readonly id: string;
  /** Of the workspace. */
  readonly team: string;
  readonly user: string;
  readonly rootId: string;
  readonly previousId?: string;
  view: Data;
  hash: string;
  open: boolean;
  /** How many times it was shown or changed. */
  versions: number;
}

/** A file somebody or the bot uploaded. */
export interface SlackFile {
  readonly id: string;
  readonly name: string;
  title: string;
  readonly by: string;
  readonly length: number;
  content?: Buffer;
  /** What Slack says the length is, where that is not so. */
  readonly announcedLength?: number;
  /** What Slack says the address is, where that is not its own. */
  readonly announcedUrl?: string;
  /** Somebody deleted it. */
  deleted?: boolean;
  /** Where it was shared; a person's upload into a form is shared nowhere. */
  readonly channels: string[];
  complete: boolean;
}

/** One Web API call (or post to a response_url or upload url) by the bot. */
export interface SlackCall {
  readonly at: number;
  readonly method: string;
  readonly args: Data;
  /** HTTP status of the answer; absent: none was given yet. */
  status?: number;
  answer?: Data;
}

/** Something the bot did that Slack does not allow, or that Hush promised not to do. */
export interface SlackViolation {
  readonly at: number;
  readonly kind: ViolationKind;
  readonly detail: string;
}

/** Kinds of violations, for tests to name. */
export type ViolationKind =
  | 'unknown_method'
  | 'unlisted_method'
  | 'bad_arguments'
  | 'invalid_blocks'
  | 'invalid_view'
  | 'too_long'
  | 'no_text_twin'
  | 'missing_scope'
  | 'late_ack'
  | 'non_200_ack'
  | 'unreachable'
  | 'bad_ack_body'
  | 'unknown_error_block'
  | 'trigger_misused'
  | 'response_url_misused';

/** A mention that rings somebody's phone. */
export interface SlackPing {
  readonly at: number;
  readonly channel: string;
  readonly ts: string;
  /** As it stood in the text: `<!channel>`, `<@U0NOAH0001>`. */
  readonly raw: string;
  readonly kind: 'channel' | 'here' | 'everyone' | 'user' | 'group';
  readonly ephemeral: boolean;
}
