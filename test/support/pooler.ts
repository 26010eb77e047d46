import { connect, createServer, type Socket } from 'node:net';

/** What PgBouncer does with connections, as far as a client can tell: it speaks PostgreSQL's protocol 3 in the clear, without passwords. */
export interface Pooler {
  /** The address of the database through the pooler. */
  readonly url: string;
  close(): Promise<void>;
}

interface Server {
  readonly socket: Socket;
  /** Gets what the server says. */
  client: Socket | undefined;
}

const readyForQuery = 'Z'.charCodeAt(0);
const idle = 'I'.charCodeAt(0);
const terminate = 'X'.charCodeAt(0);
const tlsRequest = 80_877_103;

/** Stands before the database. In `transaction` mode a connection of the server's goes back to the others after each transaction. */
export async function startPooler(databaseUrl: string, mode: 'session' | 'transaction'): Promise<Pooler> {
  const { hostname, port, pathname } = new URL(databaseUrl);
  const free: Server[] = [];
  const sockets = new Set<Socket>();

  /** A connection of the server's that is ready, the one that was used last first. */
  const take = async (startup: Buffer): Promise<Server> => {
    const known = free.pop();
    if (known) return known;
    const socket = connect(Number(port || 5432), hostname);
    sockets.add(socket);
    const server: Server = { socket, client: undefined };
    const ready = new Promise<void>((resolve) => {
      eachMessage(socket, (type, message) => {
        const isDone = type === readyForQuery && message[5] === idle;
        if (!server.client) return isDone ? resolve() : undefined;
        server.client.write(message);
        if (!isDone || mode === 'session') return;
        server.client = undefined;
        free.push(server);
      });
    });
    socket.write(startup);
    await ready;
    return server;
  };

  const listener = createServer((client) => {
    sockets.add(client);
    let startup: Buffer | undefined;
    let server: Server | undefined;
    let turn: Promise<void> = Promise.resolve();
    client.on('error', () => undefined);
    client.on('data', (data) => {
      if (!startup) {
        if (data.readInt32BE(4) === tlsRequest) return client.write('N');
        startup = data;
        // Authenticated; a process number of the pooler's own; ready.
        return client.write(Buffer.from('520000000800000000' + '4b0000000c7fffff0000000001' + '5a0000000549', 'hex'));
      }
      const first = startup;
      turn = turn.then(async () => {
        if (data[0] === terminate) return;
        if (server?.client !== client) server = await take(first);
        server.client = client;
        server.socket.write(data);
      });
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const address = listener.address();
  const through = new URL(databaseUrl);
  through.host = `127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  through.pathname = pathname;
  return {
    url: through.href,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => listener.close(() => resolve()));
    },
  };
}

/** Cuts what comes into messages: a letter, and a length that counts itself but not the letter. */
function eachMessage(socket: Socket, take: (type: number, message: Buffer) => void): void {
  let rest = Buffer.alloc(0);
  socket.on('error', () => undefined);
  socket.on('data', (data) => {
    rest = Buffer.concat([rest, data]);
    while (rest.length >= 5 && rest.length > rest.readInt32BE(1)) {
      const length = 1 + rest.readInt32BE(1);
      take(rest[0] ?? 0, rest.subarray(0, length));
      rest = rest.subarray(length);
    }
  });
}
