/**
 * What the playground's page and its server say to each other: types only, so that the browser loads nothing of this file. The server sends
 * the state of one person's Slack window, and of the vendors, as server-sent events at `/events?user=<Slack user id>`; the page posts
 * what that person does, one {@link PageAction} as JSON, to `/do` and gets a {@link PageReply}.
 *
 * `/` is `client/index.html`. The server puts the import map right behind its `<head>`: `preact`, `preact/hooks`, `htm`, `htm/preact`,
 * `@preact/signals` and `@preact/signals-core`. Files of `client/` are at `/client/…`; a `.ts` comes as JavaScript without its types, so
 * modules import each other as `./other.ts`. The page may load nothing else and hold no inline script or style (`style.x = …` is fine).
 */

/** Names of the server-sent events; `data` is the JSON of the type. `state` comes first after every connect, the others tell what changed. */
export interface PageEvents {
  readonly state: PageState;
  /** New and changed messages (by channel and ts); `deleted` ones are to be taken away. At most one event every 50 ms. */
  readonly messages: readonly PageMessage[];
  /** The person's whole stack of modals, bottom first. */
  readonly views: readonly PageView[];
  /** App Home as it was published; null: none. */
  readonly home: Blocks | null;
  /** All channels, after one was archived or came back. */
  readonly channels: readonly PageChannel[];
  /** The playground's clock, epoch ms, after it was moved forward. */
  readonly now: number;
  /** At most one event every 200 ms, and at least one a second while something counts down. */
  readonly vendors: readonly VendorState[];
  readonly bot: BotState;
  readonly breakages: readonly Breakage[];
}

export interface PageState {
  /** Epoch ms by the playground's clock, which may be ahead of the machine's. */
  readonly now: number;
  /** The person whose window this is. */
  readonly user: string;
  readonly users: readonly PageUser[];
  readonly channels: readonly PageChannel[];
  /** What this person sees, oldest first: at most the newest 500. */
  readonly messages: readonly PageMessage[];
  readonly views: readonly PageView[];
  readonly home: Blocks | null;
  readonly vendors: readonly VendorState[];
  readonly bot: BotState;
  readonly breakages: readonly Breakage[];
  /** For completing a line: every verb, and ids that exist. */
  readonly verbs: readonly { readonly verb: string; readonly lines: readonly string[]; readonly summary: string }[];
  readonly groups: readonly string[];
  readonly people: readonly string[];
  readonly suggestions: readonly Suggestion[];
  /** Of messages, and those that are offered everywhere. */
  readonly shortcuts: readonly PageShortcut[];
}

export interface PageShortcut {
  readonly name: string;
  readonly type: 'message' | 'global';
  readonly callbackId: string;
}

export type Blocks = readonly Readonly<Record<string, unknown>>[];

export interface PageUser {
  readonly id: string;
  readonly name: string;
  readonly realName: string;
  readonly isModerator: boolean;
  readonly isBot: boolean;
}

export interface PageChannel {
  readonly id: string;
  readonly name: string;
  /** `direct`: this person's direct messages with Hush. */
  readonly kind: 'channel' | 'direct';
  readonly archived: boolean;
}

export interface PageMessage {
  readonly channel: string;
  readonly ts: string;
  /** Epoch ms. */
  readonly at: number;
  readonly author: string;
  /** Only this person sees it. */
  readonly ephemeral: boolean;
  readonly threadTs?: string;
  readonly text: string;
  readonly blocks: Blocks;
  readonly edited: boolean;
  readonly deleted: boolean;
  /** Downloadable at `/files/<id>`. */
  readonly files: readonly { readonly id: string; readonly name: string }[];
}

export interface PageView {
  readonly id: string;
  /** Slack's view object as the bot sent it: title, submit, close, blocks, … */
  readonly view: Readonly<Record<string, unknown>>;
  readonly versions: number;
}

export interface VendorState {
  readonly vendor: 'zim' | 'netease';
  readonly title: string;
  readonly operations: readonly OperationState[];
  /** The ends that come first, at most 200 rows; `total` counts all. */
  readonly muted: Rows<MutedRow>;
  /** ZIM only: whose notifications are off. */
  readonly silenced: Rows<{ readonly user: string; readonly from: string }>;
  /** ZIM only: groups in which everyone or a role is muted. */
  readonly mutedGroups: readonly MutedGroupRow[];
  /** The last 30 calls, newest first. */
  readonly calls: readonly CallRow[];
}

export interface Rows<Row> {
  readonly total: number;
  readonly rows: readonly Row[];
}

export interface MutedRow {
  readonly id: string;
  /** A group, or NetEase modules: `p2p, team`, or `everywhere`. */
  readonly place: string;
  /** Epoch ms by the playground's clock; absent: the vendor knows no end. */
  readonly until?: number;
}

/** A group that is muted as a whole. */
export interface MutedGroupRow {
  readonly group: string;
  /** `everyone`; `members, admins, role 100`. */
  readonly how: string;
  /** Whom it keeps from speaking: the first few, and how many in all. */
  readonly people: Rows<string>;
  /** Epoch ms by the playground's clock; absent: it has no end. */
  readonly until?: number;
}

export interface OperationState {
  readonly operation: string;
  readonly total: number;
  readonly inLastSecond: number;
  readonly limit: number;
  readonly overQuota: number;
}

export interface CallRow {
  readonly number: number;
  readonly at: number;
  readonly operation: string;
  /** The request in one readable line, without its signature. */
  readonly request: string;
  /** The vendor's code, or what became of the connection: `200`, `660600024`, `no answer`. */
  readonly reply: string;
  readonly tone: 'good' | 'bad' | 'waiting';
  /** How long it took, ms; absent while it is under way. */
  readonly tookMs?: number;
}

export interface BotState {
  readonly status: 'starting' | 'running' | 'killed';
  readonly port: number;
  readonly pid: number;
  /** What the bot said last that somebody should know: a line of its log with level warning or above. */
  readonly trouble?: string;
  /** Where there are several bots: each. */
  readonly replicas?: readonly ReplicaState[];
}

export interface ReplicaState {
  readonly status: 'starting' | 'running' | 'killed';
  readonly port: number;
  readonly pid: number;
  /** It is the one that carries the cases out. */
  readonly carries: boolean;
}

/** A switch that breaks something. */
export interface Breakage {
  readonly id: BreakageId;
  readonly label: string;
  readonly hint: string;
  readonly on: boolean;
}

export type BreakageId =
  | 'zim-down'
  | 'zim-slow'
  | 'zim-over-quota'
  | 'zim-replies-lost'
  | 'zim-some-fail'
  | 'netease-down'
  | 'netease-replies-lost'
  | 'slack-audit-gone';

/** Something to try, in one click. */
export interface Suggestion {
  readonly id: string;
  readonly title: string;
  /** What will be seen, in a sentence. */
  readonly hint: string;
  readonly steps: readonly SuggestionStep[];
}

export type SuggestionStep =
  /** Typed into the message box as the moderator, and sent. */
  | { readonly kind: 'type'; readonly text: string }
  | { readonly kind: 'break'; readonly id: BreakageId; readonly on: boolean }
  /** Waits until the vendors have this many mutes in all, or `ms` have passed. */
  | { readonly kind: 'wait'; readonly muted?: number; readonly ms: number }
  | { readonly kind: 'kill' }
  | { readonly kind: 'restart' }
  | { readonly kind: 'forward'; readonly ms: number };

/** What a person does. `user` is whose window it is. */
export type PageAction =
  /**
   * A line as it was typed into the message box, with its `/hush`; anything without a slash is an ordinary message. What goes wrong is told in
   * a message of Slackbot's that only this person sees (author `USLACKBOT`), as in Slack; the reply is then `ok` all the same.
   */
  | { readonly kind: 'command'; readonly user: string; readonly channel: string; readonly text: string }
  /** A button or a choice in a message. Its confirmation dialog has been answered with yes by then. */
  | {
      readonly kind: 'press';
      readonly user: string;
      /** The view `home` is the person's App Home. */
      readonly in: { readonly channel: string; readonly ts: string } | { readonly view: string };
      readonly blockId?: string;
      readonly actionId: string;
      readonly value?: FieldValue;
      /** For forms: what stands in the inputs meanwhile. */
      readonly values?: FieldValues;
    }
  | { readonly kind: 'submit'; readonly user: string; readonly view: string; readonly values: FieldValues }
  | { readonly kind: 'close'; readonly user: string; readonly view: string }
  /** Chosen in a message's menu, or without one beside the message box. */
  | {
      readonly kind: 'shortcut';
      readonly user: string;
      readonly callbackId: string;
      readonly on?: { readonly channel: string; readonly ts: string };
    }
  /** App Home is opened: the bot is told, and may publish something. */
  | { readonly kind: 'home'; readonly user: string }
  | { readonly kind: 'break'; readonly id: BreakageId; readonly on: boolean }
  /** Moves the clock of the bot, of Slack and of the vendors forward. */
  | { readonly kind: 'forward'; readonly ms: number }
  /** Of several bots this one, counted from 0; without it the one that carries the cases out, and whichever was killed. */
  | { readonly kind: 'kill' | 'restart'; readonly replica?: number };

/** By the input's block_id: text, the value of an option, several of them, or files as name and base64. */
export type FieldValue =
  | string
  | readonly string[]
  | { readonly files: readonly { readonly name: string; readonly base64: string }[] };
export type FieldValues = Readonly<Record<string, FieldValue>>;

export type PageReply =
  | { readonly ok: true }
  /** A form with something wrong at its fields, by block_id. */
  | { readonly ok: false; readonly errors: Readonly<Record<string, string>> }
  /** What Slack would say: `/hush failed with the error “dispatch_failed”`. */
  | { readonly ok: false; readonly sentence: string };
