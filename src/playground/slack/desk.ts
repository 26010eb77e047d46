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
import type { Workspace } from './workspace.ts';

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

  /** Other workspaces whose bots call at the same address. */
  readonly neighbours: SlackDesk[] = [];

  async handle(request: WireRequest, response: ServerResponse): Promise<void> {
    const owner = this.neighbours.find((desk) => desk.#owns(request));
    if (owner) return owner.handle(request, response);
    const { workspace, faults, signal } = this.#parts;
    const { method, args, work } = this.#errand(request);
    const call: SlackCall = { at: workspace.clock.now(), method, args };
    workspace.calls.push(call);
    workspace.changes.tell('call');
    await sendAnswer({ response, fault: faults.take(method), clock: workspace.clock, signal, call, work });
    workspace.changes.tell('call');
  }

  #owns({ path, ...request }: WireRequest): boolean {
    return path.startsWith('/api/') && this.#parts.tokens.has(readCall({ path, ...request }).token);
  }

  #errand(request: WireRequest): Errand {
    const { workspace, urls, tokens, switches, oauth } = this.#parts;
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
          work: () => sendFile(workspace, { request, tokens, scopes: switches.scopes }),
        };
      case 'oauth': {
        const [, says = ''] = rest;
        const decision = says === 'allow' || says === 'deny' ? says : undefined;
        if (!oauth || rest[0] !== 'v2' || (says !== 'authorize' && !decision)) return unknownPath(workspace, request);
        const work = () => (decision ? oauth.decide(decision, request.query) : oauth.authorize(request.query));
        return { method: `oauth ${says}`, args: {}, work };
      }
      default:
        return unknownPath(workspace, request);
    }
  }

  /** Made with the first call, when the server's own address is known. */
  #webApi(): WebApi {
    this.#api ??= new WebApi({ ...this.#parts, origin: this.#parts.origin() });
    return this.#api;
  }
}

function unknownPath(workspace: Workspace, { path }: WireRequest): Errand {
  workspace.violate('unknown_method', path);
  return { method: path, args: {}, work: () => ({ status: 404, body: { ok: false } }) };
}
