import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PlaygroundWorld } from '../playground-world.ts';
import { Actions } from './actions.ts';
import { asset, importMapHash } from './assets.ts';
import { Breakages } from './breakages.ts';
import { refusal, securityHeaders } from './guard.ts';
import { Live } from './live.ts';

/** A file of 10 MB, Slack's most in a form, in base64 with something around it. */
const mostBodyBytes = 15_000_000;

/** The page's server. */
export interface PageServer {
  /** `http://127.0.0.1:<port>` */
  readonly address: string;
  readonly port: number;
  /** Whether somebody has the page open now. */
  isOpen(): boolean;
  close(): Promise<void>;
}

/** Serves the page on 127.0.0.1; port 0 is any free one. Rejects with the listen error, such as `EADDRINUSE`. */
export async function servePage(world: PlaygroundWorld, port: number): Promise<PageServer> {
  const live: Live = new Live(world, () => breakages);
  const breakages = new Breakages(world, () => live.tellBreakages());
  const site: Site = { world, live, actions: new Actions(world, { live, breakages }) };
  const server = createServer((request, response) => {
    answer(site, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
  const taken = (server.address() as AddressInfo).port;
  return {
    address: `http://127.0.0.1:${taken}`,
    port: taken,
    isOpen: () => live.windows > 0,
    close: async () => {
      live.close();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

interface Site {
  readonly world: PlaygroundWorld;
  readonly live: Live;
  readonly actions: Actions;
}

const headers = securityHeaders(importMapHash);

async function answer(site: Site, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const refused = refusal(request);
  if (refused !== undefined) return say(response, 403, refused);
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
  if (pathname === '/do') return act(site, request, response);
  if (request.method !== 'GET' && request.method !== 'HEAD') return say(response, 405, 'Only /do takes anything.');
  if (pathname === '/events') return openStream(site, { user: searchParams.get('user') ?? '', response });
  const [, file] = /^\/files\/(F\d+)$/.exec(pathname) ?? [];
  if (file !== undefined) return sendFile(site, { id: file, response });
  const found = await asset(pathname);
  if (!found) return say(response, 404, 'There is nothing here.');
  response.writeHead(200, { ...headers, 'content-type': found.type });
  response.end(found.body);
}

async function act({ actions }: Site, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'POST') return say(response, 405, 'Actions are posted.');
  if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '')) {
    return say(response, 415, 'Actions are JSON.');
  }
  const body = await readBody(request);
  if (body === undefined) return say(response, 413, 'This is too large: a file may have 10 MB.');
  const reply = await actions.do(parse(body));
  if (!reply) return say(response, 400, 'This is no action.');
  response.writeHead(200, { ...headers, 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(reply));
}

function openStream({ world, live }: Site, { user, response }: { user: string; response: ServerResponse }): void {
  if (!world.standIns.slack.users().some(({ id, isBot }) => id === user && !isBot)) {
    say(response, 404, 'There is nobody of this id.');
    return;
  }
  response.writeHead(200, { ...headers, 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' });
  live.connect(response, user);
}

function sendFile({ world }: Site, { id, response }: { id: string; response: ServerResponse }): void {
  const file = world.standIns.slack.file(id);
  if (!file?.content) {
    say(response, 404, 'There is no such file.');
    return;
  }
  const name = encodeURIComponent(file.name);
  response.writeHead(200, {
    ...headers,
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename*=UTF-8''${name}`,
  });
  response.end(file.content);
}

/** A refusal in words. What is still to come of a body is not read. */
function say(response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, { ...headers, 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
  response.end(`${sentence}\n`);
}

/** The whole body; undefined: it is too large. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > mostBodyBytes) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > mostBodyBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
