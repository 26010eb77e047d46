import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Clock } from '../../lib/clock.ts';
import { type Envelope, readMessage, writeAcknowledgement } from './message.ts';
import { SocketTrouble } from './trouble.ts';

/** Slack greets within a fraction of a second. */
const greetingMs = 10_000;
/** Slack pings every few seconds; its own library too takes a connection without one for this long as dead. */
const silenceMs = 30_000;
/** How often a connection is looked at. Slack can end one without closing it, of which no event tells (node-slack-sdk #2752). */
const lookMs = 1000;
/** After this long Slack takes no acknowledgement any more. */
const deadlineMs = 3000;

/** Where Node tells of pings; the WebSocket itself answers them and says nothing. */
const pings = 'undici:websocket:ping';

export interface ConnectionOptions {
  readonly clock: Clock;
  /** Something came in. Must not throw. */
  readonly hear: (envelope: Envelope, connection: SlackConnection) => void;
  /** Something came that makes no sense. */
  readonly misheard: () => void;
}

/** One WebSocket to Slack, from its opening to its end. It is never opened again: {@link SlackConnections} puts another in its place. */
export class SlackConnection {
  /** Slack greeted: from now on things come in. Rejects with {@link SocketTrouble} if it ended before. */
  readonly greeted: Promise<void>;
  /** Resolves with Slack's reason when it asks for another connection in place of this one, which stays open, or when this one ended. */
  readonly leaving: Promise<string>;

  readonly #clock: Clock;
  readonly #socket: WebSocket;
  readonly #options: ConnectionOptions;
  readonly #greeting = Promise.withResolvers<void>();
  readonly #leave = Promise.withResolvers<string>();
  /** What came in and may still be acknowledged, with what stops its time. */
  readonly #unanswered = new Map<string, () => void>();
  #state: 'opening' | 'open' | 'retired' | 'ended' = 'opening';
  #heardAt: number;
  #cancelTimer: () => void;

  /** Connects to an address that Slack gave out. */
  constructor(address: string, options: ConnectionOptions) {
    this.#socket = new WebSocket(address);
    this.#options = options;
    this.#clock = options.clock;
    this.#heardAt = this.#clock.monotonic();
    this.greeted = this.#greeting.promise;
    this.greeted.catch(() => undefined);
    this.leaving = this.#leave.promise;
    this.#cancelTimer = this.#clock.after(greetingMs, () => this.#end('no_greeting'));
    this.#socket.onmessage = ({ data }) => this.#read(data);
    this.#socket.onerror = () => this.#end('cut');
    this.#socket.onclose = () => this.#end('cut');
    subscribe(pings, this.#noticePing);
  }

  /** Whether things come in, and acknowledgements go out. */
  get isOpen(): boolean {
    return (this.#state === 'open' || this.#state === 'retired') && this.#socket.readyState === WebSocket.OPEN;
  }

  get isEnded(): boolean {
    return this.#state === 'ended';
  }

  /** Sends an acknowledgement; false if that is not possible any more. */
  acknowledge(envelope: Envelope, body: unknown): boolean {
    const isPossible = this.isOpen;
    if (isPossible) this.#socket.send(writeAcknowledgement(envelope, body));
    this.settle(envelope);
    return isPossible;
  }

  /** Nothing more is said about this envelope. */
  settle({ envelope_id: id }: Pick<Envelope, 'envelope_id'>): void {
    this.#unanswered.get(id)?.();
    this.#unanswered.delete(id);
    if (this.#state === 'retired' && this.#unanswered.size === 0) this.#end('closed');
  }

  /** Closes it as soon as everything that came in is acknowledged. */
  retire(): void {
    if (this.#state === 'open') this.#state = 'retired';
    if (this.#state === 'opening' || this.#unanswered.size === 0) this.#end('closed');
  }

  /** Closes it now. */
  close(): void {
    this.#end('closed');
  }

  readonly #noticePing = (told: unknown) => {
    if ((told as { websocket?: unknown }).websocket === this.#socket) this.#heardAt = this.#clock.monotonic();
  };

  #read(data: unknown): void {
    if (this.#state === 'ended') return;
    this.#heardAt = this.#clock.monotonic();
    const message = typeof data === 'string' ? readMessage(data) : undefined;
    if (message === undefined) this.#options.misheard();
    else if (message.type === 'hello') this.#open();
    else if (message.type !== 'disconnect') this.#receive(message);
    else if (this.#state === 'opening') this.#end(message.reason);
    else this.#leave.resolve(message.reason);
  }

  #receive(envelope: Envelope): void {
    const cancel = this.#clock.after(deadlineMs, () => this.settle(envelope));
    this.#unanswered.get(envelope.envelope_id)?.();
    this.#unanswered.set(envelope.envelope_id, cancel);
    this.#options.hear(envelope, this);
  }

  #open(): void {
    if (this.#state !== 'opening') return;
    this.#state = 'open';
    this.#look();
    this.#greeting.resolve();
  }

  #look(): void {
    this.#cancelTimer();
    if (this.#socket.readyState !== WebSocket.OPEN) this.#end('cut');
    else if (this.#clock.monotonic() - this.#heardAt > silenceMs) this.#end('silent');
    else this.#cancelTimer = this.#clock.after(lookMs, () => this.#look());
  }

  #end(word: string): void {
    if (this.#state === 'ended') return;
    this.#state = 'ended';
    this.#cancelTimer();
    unsubscribe(pings, this.#noticePing);
    for (const cancel of this.#unanswered.values()) cancel();
    this.#unanswered.clear();
    this.#socket.onmessage = null;
    this.#socket.onerror = null;
    this.#socket.onclose = null;
    // Slack does not end the connection below; nobody waits for that.
    this.#socket.close();
    this.#leave.resolve(word);
    this.#greeting.reject(new SocketTrouble(word));
  }
}
