import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { type AttemptEnd, caseFields, nobodyWatches, type Observer } from '../moderation/observer.ts';
import type { VendorName } from '../moderation/vendor.ts';
import type { AttemptOptions, Lost, Transport, WireReply, WireRequest } from './attempt.ts';
import {
  type CallPlace,
  MisconfiguredError,
  RateLimitedError,
  RejectedError,
  UnavailableError,
  UnknownCodeError,
  type VendorError,
} from './errors.ts';
import type { CodeFact, Encoded, Operation, OperationFacts } from './operation.ts';

/** What differs between vendors below the operations: how a request is signed, and where the code stands in a reply. */
export interface Protocol {
  readonly vendor: VendorName;
  /** Builds and signs one request with a fresh nonce and the time of now. Called for every attempt. */
  sign(operation: OperationFacts, encoded: Encoded): WireRequest;
  /** The code and the vendor's own sentence in a reply; undefined when there is no number where the code belongs. */
  readCode(reply: object): { readonly code: number; readonly message?: string } | undefined;
  /** How long to leave a bucket alone after HTTP 429 without a code, in milliseconds. */
  readonly limitedPauseMs: number;
}

/** The vendor answered in its own form. */
export interface Answered<Reply> {
  readonly kind: 'answered';
  readonly code: number;
  /** What the operation's table says of the code; undefined for an unknown one. */
  readonly fact: CodeFact | undefined;
  /** The vendor's own sentence. Shown, never parsed. */
  readonly message: string | undefined;
  readonly reply: Reply;
}

/** A gateway answered HTTP 429 without a code: surely not executed. */
export interface Limited {
  readonly kind: 'limited';
  readonly pauseMs: number;
}

export type Answer<Reply> = Answered<Reply> | Limited | Lost;

/** Makes single signed calls: encode, sign, one attempt, decode, one log line. Knows no quota and no retry. */
export interface Client {
  readonly vendor: VendorName;
  readonly app: string;
  attempt<Input, Reply>(
    operation: Operation<Input, Reply>,
    input: Input,
    options?: {
      readonly onSent?: () => void;
      readonly mayCall?: AttemptOptions['mayCall'];
      readonly signal?: AbortSignal;
      /** For which cases, for the log. */
      readonly cases?: readonly number[] | undefined;
    },
  ): Promise<Answer<Reply>>;
}

export interface ClientOptions {
  readonly app: string;
  readonly protocol: Protocol;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly log: Log;
  readonly observer?: Observer | undefined;
  /** Where the vendor is, for those who watch. */
  readonly server: { readonly address: string; readonly port: number };
}

export function createClient(options: ClientOptions): Client {
  const { app, protocol, transport, clock, log, server, observer = nobodyWatches } = options;
  return {
    vendor: protocol.vendor,
    app,
    attempt: (operation, input, { signal, onSent, mayCall, cases } = {}) => {
      const about = { app, operation: operation.name };
      const facts = { ...about, ...server, vendor: protocol.vendor, method: operation.method, ...(cases && { cases }) };
      return observer.during('attempt', facts, async () => {
        const request = protocol.sign(operation, operation.encode(input));
        const startedAt = clock.monotonic();
        const wire = await transport.attempt(request, {
          maxReplyBytes: operation.maxReplyBytes,
          ...(onSent && { onSent }),
          ...(mayCall && { mayCall }),
          ...(signal && { signal }),
        });
        const answer = wire.kind === 'reply' ? decode(wire, operation, protocol) : wire;
        const http = wire.kind === 'reply' ? { http: wire.http } : {};
        const code = answer.kind === 'answered' ? { code: answer.code } : {};
        observer.note('attempt', { ended: endOf(answer, operation), ...code, ...http });
        const line = { event: 'vendor.call', ...about, ...caseFields(cases) };
        if (log.isLevelEnabled('debug')) {
          log.debug({ ...line, ms: Math.round(clock.monotonic() - startedAt), ...outline(answer), ...http });
        }
        if (answer.kind === 'answered' && (!answer.fact || answer.fact.next === 'fault')) {
          // Somebody must look: a code that is in no table, or a request that Hush should never have built.
          const event = answer.fact ? 'vendor.fault' : 'vendor.unknown-code';
          log.error({ ...line, event, code: answer.code, message: answer.message });
        }
        return answer;
      });
    },
  };
}

function endOf(answer: Answer<unknown>, { success }: OperationFacts): AttemptEnd {
  switch (answer.kind) {
    case 'limited':
      return 'over-quota';
    case 'lost':
      return answer.sent ? 'unanswered' : 'unsent';
    case 'answered':
      if (answer.fact?.next === 'wait') return 'over-quota';
      return answer.code === success ? 'success' : 'code';
  }
}

/** Turns an answer that is not a success into the error that a caller should throw. */
export function errorOf(answer: Answer<unknown>, place: CallPlace): VendorError {
  if (answer.kind === 'lost') {
    return new UnavailableError(place, { words: answer.words, executed: answer.sent ? 'maybe' : 'no' });
  }
  if (answer.kind === 'limited') return new RateLimitedError(place, answer);
  const code = String(answer.code);
  if (!answer.fact) return new UnknownCodeError(place, { code });
  const { next, words, wholeWords, pauseMs = 0 } = answer.fact;
  const told = { words: wholeWords ?? words, code };
  switch (next) {
    case 'wait':
      return new RateLimitedError(place, { pauseMs, code });
    case 'repeat':
    case 'readBack':
      return new UnavailableError(place, { ...told, executed: 'maybe' });
    case 'refuse':
    case 'resign':
      return new MisconfiguredError(place, { words: `${told.words} (${code})`, code });
    default:
      return new RejectedError(place, told);
  }
}

function decode<Reply>(wire: WireReply, operation: Operation<never, Reply>, protocol: Protocol): Answer<Reply> {
  const json = parsed(wire.body);
  const envelope = typeof json === 'object' && json !== null ? protocol.readCode(json) : undefined;
  const fact = envelope && operation.codes[envelope.code];
  if (wire.http === 429 && (!fact || fact.next === 'succeed')) {
    return { kind: 'limited', pauseMs: protocol.limitedPauseMs };
  }
  if (!envelope) return unreadable(wire, json === undefined ? shapeOf(wire) : 'the answer had no code');
  if (envelope.code === operation.success && wire.http !== 200) {
    // A gateway's error around a success: neither of the two can be trusted.
    return unreadable(wire, 'the answer contradicted itself');
  }
  const reply = operation.reply.safeParse(json);
  if (!reply.success) return unreadable(wire, 'the answer had an unexpected form');
  const { code, message } = envelope;
  return { kind: 'answered', code, fact, message, reply: reply.data };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function shapeOf({ http, body }: WireReply): string {
  if (http >= 300 && http < 400) return 'the answer was a redirect, which Hush does not follow';
  if (body.trim() === '') return 'the answer was empty';
  return body.trimStart().startsWith('<') ? 'the answer was a web page' : 'the answer could not be read';
}

/** The request arrived somewhere; whether it was carried out, nobody can say. */
function unreadable({ http }: WireReply, words: string): Lost {
  return { kind: 'lost', sent: true, words: `${words} (HTTP ${http})`, cause: words };
}

function outline(answer: Answer<unknown>): object {
  switch (answer.kind) {
    case 'answered':
      return { code: answer.code };
    case 'limited':
      return { lost: 'HTTP 429' };
    case 'lost':
      return { lost: answer.cause, sent: answer.sent };
  }
}
