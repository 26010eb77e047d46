import type { ServerResponse } from 'node:http';
import { verbHelp } from '../../slack/line/usage.ts';
import type { PlaygroundWorld } from '../playground-world.ts';
import { appShortcuts } from '../slack/app-shortcuts.ts';
import type { Breakages } from './breakages.ts';
import type { BotState, PageEvents, PageState } from './contract.ts';
import { Paced } from './paced.ts';
import { PersonStream } from './person-stream.ts';
import { pageUsers, type SlackWindow } from './slack-window.ts';
import { suggestions } from './suggestions.ts';
import { vendorStates } from './vendor-state.ts';

const vendorsEveryMs = 200;
/** While something counts down, and nothing else happens. */
const countdownMs = 1000;

/** Everybody who has the page open, and what all of them are told alike: the vendors, the bot, the switches. */
export class Live {
  readonly #world: PlaygroundWorld;
  readonly #breakages: () => Breakages;
  readonly #streams = new Set<PersonStream>();
  readonly #vendors: Paced;
  readonly #countdown: Paced;
  readonly #stopListening: readonly (() => void)[];
  #lastVendors = '';

  constructor(world: PlaygroundWorld, breakages: () => Breakages) {
    this.#world = world;
    this.#breakages = breakages;
    this.#vendors = new Paced(world.realClock, vendorsEveryMs, () => this.#tellVendors());
    this.#countdown = new Paced(world.realClock, countdownMs, () => this.#count());
    const { zim, netease } = world.standIns;
    this.#stopListening = [
      zim.onChange(() => this.#vendors.ask()),
      netease.onChange(() => this.#vendors.ask()),
      world.bot.onChange(() => this.#tell('bot', this.#botState())),
    ];
  }

  /** Opens the stream of one person's window on an answer whose head was sent. */
  connect(response: ServerResponse, user: string): void {
    const stream = new PersonStream(this.#world, { response, user, state: (window) => this.#stateOf(user, window) });
    this.#streams.add(stream);
    response.once('close', () => {
      this.#streams.delete(stream);
      stream.close();
    });
    this.#countdown.ask();
  }

  /** How many windows are open. */
  get windows(): number {
    return this.#streams.size;
  }

  tellBreakages(): void {
    this.#tell('breakages', this.#breakages().list());
    this.#vendors.ask();
  }

  tellNow(): void {
    this.#tell('now', this.#world.clock.now());
    this.#vendors.ask();
  }

  close(): void {
    for (const stop of this.#stopListening) stop();
    this.#vendors.stop();
    this.#countdown.stop();
    for (const stream of this.#streams) stream.close();
  }

  #stateOf(user: string, window: SlackWindow): PageState {
    const { standIns, clock, people } = this.#world;
    return {
      now: clock.now(),
      user,
      users: pageUsers(standIns.slack),
      channels: window.channels(),
      messages: window.messages(),
      views: window.views(),
      home: window.home(),
      vendors: vendorStates(standIns),
      bot: this.#botState(),
      breakages: this.#breakages().list(),
      verbs: Object.entries(verbHelp).map(([verb, { lines, summary }]) => ({ verb, lines, summary })),
      groups: standIns.zim.state().flatMap(({ groups }) => groups.map(({ id }) => id)),
      people,
      suggestions,
      shortcuts: appShortcuts,
    };
  }

  #botState(): BotState {
    return this.#world.bot.state;
  }

  #tell<Name extends keyof PageEvents>(name: Name, data: PageEvents[Name]): void {
    const json = JSON.stringify(data);
    for (const stream of this.#streams) stream.sendText(name, json);
  }

  #tellVendors(): void {
    if (this.#streams.size === 0) return;
    const states = vendorStates(this.#world.standIns);
    this.#lastVendors = JSON.stringify(states);
    for (const stream of this.#streams) {
      if (stream.crowded) this.#vendors.ask();
      else stream.sendText('vendors', this.#lastVendors);
    }
  }

  /** Mutes end and calls of the last second grow old without anything being told. */
  #count(): void {
    if (this.#streams.size === 0) return;
    this.#countdown.ask();
    const states = vendorStates(this.#world.standIns);
    const counting = states.some(({ muted }) => muted.rows.some(({ until }) => until !== undefined));
    if (counting || JSON.stringify(states) !== this.#lastVendors) this.#vendors.ask();
  }
}
