import { batch, computed, signal } from '@preact/signals';
import type {
  Blocks,
  BotState,
  Breakage,
  PageChannel,
  PageMessage,
  PageState,
  PageUser,
  PageView,
  VendorState,
} from '../../contract.ts';
import { setClock } from './time.ts';

/** Maria of the playground's workspace, a moderator: whose window is shown first. */
export const firstPerson = 'U0MARIA001';

/** The person whose window this is. */
export const me = signal(new URLSearchParams(location.search).get('user') ?? firstPerson);
/** Whether anything of the playground was ever received. */
export const loaded = signal(false);
export const users = signal<ReadonlyMap<string, PageUser>>(new Map());
export const channels = signal<readonly PageChannel[]>([]);
/** By channel, in the order of their ts. A message that did not change stays the same object. */
export const messages = signal<ReadonlyMap<string, readonly PageMessage[]>>(new Map());
export const views = signal<readonly PageView[]>([]);
export const home = signal<Blocks | null>(null);
export const vendors = signal<readonly VendorState[]>([]);
export const bot = signal<BotState>({ status: 'starting', port: 0, pid: 0 });
export const breakages = signal<readonly Breakage[]>([]);
export const verbs = signal<PageState['verbs']>([]);
export const groups = signal<readonly string[]>([]);
export const people = signal<readonly string[]>([]);
export const shortcuts = signal<PageState['shortcuts']>([]);
export const suggestions = signal<PageState['suggestions']>([]);

/** Hush itself. There are other bots too: Slackbot, through which Slack speaks, and other apps. */
export const hush = computed(() => users.value.get('U0HUSHBOT1'));

/** How many people the vendors have muted, all together. */
export const mutedTotal = computed(() => vendors.value.reduce((sum, { muted }) => sum + muted.total, 0));

export const brokenCount = computed(() => breakages.value.filter(({ on }) => on).length);

/** Slack shows no more of a channel than can be scrolled; this page keeps as many as the server sends at first. */
const mostMessages = 500;

export function takeState(state: PageState): void {
  batch(() => {
    setClock(state.now);
    users.value = new Map(state.users.map((user) => [user.id, user]));
    channels.value = state.channels;
    messages.value = new Map();
    takeMessages(state.messages);
    views.value = state.views;
    home.value = state.home;
    vendors.value = state.vendors;
    bot.value = state.bot;
    breakages.value = state.breakages;
    verbs.value = state.verbs;
    groups.value = state.groups;
    people.value = state.people;
    suggestions.value = state.suggestions;
    shortcuts.value = state.shortcuts;
    loaded.value = true;
  });
}

export function takeMessages(changed: readonly PageMessage[]): void {
  const all = new Map(messages.value);
  for (const [channel, group] of Map.groupBy(changed, (message) => message.channel)) {
    const byTs = new Map((all.get(channel) ?? []).map((message) => [message.ts, message]));
    for (const message of group) {
      if (message.deleted) byTs.delete(message.ts);
      else byTs.set(message.ts, message);
    }
    const ordered = [...byTs.values()].toSorted((one, other) => (one.ts < other.ts ? -1 : 1));
    all.set(channel, ordered.slice(-mostMessages));
  }
  messages.value = all;
}

export function takeVendors(changed: readonly VendorState[]): void {
  const kept = vendors.value.filter(({ vendor }) => !changed.some((each) => each.vendor === vendor));
  vendors.value = [...kept, ...changed].toSorted((one, other) => (one.vendor > other.vendor ? -1 : 1));
}

/** A window that shows somebody else must not show what only the last person could see. */
export function forgetWindow(): void {
  batch(() => {
    loaded.value = false;
    messages.value = new Map();
    views.value = [];
    home.value = null;
  });
}
