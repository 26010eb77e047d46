import { connect, createServer, type Socket } from 'node:net';

/** A way to a server that can be cut, as a cable is: nobody is told, and bytes just stop coming. */
export interface TcpProxy {
  readonly port: number;
  /** Nothing more goes through, either way, and new connections get no answer. `answers`: only what comes back is lost on the way. */
  cut(what?: 'everything' | 'answers'): void;
  /** Ends every connection; new ones are refused. */
  refuse(): void;
  /** Ends what hung meanwhile; new connections go through again. */
  mend(): void;
  /** Ends every connection, which both sides hear at once. New ones go through. */
  reset(): void;
  close(): Promise<void>;
}

/**
 * Leads from a free port of 127.0.0.1 to the host and port of a URL, or to PostgreSQL's port. `onSent` is given what comes from the near
 * side, before it goes on.
 */
export async function startTcpProxy(url: string, onSent: (bytes: Buffer) => void = () => undefined): Promise<TcpProxy> {
  const { hostname, port: target } = new URL(url);
  const sockets = new Set<Socket>();
  let isCut = false;
  let isDeaf = false;

  const server = createServer((near) => {
    const far = connect({ host: hostname || '127.0.0.1', port: Number(target || 5432) });
    near.on('data', onSent);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (bytes) => isCut || (isDeaf && from === far) || to.write(bytes));
      from.on('error', () => to.destroy());
      from.on('close', () => {
        sockets.delete(from);
        // A cable that is cut does not tell either that the other side has hung up.
        if (!isCut) to.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const reset = () => {
    for (const socket of sockets) socket.destroy();
  };

  return {
    port,
    cut: (what = 'everything') => {
      if (what === 'answers') isDeaf = true;
      else isCut = true;
    },
    refuse: () => {
      server.close();
      reset();
    },
    mend: () => {
      isCut = false;
      isDeaf = false;
      reset();
      if (!server.listening) server.listen(port, '127.0.0.1');
    },
    reset,
    close: async () => {
      isCut = false;
      reset();
      if (server.listening) await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
