import type { ServerResponse } from 'node:http';
import type { Fault } from './faults.ts';

/** A vendor's reply before anything spoils it. */
export interface VendorReply {
  readonly code: number;
  readonly body: Readonly<Record<string, unknown>>;
  /** Left out: 200. */
  readonly status?: number;
  /** Whether the operation was carried out. */
  readonly effect: boolean;
}

const json = { 'content-type': 'application/json; charset=utf-8' };

/** Writes the reply, spoiled as the fault says. True when all of it went out as it should. */
export async function sendReply(sending: {
  response: ServerResponse;
  reply: VendorReply;
  fault: Fault | undefined;
}): Promise<boolean> {
  const { response, reply, fault } = sending;
  const text = JSON.stringify(reply.body);
  switch (fault?.kind) {
    case 'down':
    case 'reset-before':
    case 'reset-after':
      response.destroy();
      return false;
    case 'hang':
      return false;
    case 'half-body':
      response.writeHead(200, { ...json, 'content-length': Buffer.byteLength(text) });
      response.write(text.slice(0, Math.ceil(text.length / 2)), () => response.destroy());
      return false;
    case 'html':
      response.writeHead(fault.status ?? 502, { 'content-type': 'text/html' });
      response.end('<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>');
      return false;
    case 'status':
      response.writeHead(fault.status, json);
      response.end(text);
      return false;
    case 'wrong-type':
      response.writeHead(200, json);
      response.end(JSON.stringify([reply.body]));
      return false;
    case 'empty':
      response.writeHead(200, json);
      response.end();
      return false;
    case 'huge':
      await sendHuge({ response, text, bytes: fault.bytes ?? 100_000_000 });
      return false;
    default:
      response.writeHead(reply.status ?? 200, json);
      response.end(text);
      return true;
  }
}

/** The reply with one more field that does not end for a long time. Stops when the client has had enough. */
async function sendHuge(sending: { response: ServerResponse; text: string; bytes: number }): Promise<void> {
  const { response, text, bytes } = sending;
  const chunk = 'x'.repeat(65_536);
  response.writeHead(200, json);
  response.write(`${text.slice(0, -1)},"Padding":"`);
  for (let sent = 0; sent < bytes && !response.destroyed; sent += chunk.length) {
    if (!response.write(chunk)) await drained(response);
  }
  if (!response.destroyed) response.end('"}');
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.once('drain', done);
    response.once('close', done);
  });
}
