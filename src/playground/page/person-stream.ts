import type { ServerResponse } from 'node:http';
import type { PlaygroundWorld } from '../playground-world.ts';
import type { PageEvents } from './contract.ts';
import { Paced } from './paced.ts';
import { SlackWindow } from './slack-window.ts';

const messagesEveryMs = 50;
/** What waits in a connection that nobody reads; more is sent only once it is read. */
const mostWaitingBytes = 4_000_000;
/** A line now and then, so that a lost connection is noticed on both sides. */
const beatMs = 15_000;

/** What the window of one person is told as server-sent events. */
export class PersonStream {
  readonly #response: ServerResponse;
  readonly #window: SlackWindow;
  readonly #slack: Paced;
  readonly #beat: Paced;
  readonly #stopListening: () => void;
  #views = '';
  #home = '';
  #channels = '';

  /** `state` makes the first event of what is in the window. */
  constructor(
    world: PlaygroundWorld,
    {
      response,
      user,
      state,
    }: { response: ServerResponse; user: string; state: (window: SlackWindow) => PageEvents['state'] },
  ) {
    this.#response = response;
    this.#window = new SlackWindow(world.standIns.slack, user);
    this.#slack = new Paced(world.realClock, messagesEveryMs, () => this.#tellSlack());
    this.#beat = new Paced(world.realClock, beatMs, () => {
      response.write(':\n\n');
      this.#beat.ask();
    });
    this.#stopListening = world.standIns.slack.onChange((what) => what === 'call' || this.#slack.ask());
    response.write('retry: 500\n\n');
    this.#sendState(state);
    this.#beat.ask();
  }

  send<Name extends keyof PageEvents>(name: Name, data: PageEvents[Name]): void {
    this.sendText(name, JSON.stringify(data));
  }

  /** `json` is the event's data, written already. */
  sendText(name: keyof PageEvents, json: string): void {
    this.#response.write(`event: ${name}\ndata: ${json}\n\n`);
  }

  /** Nobody reads at the moment: what is left out now is made up for by the next event of the kind. */
  get crowded(): boolean {
    return this.#response.writableLength > mostWaitingBytes;
  }

  close(): void {
    this.#stopListening();
    this.#slack.stop();
    this.#beat.stop();
    this.#response.end();
  }

  #sendState(make: (window: SlackWindow) => PageEvents['state']): void {
    const state = make(this.#window);
    this.#views = JSON.stringify(state.views);
    this.#home = JSON.stringify(state.home);
    this.#channels = JSON.stringify(state.channels);
    this.send('state', state);
  }

  #tellSlack(): void {
    if (this.crowded) {
      this.#slack.ask();
      return;
    }
    const channels = JSON.stringify(this.#window.channels());
    if (channels !== this.#channels) this.sendText('channels', channels);
    const messages = this.#window.changed();
    if (messages.length > 0) this.send('messages', messages);
    const views = JSON.stringify(this.#window.views());
    if (views !== this.#views) this.sendText('views', views);
    const home = JSON.stringify(this.#window.home());
    if (home !== this.#home) this.sendText('home', home);
    this.#channels = channels;
    this.#views = views;
    this.#home = home;
  }
}
