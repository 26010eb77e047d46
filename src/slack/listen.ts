import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import {
  type App,
  type BufferedIncomingMessage,
  HTTPModuleFunctions,
  HTTPResponseAck,
  type Logger,
  type Receiver,
  verifySlackRequest,
} from '@slack/bolt';
import type { Clock } from '../lib/clock.ts';

/** Slack's largest requests are forms of some 100 KB; a line of 100,000 ids, put together by a program, has 1 to 4 MB. */
const bodyLimit = 4 * 1024 * 1024;
/** As far as a request's time may be off, either way. Bolt checks the past only. */
const skewSeconds = 300;

/** How long a stop waits for work that came in before it. */
const stopMs = 5000;

/** Answers a path that is not Slack's: health, readiness, metrics. */
export type Route = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

export interface Address {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
}

/** The address cannot be listened on. The message is for the person who runs Hush. */
export class ListenFailed extends Error {
  override readonly name = 'ListenFailed';
}

/**
 * The bot's HTTP server, built from Bolt's own parts. It differs from Bolt's `HTTPReceiver` where that lets something through: timestamps
 * from the future are refused, a signed body that is no object is answered 400 (there it ends the process), and a request that no
 * listener wants is answered at once instead of after three seconds.
 */
export class SlackReceiver implements Receiver {
  readonly #signingSecret: string | undefined;
  readonly #routes: ReadonlyMap<string, Route>;
  readonly #clock: Clock;
  readonly #logger: Logger;
  #app: App | undefined;
  #server: Server | undefined;
  /** What came in and is still being worked on, its answer given or not. */
  readonly #working = new Set<Promise<void>>();

  /** Without a signing secret `/slack/events` is not served. */
  constructor(options: {
    signingSecret: string | undefined;
    routes: ReadonlyMap<string, Route>;
    clock: Clock;
    logger: Logger;
  }) {
    this.#signingSecret = options.signingSecret;
    this.#routes = options.routes;
    this.#clock = options.clock;
    this.#logger = options.logger;
  }

  init(app: App): void {
    this.#app = app;
  }

  /** Listens; resolves with the port. Throws {@link ListenFailed}. */
  async start({ host, port }: Address): Promise<number> {
    const server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => {
        this.#logger.error('A request could not be answered.', error);
        if (!response.headersSent) response.writeHead(500);
        response.end();
      });
    });
    // Slack waits three seconds; whoever sends slower than this is not Slack.
    server.requestTimeout = 10_000;
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) => {
        const why = error.code === 'EADDRINUSE' ? 'something else listens there' : (error.code ?? error.message);
        reject(new ListenFailed(`Hush cannot listen on ${host}:${port}: ${why}. Set PORT or HOST.`, { cause: error }));
      });
      server.listen(port, host, () => {
        server.removeAllListeners('error');
        resolve();
      });
    });
    const address = server.address();
    return typeof address === 'object' && address ? address.port : port;
  }

  /** Takes no new requests, and waits until those that came in are done with, answers and all, but not longer than a moment. */
  async stop(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    this.#server = undefined;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
    const giveUp = new AbortController();
    await Promise.race([
      Promise.allSettled(this.#working),
      this.#clock.sleep(stopMs, giveUp.signal).catch(() => undefined),
    ]);
    giveUp.abort();
    // Whoever holds a connection open without asking anything (a load balancer's spare one) would be waited for otherwise.
    server.closeAllConnections();
    await closed;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url?.split('?', 1)[0] ?? '/';
    if (path === '/slack/events' && this.#signingSecret !== undefined) {
      if (request.method !== 'POST') return end(response, 405);
      return await this.#hear(request, response);
    }
    const route = this.#routes.get(path);
    if (!route) return end(response, 404);
    if (request.method !== 'GET' && request.method !== 'HEAD') return end(response, 405);
    return await route(request, response);
  }

  async #hear(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text: string;
    try {
      const { rawBody } = await HTTPModuleFunctions.bufferIncomingMessage(request, bodyLimit);
      text = rawBody.toString();
    } catch (error) {
      // The rest of the body is still on its way: the connection cannot be used for another request.
      response.setHeader('connection', 'close');
      return end(response, HTTPModuleFunctions.isRawBodyError(error) ? error.statusCode : 400);
    }
    const body = readBody(request, text);
    // Slack's check of the certificate carries no signature; nothing else in it is looked at.
    if (body?.ssl_check === '1') return end(response, 200);
    if (!this.#isFromSlack(request, text)) return end(response, 401);
    if (!body) return end(response, 400);
    if (body.type === 'url_verification') return HTTPModuleFunctions.buildUrlVerificationResponse(response, body);
    await this.#dispatch(request, response, body);
  }

  #isFromSlack(request: IncomingMessage, body: string): boolean {
    const timestamp = request.headers['x-slack-request-timestamp'];
    const signature = request.headers['x-slack-signature'];
    if (
      this.#signingSecret === undefined ||
      typeof timestamp !== 'string' ||
      typeof signature !== 'string' ||
      !/^\d{1,12}$/.test(timestamp)
    )
      return false;
    const now = this.#clock.now();
    if (Number(timestamp) > now / 1000 + skewSeconds) return false;
    try {
      const headers = { 'x-slack-signature': signature, 'x-slack-request-timestamp': Number(timestamp) };
      verifySlackRequest({ signingSecret: this.#signingSecret, body, headers, nowMilliseconds: now });
      return true;
    } catch {
      return false;
    }
  }

  async #dispatch(request: IncomingMessage, response: ServerResponse, body: Record<string, unknown>): Promise<void> {
    const ack = new HTTPResponseAck({
      logger: this.#logger,
      processBeforeResponse: false,
      unhandledRequestHandler: () => undefined,
      httpRequest: Object.assign(request, { rawBody: Buffer.alloc(0) }),
      httpRequestBody: body,
      httpResponse: response,
    });
    const work = this.#app?.processEvent({ body, ack: ack.bind() }) ?? Promise.resolve();
    this.#working.add(work);
    await work.finally(() => this.#working.delete(work));
    if (response.headersSent) return;
    ack.ack();
    end(response, 404);
  }
}

/** The body as an object, however Slack wrapped it; undefined if it is none. */
function readBody(request: IncomingMessage, text: string): Record<string, unknown> | undefined {
  const contentType = request.headers['content-type']?.split(';', 1)[0]?.trim();
  try {
    // All that Bolt's parser looks at. It knows the content type by heart, and takes no charset behind it.
    const bare = { headers: { 'content-type': contentType }, rawBody: Buffer.from(text) } as BufferedIncomingMessage;
    const body: unknown = HTTPModuleFunctions.parseHTTPRequestBody(bare);
    return typeof body === 'object' && body !== null && !Array.isArray(body)
      ? (body as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function end(response: ServerResponse, status: number): void {
  response.writeHead(status);
  response.end();
}
