import { type RateWindow, rateWindow } from '../vendor/rate-window.ts';
import { type Data, dataOf, parseJson, textOf } from '../wire/data.ts';
import type { WireRequest } from '../wire/server.ts';
import { rateLimited, type SlackAnswer } from './answer.ts';
import { slackMethods } from './methods/all.ts';
import { ratedChannel } from './methods/chat.ts';
import type { MethodAnswer, MethodContext, SlackMethod } from './methods/method.ts';
import type { OtherWay } from './other-way.ts';

/** What every call has in common. */
export type WebApiParts = Omit<MethodContext, 'args'> & {
  readonly botToken: string;
  readonly otherWay: OtherWay | undefined;
};

/** Slack's Web API: arguments, token, scopes, rates, then the method. */
export class WebApi {
  readonly #parts: WebApiParts;
  readonly #windows = new Map<string, RateWindow>();

  constructor(parts: WebApiParts) {
    this.#parts = parts;
  }

  answer(asked: { method: string; args: Data; token: string }): SlackAnswer {
    const { workspace, switches, botToken, otherWay } = this.#parts;
    const ofOtherWay = otherWay?.methods.get(asked.method);
    if (ofOtherWay) return ofOtherWay(asked);
    const method = slackMethods.get(asked.method);
    if (!method) {
      workspace.violate('unknown_method', asked.method);
      return refusal('unknown_method');
    }
    if (asked.token === '') return refusal('not_authed');
    if (asked.token !== botToken) return refusal('invalid_auth');
    if (method.scope && !switches.scopes.includes(method.scope)) {
      workspace.violate('missing_scope', `${asked.method} needs ${method.scope}`);
      return refusal('missing_scope', { needed: method.scope, provided: switches.scopes.join(',') });
    }
    const wait = this.#waitFor(asked, method);
    if (wait > 0) return rateLimited(wait);
    return this.#written(asked.method, method.run({ ...this.#parts, args: asked.args }));
  }

  #written(name: string, answer: MethodAnswer): SlackAnswer {
    const { workspace, switches } = this.#parts;
    const headers = { 'x-oauth-scopes': switches.scopes.join(',') };
    if (answer.ok) return { status: 200, headers, body: { ok: true, ...answer.fields } };
    const problems = answer.problems ?? [];
    if (answer.violation) {
      workspace.violate(answer.violation, [`${name}: ${answer.error}`, ...problems].join('; '));
    }
    const told =
      problems.length === 0
        ? {}
        : { errors: problems, response_metadata: { messages: problems.map((problem) => `[ERROR] ${problem}`) } };
    return { ...refusal(answer.error, told), headers };
  }

  /** Seconds to wait; 0: go on. */
  #waitFor(asked: { method: string; args: Data }, method: SlackMethod): number {
    const { switches } = this.#parts;
    const channel = ratedChannel(asked.method, asked.args);
    const perSecond = switches.messagesPerSecond;
    if (channel && perSecond > 0 && !this.#admit(`channel ${channel}`, { perSecond, burst: switches.messageBurst })) {
      return Math.max(1, Math.ceil(1 / perSecond));
    }
    const { perMinute } = method;
    if (switches.tierLimits && !this.#admit(asked.method, { perSecond: perMinute / 60, burst: perMinute })) {
      return Math.ceil(60 / perMinute);
    }
    return 0;
  }

  #admit(name: string, { perSecond, burst }: { perSecond: number; burst: number }): boolean {
    const key = `${name} ${perSecond} ${burst}`;
    const window = this.#windows.get(key) ?? rateWindow({ kind: 'token-bucket', callsPerSecond: perSecond, burst });
    this.#windows.set(key, window);
    return window.admit(this.#parts.workspace.clock.monotonic());
  }
}

function refusal(error: string, fields: Data = {}): SlackAnswer {
  return { status: 200, body: { ok: false, error, ...fields } };
}

/** Arguments that are JSON texts inside a form. */
const nested = new Set(['blocks', 'view', 'metadata', 'files', 'attachments']);

/** A call's arguments and token, from a form, a JSON body or the query. */
export function readCall(request: WireRequest): { args: Data; token: string } {
  const { token, ...args } = readArguments(request);
  const [, bearer = ''] = /^Bearer (.+)$/.exec(request.headers.authorization ?? '') ?? [];
  return { args, token: bearer || textOf(token) };
}

function readArguments(request: WireRequest): Data {
  const body = request.body.toString('utf8');
  const json = (request.headers['content-type'] ?? '').startsWith('application/json');
  const given = json ? dataOf(parseJson(body)) : Object.fromEntries(new URLSearchParams(body));
  const all = { ...Object.fromEntries(request.query), ...given };
  return Object.fromEntries(
    Object.entries(all).map(([name, value]) => [
      name,
      nested.has(name) && typeof value === 'string' ? (parseJson(value) ?? value) : value,
    ]),
  );
}
