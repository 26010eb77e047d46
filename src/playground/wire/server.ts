import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request, read whole. */
export interface WireRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Answers a request on `response`, or destroys or abandons it. */
export type WireHandler = (request: WireRequest, response: ServerResponse) => Promise<void>;

/** A real HTTP server on 127.0.0.1. */
export interface WireServer {
  readonly port: number;
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly origin: string;
  /** True: new connections are refused, open ones are cut. False: it listens again, on the same port. */
  refuse(on: boolean): Promise<void>;
  /** Stops listening and cuts every connection. */
  close(): Promise<void>;
}

const maxBodyBytes = 20_000_000;

/** Starts a server; port 0 picks a free one. */
export async function listen(options: { port?: number; handle: WireHandler }): Promise<WireServer> {
  const server = createServer((request, response) => {
    answer({ request, response, handle: options.handle }).catch(() => response.destroy());
  });
  // Longer than any client keeps an idle connection, so that it is never cut just when the client uses it again.
  server.keepAliveTimeout = 65_000;
  await open(server, options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  return {
    port,
    origin: `http://127.0.0.1:${port}`,
    refuse: async (on) => {
      if (on && server.listening) await shut(server);
      if (!on && !server.listening) await open(server, port);
    },
    close: () => shut(server),
  };
}

function open(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function shut(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function answer(exchange: { request: IncomingMessage; response: ServerResponse; handle: WireHandler }) {
  const { request, response, handle } = exchange;
  const body = await readBody(request);
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  await handle(
    { method: request.method ?? 'GET', path: url.pathname, query: url.searchParams, headers: request.headers, body },
    response,
  );
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > maxBodyBytes) throw new Error('The body is too large for a stand-in');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Writes a JSON answer. */
export function sendJson(
  response: ServerResponse,
  answer: { status?: number; headers?: Record<string, string>; body: unknown },
): void {
  response.writeHead(answer.status ?? 200, { 'content-type': 'application/json; charset=utf-8', ...answer.headers });
  response.end(JSON.stringify(answer.body));
}
