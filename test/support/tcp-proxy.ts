import { connect, createServer, type Socket } from 'node:net';

/** A way to a server that can be cut, as a cable is: nobody is told, and bytes just stop coming. */
export interface TcpProxy {
  readonly port: number;
  /** Nothing more goes through, either way, and new connections get no answer. */
  cut(): void;
  /** Ends what hung meanwhile; new connections go through again. */
  mend(): void;
  /** Ends every connection, which both sides hear at once. New ones go through. */
  reset(): void;
  close(): Promise<void>;
}

/** Leads from a free port of 127.0.0.1 to the host and port of a URL, or to PostgreSQL's port. */
export async function startTcpProxy(url: string): Promise<TcpProxy> {
  const { hostname, port: target } = new URL(url);
  const sockets = new Set<Socket>();
  let isCut = false;

  const server = createServer((near) => {
    const far = connect({ host: hostname || '127.0.0.1', port: Number(target || 5432) });
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (bytes) => isCut || to.write(bytes));
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
  const reset = () => {
    for (const socket of sockets) socket.destroy();
  };

  return {
    port: typeof address === 'object' && address ? address.port : 0,
    cut: () => {
      isCut = true;
    },
    mend: () => {
      isCut = false;
      reset();
    },
    reset,
    close: async () => {
      isCut = false;
      reset();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
