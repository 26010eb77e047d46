import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';

/** One address for several replicas, as a load balancer gives them. */
export interface Balancer {
  readonly url: string;
  /** Whom it sends requests to, by their ports, in turns. */
  ports: readonly number[];
  close(): Promise<void>;
}

export async function startBalancer(): Promise<Balancer> {
  let turn = 0;
  const balancer: { ports: readonly number[] } = { ports: [] };

  /** A replica that takes no connection is passed over. */
  const pass = (incoming: IncomingMessage, body: Buffer, response: ServerResponse, left: readonly number[]) => {
    const [port, ...others] = left;
    if (port === undefined) return response.writeHead(503).end();
    const { method, url, headers } = incoming;
    const passed = request({ host: '127.0.0.1', port, method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    passed.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') return pass(incoming, body, response, others);
      if (!response.headersSent) response.writeHead(502);
      return response.end();
    });
    return passed.end(body);
  };

  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const { ports } = balancer;
    const first = turn++ % Math.max(1, ports.length);
    pass(incoming, Buffer.concat(chunks), response, [...ports.slice(first), ...ports.slice(0, first)]);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return Object.assign(balancer, {
    url: `http://127.0.0.1:${port}/slack/events`,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  });
}
