import { createServer, type RequestListener, type Server } from 'node:http';
import { connect, createServer as createTcpServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Clock } from '../../src/lib/clock.ts';
import { createTransport, notAllowed, type Transport, type WireRequest } from '../../src/vendors/attempt.ts';
import { ManualClock } from '../support/manual-clock.ts';

const get: WireRequest = { method: 'GET', path: '/?a=b', headers: {} };
const options = { maxReplyBytes: 1000 };

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function portOf(server: { address(): unknown }): number {
  return (server.address() as { port: number }).port;
}

async function listen(server: Server | ReturnType<typeof createTcpServer>): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  closers.push(() => new Promise((resolve) => server.close(() => resolve())));
  return `http://127.0.0.1:${portOf(server)}`;
}

function transportTo(origin: string, clock: Clock = new ManualClock()): Transport {
  const transport = createTransport({ origin, timeoutMs: 2000, connections: 4, clock });
  closers.push(() => transport.close());
  return transport;
}

const serve = async (listener: RequestListener) => transportTo(await listen(createServer(listener)));

describe('one attempt', () => {
  it('sends what it was given and reads the answer to its end', async () => {
    const transport = await serve((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        response.statusCode = 418;
        response.write(`${request.method} ${request.url} ${request.headers['x-test']} `);
        response.end(body);
      });
    });
    const reply = await transport.attempt(
      { method: 'POST', path: '/p?x=%20', headers: { 'x-test': 'yes' }, body: 'grüße' },
      options,
    );
    expect(reply).toEqual({
      kind: 'reply',
      http: 418,
      date: expect.stringMatching(/GMT$/),
      body: 'POST /p?x=%20 yes grüße',
    });
  });

  it('says when it sends, once', async () => {
    const transport = await serve((_, response) => response.end());
    let sent = 0;
    await transport.attempt(get, { ...options, onSent: () => sent++ });
    expect(sent).toBe(1);
  });

  it('writes nothing if it may not any more right then', async () => {
    const heard: (string | undefined)[] = [];
    const transport = await serve((request, response) => {
      heard.push(request.url);
      response.end();
    });
    await transport.attempt({ ...get, path: '/first' }, options);
    let sent = 0;
    const refused = await transport.attempt(get, { ...options, mayCall: () => false, onSent: () => sent++ });
    await transport.attempt({ ...get, path: '/last' }, { ...options, mayCall: () => true });
    expect(refused).toMatchObject({ kind: 'lost', sent: false, cause: notAllowed });
    expect(heard).toEqual(['/first', '/last']);
    expect(sent).toBe(0);
  });

  it('never follows a redirect', async () => {
    let requests = 0;
    const transport = await serve((_, response) => {
      requests += 1;
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    expect(await transport.attempt(get, options)).toMatchObject({ kind: 'reply', http: 302 });
    expect(requests).toBe(1);
  });

  it('reads an answer that has no length and ends with the connection', async () => {
    const origin = await listen(
      createTcpServer((socket) => {
        socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{"Code":0}'));
      }),
    );
    expect(await transportTo(origin).attempt(get, options)).toMatchObject({ body: '{"Code":0}' });
  });
});

describe('surely not carried out', () => {
  it('a refused connection', async () => {
    const server = createTcpServer();
    const origin = await listen(server);
    await new Promise<void>((resolve) => server.close(() => resolve()));
    const end = await transportTo(origin).attempt(get, options);
    expect(end).toEqual({ kind: 'lost', sent: false, words: 'the connection was refused', cause: 'ECONNREFUSED' });
  });

  it('a name that does not exist', async () => {
    const end = await transportTo('http://hush.invalid').attempt(get, options);
    expect(end).toMatchObject({ kind: 'lost', sent: false });
    expect(end).toHaveProperty('words', expect.stringMatching(/^the address/));
  });

  it('a handshake that is no TLS', async () => {
    const origin = await listen(
      createTcpServer((socket) =>
        socket
          .on('error', () => {})
          .resume()
          .end('hello'),
      ),
    );
    const end = await transportTo(origin.replace('http:', 'https:')).attempt(get, options);
    expect(end).toMatchObject({ kind: 'lost', sent: false, words: expect.stringMatching(/connection/) });
  });

  it('a connection that is not there before the deadline', async () => {
    const clock = new ManualClock();
    const begun = Promise.withResolvers<Socket>();
    const origin = await listen(createTcpServer((socket) => begun.resolve(socket.on('error', () => {}).resume())));
    const end = transportTo(origin.replace('http:', 'https:'), clock).attempt(get, options);
    const socket = await begun.promise;
    await clock.advance(2000);
    expect(await end).toEqual({ kind: 'lost', sent: false, words: 'no connection within 2 s', cause: 'deadline' });
    socket.destroy();
  });

  it('what ended while it waited for a connection, and it is never written later', async () => {
    const heard: string[] = [];
    const first = Promise.withResolvers<() => void>();
    const origin = await listen(
      createServer((request, response) => {
        heard.push(request.url ?? '');
        if (request.url === '/first') first.resolve(() => response.end());
        else response.end();
      }),
    );
    const transport = createTransport({ origin, timeoutMs: 2000, connections: 1, clock: new ManualClock() });
    closers.push(() => transport.close());
    const stop = new AbortController();
    const ends = [
      transport.attempt({ ...get, path: '/first' }, options),
      transport.attempt({ ...get, path: '/second' }, { ...options, signal: stop.signal }),
      transport.attempt({ ...get, path: '/third' }, options),
    ];
    const answerFirst = await first.promise;
    stop.abort();
    expect(await ends[1]).toMatchObject({ kind: 'lost', sent: false });
    answerFirst();
    expect(await ends[2]).toMatchObject({ kind: 'reply' });
    expect(heard).toEqual(['/first', '/third']);
  });
});

describe('perhaps carried out', () => {
  const cut: readonly [string, (socket: Socket) => void][] = [
    ['a connection that breaks before the answer', (socket) => socket.destroy()],
    ['half a head', (socket) => socket.end('HTTP/1.1 200 O')],
    ['half a body', (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"Code":0')],
    ['half a chunk', (socket) => socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n40\r\n{"Co')],
    ['a reset', (socket) => socket.resetAndDestroy()],
    ['something else than HTTP', (socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n')],
  ];
  it.each(cut)('%s', async (_, breakOff) => {
    const origin = await listen(
      createTcpServer((socket) => socket.on('error', () => {}).once('data', () => breakOff(socket))),
    );
    const end = await transportTo(origin).attempt(get, options);
    expect(end).toMatchObject({ kind: 'lost', sent: true });
  });

  it('no answer before the deadline', async () => {
    const clock = new ManualClock();
    const origin = await listen(createServer(() => {}));
    const sent = Promise.withResolvers<void>();
    const end = transportTo(origin, clock).attempt(get, { ...options, onSent: sent.resolve });
    await sent.promise;
    await clock.advance(1999);
    await clock.advance(1);
    expect(await end).toEqual({ kind: 'lost', sent: true, words: 'no answer within 2 s', cause: 'deadline' });
  });

  it('but not because this process itself was held up: the time it missed is given back', async () => {
    const clock = new ManualClock();
    let heldMs = 0;
    const held: Clock = {
      now: () => clock.now(),
      monotonic: () => clock.monotonic() + heldMs,
      sleep: (ms, signal) => clock.sleep(ms, signal),
      after: (ms, task) => clock.after(ms, task),
    };
    const answer = Promise.withResolvers<void>();
    const origin = await listen(createServer((_, response) => answer.promise.then(() => response.end('late'))));
    const sent = Promise.withResolvers<void>();
    const end = transportTo(origin, held).attempt(get, { ...options, onSent: sent.resolve });
    await sent.promise;
    heldMs = 1000;
    await clock.advance(2000);
    answer.resolve();
    expect(await end).toMatchObject({ kind: 'reply', body: 'late' });
    // Nobody answers the next one, and then its time is up as ever.
    const silent = transportTo(await listen(createServer(() => {})), held);
    const sentToo = Promise.withResolvers<void>();
    const endToo = silent.attempt(get, { ...options, onSent: sentToo.resolve });
    await sentToo.promise;
    heldMs += 1000;
    await clock.advance(3000);
    expect(await endToo).toMatchObject({ kind: 'lost', words: 'no answer within 2 s' });
  });

  it('an answer that never ends', async () => {
    const clock = new ManualClock();
    const begun = Promise.withResolvers<void>();
    const origin = await listen(
      createServer((_, response) => {
        response.write('{"Code":');
        begun.resolve();
      }),
    );
    const end = transportTo(origin, clock).attempt(get, options);
    await begun.promise;
    await clock.advance(2000);
    expect(await end).toMatchObject({ sent: true, words: 'no answer within 2 s' });
  });

  it('an answer of 100 MB is cut off after the limit', async () => {
    let written = 0;
    const transport = await serve((_, response) => {
      const block = Buffer.alloc(1_000_000, ' ');
      const write = () => {
        while (written < 100_000_000 && !response.destroyed) {
          written += block.length;
          if (!response.write(block)) {
            response.once('drain', write);
            return;
          }
        }
        response.end();
      };
      write();
    });
    expect(await transport.attempt(get, options)).toMatchObject({ sent: true, words: 'the answer was too long' });
    expect(written).toBeLessThan(50_000_000);
  });

  it('a read that its caller ends', async () => {
    const stop = new AbortController();
    const transport = await serve(() => stop.abort());
    expect(await transport.attempt(get, { ...options, signal: stop.signal })).toMatchObject({ cause: 'aborted' });
    expect(await transport.attempt(get, { ...options, signal: stop.signal })).toMatchObject({ sent: false });
  });
});

describe('the pool', () => {
  it('keeps no timer and no listener once an attempt has ended', async () => {
    const clock = new ManualClock();
    const origin = await listen(createServer((_, response) => response.end()));
    const transport = transportTo(origin, clock);
    await transport.attempt(get, options);
    expect(clock.waiting).toBe(0);
  });

  it('rejects a request that cannot be built, and anything after close', async () => {
    const transport = await serve((_, response) => response.end());
    await expect(transport.attempt({ ...get, headers: { a: 'b\nc' } }, options)).rejects.toThrow('invalid');
    await transport.close();
    await expect(transport.attempt(get, options)).rejects.toThrow();
  });

  it('does not wait for idle connections when it closes', async () => {
    const server = createServer((_, response) => response.end());
    const origin = await listen(server);
    const idle = connect(portOf(server), '127.0.0.1');
    closers.push(() => void idle.destroy());
    const transport = transportTo(origin);
    await transport.attempt(get, options);
    await transport.close();
  });
});
