import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../src/lib/clock.ts';
import type {
  PageAction,
  PageEvents,
  PageMessage,
  PageReply,
  PageState,
} from '../../../src/playground/page/contract.ts';
import { type PageServer, servePage } from '../../../src/playground/page/serve-page.ts';
import { type PlaygroundWorld, type Replicas, startWorld } from '../../../src/playground/playground-world.ts';
import { playgroundSlack } from '../../../src/playground/slack/seed.ts';
import { bareEnvironment, program } from '../../support/bot-process.ts';

/** The playground's page over real HTTP, with the real bot in a process of its own if it is wanted. */
export interface PageBed {
  readonly world: PlaygroundWorld;
  readonly page: PageServer;
  /** Opens somebody's window; it is closed with the bed. */
  open(user?: string): Promise<OpenPage>;
  do(action: PageAction): Promise<PageReply>;
  /** Types a line as maria in #moderation. */
  say(line: string, user?: string): Promise<PageReply>;
  close(): Promise<void>;
}

/** What a browser with the page open knows: the state, kept up to date by the events. */
export interface OpenPage {
  readonly state: PageState;
  /** Every event so far: its name, and when it came. */
  readonly events: readonly { readonly name: keyof PageEvents; readonly at: number; readonly data: unknown }[];
  /** Resolves as soon as the state is as wanted. */
  until<T>(wanted: (state: PageState) => T, ms?: number): Promise<Exclude<T, undefined | null | false>>;
  /** Resolves with the first message, as it is then, whose text holds this. */
  message(text: string, ms?: number): Promise<PageMessage>;
  close(): void;
}

export const maria = playgroundSlack.moderator;

/** `replicas`: several bots on one PostgreSQL. */
export async function startPageBed({ bot, replicas }: { bot: boolean; replicas?: Replicas }): Promise<PageBed> {
  const folder = mkdtempSync(join(tmpdir(), 'hush-page-'));
  const world = await startWorld({
    program,
    clock: systemClock,
    folder,
    environment: bareEnvironment,
    replicas,
    onTrouble: () => undefined,
  });
  const page = await servePage(world, 0);
  if (bot) await world.bot.start('0');
  const pages = new Set<OpenPage>();
  const act = async (action: PageAction) => {
    const response = await fetch(`${page.address}/do`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(action),
    });
    return (await response.json()) as PageReply;
  };
  return {
    world,
    page,
    open: async (user = maria) => {
      const opened = await openPage(page.address, user);
      pages.add(opened);
      return opened;
    },
    do: act,
    say: (text, user = maria) => act({ kind: 'command', user, channel: playgroundSlack.moderationChannel, text }),
    close: async () => {
      for (const each of pages) each.close();
      await page.close();
      await world.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function openPage(address: string, user: string): Promise<OpenPage> {
  const stop = new AbortController();
  const response = await fetch(`${address}/events?user=${user}`, { signal: stop.signal });
  const events: { name: keyof PageEvents; at: number; data: unknown }[] = [];
  const watchers = new Set<() => void>();
  let state: PageState | undefined;
  const read = async () => {
    let rest = '';
    for await (const chunk of (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
      const parts = (rest + chunk).split('\n\n');
      rest = parts.pop() ?? '';
      for (const part of parts) {
        const [, name, json = ''] = /^event: (\w+)\ndata: (.*)$/.exec(part) ?? [];
        if (name === undefined) continue;
        const event = { name: name as keyof PageEvents, at: systemClock.monotonic(), data: JSON.parse(json) };
        events.push(event);
        state = next(state, event);
      }
      for (const look of watchers) look();
    }
  };
  read().catch(() => undefined);
  const until: OpenPage['until'] = (wanted, ms = 10_000) =>
    new Promise((resolve, reject) => {
      const look = () => {
        const found = state && wanted(state);
        if (found === undefined || found === null || found === false) return;
        watchers.delete(look);
        cancel();
        resolve(found as Exclude<typeof found, undefined | null | false>);
      };
      const cancel = systemClock.after(ms, () => {
        watchers.delete(look);
        reject(new Error(`Not within ${ms} ms: ${wanted}`));
      });
      watchers.add(look);
      look();
    });
  await until(Boolean);
  return {
    get state() {
      if (!state) throw new Error('There is no state yet');
      return state;
    },
    events,
    until,
    message: (text, ms) => until(({ messages }) => messages.find((each) => each.text.includes(text)), ms),
    close: () => stop.abort(),
  };
}

/** As a page does it. */
function next(before: PageState | undefined, { name, data }: { name: keyof PageEvents; data: unknown }) {
  if (name === 'state') return data as PageState;
  if (!before) throw new Error(`${name} came before the state`);
  if (name !== 'messages') return { ...before, [name]: data };
  const messages = new Map(before.messages.map((each) => [`${each.channel} ${each.ts}`, each]));
  for (const each of data as PageEvents['messages']) {
    if (each.deleted) messages.delete(`${each.channel} ${each.ts}`);
    else messages.set(`${each.channel} ${each.ts}`, each);
  }
  return { ...before, messages: [...messages.values()] };
}

/** All mutes of both vendors. */
export function mutedInAll({ vendors }: PageState): number {
  return vendors.reduce((sum, { muted }) => sum + muted.total, 0);
}
