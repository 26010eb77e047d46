import type { IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Delivery } from '../../src/playground/slack/driver/deliver.ts';
import type { OtherWay } from '../../src/playground/slack/other-way.ts';
import { playgroundSlack } from '../../src/playground/slack/seed.ts';
import { dataOf, isData, parseJson, textOf } from '../../src/playground/wire/data.ts';

/** Slack allows this many WebSockets of one app. */
const mostConnections = 10;

/** One WebSocket of the bot's, as Slack sees it. */
export interface SlackSocket {
  /** Which it was: 1, 2, … */
  readonly number: number;
  readonly isOpen: boolean;
  /** Envelopes that were sent over it, oldest first. */
  readonly envelopes: readonly string[];
  /** Sends anything, as it is. */
  send(text: string): void;
  /** `disconnect` with a reason: the bot is to have another connection in place of this one. Slack goes on as it is, until {@link close}. */
  disconnect(reason: string): void;
  ping(): void;
  /** Slack closes it. */
  close(): void;
  /** The connection breaks without a word. */
  cut(): void;
  /** Slack's closing words, and then nothing: the connection below is never ended (node-slack-sdk #2752). */
  closeHalf(): void;
}

/** Slack's side of Socket Mode (https://docs.slack.dev/apis/events-api/using-socket-mode): strict where Slack is, and bad where a test says so. */
export interface SlackSockets {
  readonly appToken: string;
  readonly otherWay: OtherWay;
  /** All that ever were, oldest first. */
  readonly sockets: readonly SlackSocket[];
  /** Those that Slack has greeted and that are open. */
  open(): readonly SlackSocket[];
  /** What the bot said that Slack would not understand, or take only once. */
  readonly violations: string[];
  readonly misbehaviour: {
    /** Opens, and never greets. */
    withoutGreeting: boolean;
    /** In place of the greeting: `disconnect` with this reason. */
    insteadOfGreeting: string | undefined;
    /** Acknowledgements get lost on their way, so many. */
    loseAcknowledgements: number;
    /** An address of another kind is given out. */
    address: string | undefined;
  };
  /** Acknowledgements that came in, lost ones too. */
  readonly acknowledgements: readonly { readonly socket: number; readonly envelope: string; readonly body: unknown }[];
  /** Sends something that nobody waits for; the envelope's id. */
  push(envelope: Readonly<Record<string, unknown>>, socket?: SlackSocket): string;
  close(): Promise<void>;
}

/** Starts it on 127.0.0.1; {@link SlackSockets.otherWay} goes into `startSlack`. */
export async function startSlackSockets(appToken = 'xapp-1-A0HUSH0001-playground-0001'): Promise<SlackSockets> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const tickets = new Set<string>();
  const all: Connection[] = [];
  const waiting = new Map<string, (body: unknown) => void>();
  const violations: string[] = [];
  const acknowledgements: { socket: number; envelope: string; body: unknown }[] = [];
  const misbehaviour: SlackSockets['misbehaviour'] = {
    withoutGreeting: false,
    insteadOfGreeting: undefined,
    loseAcknowledgements: 0,
    address: undefined,
  };
  const open = () => all.filter(({ isGreeted, isOpen }) => isGreeted && isOpen);
  let ids = 0;
  let turn = 0;

  const hear = (connection: Connection, text: string) => {
    const said = dataOf(parseJson(text));
    const envelope = textOf(said.envelope_id);
    const sent = connection.sent.get(envelope);
    if (!sent) violations.push(`an acknowledgement of nothing that came over socket ${connection.number}: ${text}`);
    else if (sent.isAcknowledged) violations.push(`a second acknowledgement of ${envelope}`);
    else if (said.payload !== undefined && !(sent.takesBody && isData(said.payload))) {
      violations.push(`a body where none is taken: ${text}`);
    }
    if (!sent) return;
    sent.isAcknowledged = true;
    acknowledgements.push({ socket: connection.number, envelope, body: said.payload });
    if (misbehaviour.loseAcknowledgements > 0) misbehaviour.loseAcknowledgements -= 1;
    else waiting.get(envelope)?.(said.payload);
  };

  server.on('connection', (socket: WebSocket, request: IncomingMessage) => {
    const ticket = new URL(request.url ?? '/', 'ws://127.0.0.1').searchParams.get('ticket') ?? '';
    if (!tickets.delete(ticket)) return socket.close(4001, 'no such ticket');
    const connection = new Connection(all.length + 1, { socket, wire: request.socket });
    all.push(connection);
    socket.on('message', (data) => hear(connection, String(data)));
    socket.on('error', () => undefined);
    if (misbehaviour.withoutGreeting) return;
    if (misbehaviour.insteadOfGreeting !== undefined) return connection.disconnect(misbehaviour.insteadOfGreeting);
    if (open().length >= mostConnections) return connection.disconnect('too_many_websockets');
    connection.isGreeted = true;
    const debug = { host: 'applink-1', approximate_connection_time: 18_060 };
    const greeting = { type: 'hello', num_connections: open().length, debug_info: debug };
    connection.send(JSON.stringify({ ...greeting, connection_info: { app_id: playgroundSlack.app } }));
  });

  const push = (envelope: Readonly<Record<string, unknown>>, socket?: SlackSocket) => {
    // Slack gives each to one of the connections, whichever.
    const choice = open();
    const connection = all.find((each) => each === socket) ?? choice[turn++ % Math.max(1, choice.length)];
    if (!connection) throw new Error('The bot has no connection');
    ids += 1;
    const id = `envelope-${ids}`;
    const takesBody = envelope.accepts_response_payload !== false;
    connection.sent.set(id, { takesBody, isAcknowledged: false });
    connection.send(JSON.stringify({ envelope_id: id, accepts_response_payload: true, ...envelope }));
    return id;
  };

  const carry = (delivery: Delivery, signal: AbortSignal) =>
    new Promise<string>((resolve, reject) => {
      const id = push(envelopeOf(delivery));
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      waiting.set(id, (body) => resolve(body === undefined ? '' : JSON.stringify(body)));
    });

  const askedForAddress = ({ token }: { readonly token: string }) => {
    const refusal = (error: string) => ({ status: 200, body: { ok: false, error } });
    if (token === '') return refusal('not_authed');
    if (token.startsWith('xoxb-')) return refusal('not_allowed_token_type');
    if (token !== appToken) return refusal('invalid_auth');
    ids += 1;
    const ticket = `ticket-${ids}-secret`;
    tickets.add(ticket);
    const url = misbehaviour.address ?? `ws://127.0.0.1:${port}/link/?ticket=${ticket}&app_id=${playgroundSlack.app}`;
    return { status: 200, body: { ok: true, url } };
  };

  return {
    appToken,
    otherWay: { methods: new Map([['apps.connections.open', askedForAddress]]), carry },
    sockets: all,
    open,
    violations,
    misbehaviour,
    acknowledgements,
    push,
    close: () =>
      new Promise((resolve) => {
        for (const connection of all) connection.cut();
        server.close(() => resolve());
      }),
  };
}

/** What Slack sends over a WebSocket in place of an HTTP request. */
function envelopeOf({ body, headers }: Delivery): Readonly<Record<string, unknown>> {
  if (headers['content-type'] === 'application/json') {
    return {
      type: 'events_api',
      payload: parseJson(body),
      accepts_response_payload: false,
      retry_attempt: Number(headers['x-slack-retry-num'] ?? 0),
      retry_reason: headers['x-slack-retry-reason'] ?? '',
    };
  }
  const fields = Object.fromEntries(new URLSearchParams(body));
  if (fields.payload === undefined) return { type: 'slash_commands', payload: fields };
  const payload = dataOf(parseJson(fields.payload));
  return { type: 'interactive', payload, accepts_response_payload: payload.type === 'view_submission' };
}

class Connection implements SlackSocket {
  readonly number: number;
  readonly sent = new Map<string, { readonly takesBody: boolean; isAcknowledged: boolean }>();
  isGreeted = false;
  readonly #socket: WebSocket;
  readonly #wire: Socket;
  #isLeft = false;

  constructor(number: number, { socket, wire }: { socket: WebSocket; wire: Socket }) {
    this.number = number;
    this.#socket = socket;
    this.#wire = wire;
  }

  get isOpen(): boolean {
    return !this.#isLeft && this.#socket.readyState === this.#socket.OPEN;
  }

  get envelopes(): readonly string[] {
    return [...this.sent.keys()];
  }

  send(text: string): void {
    this.#socket.send(text);
  }

  disconnect(reason: string): void {
    this.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'applink-1' } }));
  }

  ping(): void {
    this.#socket.ping('Ping from applink-1');
  }

  close(): void {
    this.#socket.close(1000);
  }

  cut(): void {
    this.#socket.terminate();
  }

  closeHalf(): void {
    this.#isLeft = true;
    this.#socket.pause();
    // A closing frame with the code 1000.
    this.#wire.write(Buffer.from([0x88, 0x02, 0x03, 0xe8]));
  }
}
