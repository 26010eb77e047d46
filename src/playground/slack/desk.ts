import type { ServerResponse } from 'node:http';
import { type Data, parseJson } from '../wire/data.ts';
import type { FaultBoard } from '../wire/fault-board.ts';
import type { WireRequest } from '../wire/server.ts';
import { type SlackAnswer, sendAnswer } from './answer.ts';
import { answerAtUrl } from './answer-at-url.ts';
import { receiveFile, sendFile } from './file-transfer.ts';
import type { SlackCall } from './model.ts';
import type { ResponseUrls } from './response-urls.ts';
import type { SlackFault } from './switches.ts';
import { readCall, WebApi, type WebApiParts } from './web-api.ts';

/** What the desk works on, beside the Web API. */
export interface DeskParts extends Omit<WebApiParts, 'origin'> {
  readonly urls: ResponseUrls;
  readonly faults: FaultBoard<SlackFault>;
  readonly signal: AbortSignal;
  readonly origin: () => string;
}

interface Errand {
  readonly method: string;
  readonly args: Data;
  readonly work: () => SlackAnswer | Promise<SlackAnswer>;
}

/** Where the bot's requests arrive: sorts them by path, records them, and answers. */
export class SlackDesk {
  readonly #parts: DeskParts;
  #api: WebApi | undefined;

  constructor(parts: DeskParts) {
    this.#parts = parts;
  }

  async handle(request: WireRequest, response: ServerResponse): Promise<void> {
    const { workspace, faults, signal } = this.#parts;
    const { method, args, work } = this.#errand(request);
    const call: SlackCall = { at: workspace.clock.now(), method, args };
    workspace.calls.push(call);
    workspace.changes.tell('call');
    await sendAnswer({ response, fault: faults.take(method), clock: workspace.clock, signal, call, work });
    workspace.changes.tell('call');
  }

  #errand(request: WireRequest): Errand {
    const { workspace, urls, botToken, switches } = this.#parts;
    const [, place = '', ...rest] = request.path.split('/');
    const body = request.body.toString('utf8');
    switch (place) {
      case 'api': {
        const { args, token } = readCall(request);
        const method = rest.join('/');
        return { method, args, work: () => this.#webApi().answer({ method, args, token }) };
      }
      case 'app':
      case 'commands':
      case 'actions': {
        const args = { response_url: request.path, body: parseJson(body) ?? body };
        return { method: 'response_url', args, work: () => answerAtUrl({ workspace, urls, path: request.path, body }) };
      }
      case 'upload':
        return { method: 'upload', args: { path: request.path }, work: () => receiveFile(workspace, request) };
      case 'files-pri':
        return {
          method: 'download',
          args: { path: request.path },
          work: () => sendFile(workspace, { request, botToken, scopes: switches.scopes }),
        };
      default:
        workspace.violate('unknown_method', request.path);
        return { method: request.path, args: {}, work: () => ({ status: 404, body: { ok: false } }) };
    }
  }

  /** Made with the first call, when the server's own address is known. */
  #webApi(): WebApi {
    this.#api ??= new WebApi({ ...this.#parts, origin: this.#parts.origin() });
    return this.#api;
  }
}
