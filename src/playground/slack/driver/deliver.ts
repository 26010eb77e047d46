import { createHmac } from 'node:crypto';
import type { Clock } from '../../../lib/clock.ts';
import type { OtherWay } from '../other-way.ts';
import type { Workspace } from '../workspace.ts';

/** What the person sees of an interaction that failed. */
export type Shown = 'ok' | 'operation_timeout' | 'dispatch_failed';

/** One signed request, as it goes over the wire. */
export interface Delivery {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** How the bot took it. */
export interface Delivered {
  readonly delivery: Delivery;
  /** Absent: no answer in time, or no connection. */
  readonly httpStatus?: number;
  /** The acknowledgement's body. */
  readonly body: string;
  /** Until the acknowledgement, or until Slack gave up. Real time. */
  readonly ms: number;
  readonly shown: Shown;
}

/** v0 HMAC-SHA256 of timestamp and body, as in `X-Slack-Signature`. */
export function slackSignature(signed: { secret: string; timestamp: string; body: string }): string {
  const hmac = createHmac('sha256', signed.secret).update(`v0:${signed.timestamp}:${signed.body}`);
  return `v0=${hmac.digest('hex')}`;
}

/** What a {@link Courier} needs. */
export interface CourierParts {
  readonly workspace: Workspace;
  /** Real time: for the deadline and for measuring. */
  readonly realClock: Clock;
  readonly signingSecret: string;
  readonly deadlineMs: () => number;
  readonly eventsUrl: () => string;
  /** Used in place of `eventsUrl`. */
  readonly otherWay: OtherWay | undefined;
}

/** Brings requests to the bot as Slack does: signed, and with a deadline. */
export class Courier {
  readonly #parts: CourierParts;

  constructor(parts: CourierParts) {
    this.#parts = parts;
  }

  /** Signs an event now: those are JSON. `headers` are added. */
  signJson(body: string, headers: Delivery['headers'] = {}): Delivery {
    const signed = this.sign(body);
    return { body, headers: { ...signed.headers, 'content-type': 'application/json', ...headers } };
  }

  /** Signs a form's body now. */
  sign(body: string): Delivery {
    const timestamp = String(Math.floor(this.#parts.workspace.clock.now() / 1000));
    return {
      body,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'application/json,*/*',
        'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': slackSignature({ secret: this.#parts.signingSecret, timestamp, body }),
      },
    };
  }

  /** Signs and sends form fields, and records a late or failed acknowledgement against the bot. */
  async send(fields: Readonly<Record<string, string>>): Promise<Delivered> {
    return this.judged(this.sign(new URLSearchParams(fields).toString()));
  }

  /** Sends a request that should be acknowledged well, as it is. */
  async judged(delivery: Delivery): Promise<Delivered> {
    const delivered = await this.post(delivery);
    const { workspace } = this.#parts;
    if (delivered.shown === 'operation_timeout') workspace.violate('late_ack', `no answer in ${delivered.ms} ms`);
    else if (delivered.httpStatus === undefined) workspace.violate('unreachable', 'no connection to the bot');
    else if (delivered.shown !== 'ok') workspace.violate('non_200_ack', `HTTP ${delivered.httpStatus}`);
    return delivered;
  }

  /** Sends a request as it is and blames nobody. */
  async post(delivery: Delivery): Promise<Delivered> {
    const { realClock } = this.#parts;
    const stop = new AbortController();
    const cancel = realClock.after(this.#parts.deadlineMs(), () => stop.abort());
    const from = realClock.monotonic();
    const took = () => realClock.monotonic() - from;
    try {
      const { status, body } = await this.#bring(delivery, stop.signal);
      return { delivery, httpStatus: status, body, ms: took(), shown: status === 200 ? 'ok' : 'dispatch_failed' };
    } catch {
      const shown = stop.signal.aborted ? 'operation_timeout' : 'dispatch_failed';
      return { delivery, body: '', ms: took(), shown };
    } finally {
      cancel();
    }
  }

  async #bring(delivery: Delivery, signal: AbortSignal): Promise<{ status: number; body: string }> {
    const { otherWay, eventsUrl } = this.#parts;
    if (otherWay) return { status: 200, body: await otherWay.carry(delivery, signal) };
    const { headers, body } = delivery;
    const response = await fetch(eventsUrl(), { method: 'POST', headers, body, signal, redirect: 'manual' });
    return { status: response.status, body: await response.text() };
  }
}
