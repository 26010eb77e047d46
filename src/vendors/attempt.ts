import { type Dispatcher, errors, Pool } from 'undici';
import type { Clock } from '../lib/clock.ts';
import { secondsInWords } from './errors.ts';

/** One signed HTTP request, ready for the wire. */
export interface WireRequest {
  readonly method: 'GET' | 'POST';
  /** Path and query, percent-encoded. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Why an attempt came to nothing that {@link AttemptOptions.mayCall} refused: its `cause`. */
export const notAllowed = 'not allowed';

/** The vendor's answer, read to its end. */
export interface WireReply {
  readonly kind: 'reply';
  /** The HTTP status. */
  readonly http: number;
  /** The header `Date`, if there was one. */
  readonly date?: string;
  readonly body: string;
}

/** No usable answer came. */
export interface Lost {
  readonly kind: 'lost';
  /** False: the request was surely never written. True: the vendor may have carried it out. */
  readonly sent: boolean;
  /** Why, for a moderator, without the vendor's name: `no answer within 2 s`. */
  readonly words: string;
  /** Why, for the log: `ECONNRESET`. */
  readonly cause: string;
}

export interface AttemptOptions {
  /** A longer body is cut off and counts as lost. Bytes. */
  readonly maxReplyBytes: number;
  /**
   * Asked once, right before the first byte is written. At no nothing is: the attempt ends as lost, unsent, with the cause
   * {@link notAllowed}. For whoever may have lost the right to call since the request was built, for a process can stand still anywhere.
   */
  readonly mayCall?: () => boolean;
  /** Called when the request is being written, at most once. */
  readonly onSent?: () => void;
  /** Ends the attempt early. Only for reads: a write whose reply nobody reads is a write nobody knows about. */
  readonly signal?: AbortSignal;
}

/** Makes single HTTP requests to one host. Never repeats, never follows a redirect. */
export interface Transport {
  /** Resolves whatever happens; rejects only for requests that cannot be built and after {@link Transport.close}. */
  attempt(request: WireRequest, options: AttemptOptions): Promise<WireReply | Lost>;
  /** Cuts all connections. */
  close(): Promise<void>;
}

export interface TransportOptions {
  /** Scheme, host and port. */
  readonly origin: string;
  /** For the whole attempt: connecting, sending, and reading the answer to its end. */
  readonly timeoutMs: number;
  /** Most connections at once. */
  readonly connections: number;
  readonly clock: Clock;
}

/** One undici pool for one host. HTTP/1.1 without pipelining: a broken connection takes exactly one request with it. */
export function createTransport({ origin, timeoutMs, connections, clock }: TransportOptions): Transport {
  const pool = new Pool(origin, {
    connections,
    pipelining: 1,
    allowH2: false,
    // The attempt's own deadline covers all of these; undici's would only add a second, coarser opinion.
    headersTimeout: 0,
    bodyTimeout: 0,
    connectTimeout: timeoutMs,
  });
  return {
    attempt: (request, options) =>
      new Promise((resolve, reject) => {
        const exchange = new Exchange({ resolve, reject, timeoutMs, ...options });
        exchange.begin(clock);
        pool.dispatch(request, exchange);
      }),
    close: () => pool.destroy(),
  };
}

type ExchangeOptions = AttemptOptions & {
  readonly resolve: (end: WireReply | Lost) => void;
  readonly reject: (error: Error) => void;
  readonly timeoutMs: number;
};

/** A timer that is so late was held up by this very process; ordinary ones are a few milliseconds late. */
const stallMs = 50;

/** Thrown into undici to drop a request; its text is seen by nobody. */
const dropped = new Error('the attempt has ended');

/** One request and its answer. undici calls `onRequestStart` right before the first byte is written: the line between "surely not" and "maybe". */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #options: ExchangeOptions;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  #http = 0;
  #date: { readonly date?: string } = {};
  #ended = false;
  #controller: Dispatcher.DispatchController | undefined;
  #cancelDeadline: () => void = () => {};
  readonly #onAbort = () => this.#drop({ words: 'it was cancelled', cause: 'aborted' });

  constructor(options: ExchangeOptions) {
    this.#options = options;
  }

  begin(clock: Clock): void {
    const { timeoutMs, signal } = this.#options;
    this.#setDeadline(clock, timeoutMs);
    if (signal?.aborted) this.#onAbort();
    else signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  #setDeadline(clock: Clock, ms: number): void {
    const { timeoutMs } = this.#options;
    const dueAt = clock.monotonic() + ms;
    this.#cancelDeadline = clock.after(ms, () => {
      // A late timer means that this process was busy and read no sockets: the vendor is not to blame for that, and gets the time back.
      const lateMs = clock.monotonic() - dueAt;
      if (lateMs >= stallMs) return this.#setDeadline(clock, Math.min(lateMs, timeoutMs));
      const within = secondsInWords(timeoutMs);
      const words = this.#controller ? `no answer within ${within}` : `no connection within ${within}`;
      this.#drop({ words, cause: 'deadline' });
    });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Throwing here keeps an attempt that is already over from ever being written, and keeps the connection.
    if (this.#ended) throw dropped;
    if (this.#options.mayCall?.() === false) {
      this.#end({ kind: 'lost', sent: false, words: 'it was not sent, for it came too late', cause: notAllowed });
      throw dropped;
    }
    this.#controller = controller;
    this.#options.onSent?.();
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    statusCode: number,
    { date }: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    this.#http = statusCode;
    this.#date = typeof date === 'string' ? { date } : {};
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > this.#options.maxReplyBytes) this.#drop({ words: 'the answer was too long', cause: 'too long' });
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    const [first = Buffer.alloc(0)] = this.#chunks;
    const body = this.#chunks.length > 1 ? Buffer.concat(this.#chunks, this.#bytes) : first;
    this.#end({ kind: 'reply', http: this.#http, ...this.#date, body: body.toString('utf8') });
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    if (isMisuse(error)) {
      if (!this.#ended) this.#options.reject(error);
      this.#finish();
      return;
    }
    const cause = codeOf(error);
    const sent = this.#controller !== undefined;
    this.#end({ kind: 'lost', sent, words: sent ? brokenWords(cause) : unreachedWords(cause), cause });
  }

  #drop(why: { words: string; cause: string }): void {
    this.#end({ kind: 'lost', sent: this.#controller !== undefined, ...why });
    this.#chunks.length = 0;
    this.#controller?.abort(dropped);
  }

  #end(end: WireReply | Lost): void {
    if (this.#ended) return;
    this.#finish();
    this.#options.resolve(end);
  }

  #finish(): void {
    this.#ended = true;
    this.#cancelDeadline();
    this.#options.signal?.removeEventListener('abort', this.#onAbort);
  }
}

/** Faults of the caller, which repeating cannot cure. */
function isMisuse(error: Error): boolean {
  return (
    error instanceof errors.InvalidArgumentError ||
    error instanceof errors.ClientDestroyedError ||
    error instanceof errors.ClientClosedError
  );
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

function brokenWords(cause: string): string {
  return cause.startsWith('HPE_') ? 'the answer was not HTTP' : 'the connection broke before the answer was complete';
}

const unreached: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ENOTFOUND: 'the address was not found',
  EAI_AGAIN: 'the address could not be looked up',
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
  ETIMEDOUT: 'no connection in time',
};

/** Certificate and handshake errors have many codes; all of these prefixes are TLS's. */
const tlsCode = /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO|SELF_SIGNED|DEPTH_ZERO|EPROTO)/;

function unreachedWords(cause: string): string {
  return unreached[cause] ?? (tlsCode.test(cause) ? 'no secure connection' : 'no connection');
}
