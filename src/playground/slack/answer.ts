import type { ServerResponse } from 'node:http';
import type { Clock } from '../../lib/clock.ts';
import type { Data } from '../wire/data.ts';
import type { SlackCall } from './model.ts';
import type { SlackFault } from './switches.ts';

/** An HTTP answer of Slack's: JSON, or bytes of some type. */
export interface SlackAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Data | { readonly type: string; readonly bytes: Buffer | string };
}

/** What {@link sendAnswer} needs. */
export interface Answering {
  readonly response: ServerResponse;
  readonly fault: SlackFault | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Filled in with what was answered, sent or lost. */
  readonly call: SlackCall;
  /** Does the work. Not called when the fault comes first. */
  readonly work: () => SlackAnswer | Promise<SlackAnswer>;
}

/** Does the work and sends its answer, spoiled as the fault says. */
export async function sendAnswer(answering: Answering): Promise<void> {
  const { response, fault, clock, signal, call } = answering;
  const instead = replacement(fault);
  if (fault?.kind === 'slow') await clock.sleep(fault.ms, signal);
  if (fault?.kind === 'reset-before') {
    response.destroy();
    return;
  }
  if (fault?.kind === 'hang' && !fault.effect) return;
  const answer = instead ?? (await answering.work());
  call.status = answer.status;
  if (!isBytes(answer.body)) call.answer = answer.body;
  if (fault?.kind === 'hang') return;
  if (fault?.kind === 'reset-after') response.destroy();
  else if (fault?.kind === 'half-body' || fault?.kind === 'stalled-body') sendHalf(response, answer, fault.kind);
  else send(response, answer);
}

function replacement(fault: SlackFault | undefined): SlackAnswer | undefined {
  switch (fault?.kind) {
    case 'status':
      return { status: fault.status, body: { type: 'text/html', bytes: '<html><body>Slack is down</body></html>' } };
    case 'redirect':
      return { status: 302, headers: { location: fault.to }, body: { type: 'text/html', bytes: '' } };
    case 'rate-limited':
      return rateLimited(fault.retryAfter ?? 1);
    case 'error':
      return { status: 200, body: { ok: false, error: fault.error } };
    default:
      return undefined;
  }
}

/** 429, with the seconds to wait. */
export function rateLimited(retryAfter: number): SlackAnswer {
  return {
    status: 429,
    headers: { 'retry-after': String(retryAfter) },
    body: { ok: false, error: 'ratelimited' },
  };
}

function isBytes(body: SlackAnswer['body']): body is { type: string; bytes: Buffer | string } {
  return 'bytes' in body;
}

function sendHalf(response: ServerResponse, { status, headers, body }: SlackAnswer, kind: string): void {
  const bytes = Buffer.from(isBytes(body) ? body.bytes : JSON.stringify(body));
  response.writeHead(status, { 'content-length': String(bytes.length), ...headers });
  response.write(bytes.subarray(0, bytes.length / 2), () => {
    if (kind === 'half-body') response.destroy();
  });
}

function send(response: ServerResponse, { status, headers, body }: SlackAnswer): void {
  const type = isBytes(body) ? String(body.type) : 'application/json; charset=utf-8';
  response.writeHead(status, { 'content-type': type, ...headers });
  response.end(isBytes(body) ? body.bytes : JSON.stringify(body));
}
