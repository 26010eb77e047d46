import type { ServerResponse } from 'node:http';
import type { Clock } from '../../lib/clock.ts';
import type { Changes } from '../wire/changes.ts';
import type { FaultBoard } from '../wire/fault-board.ts';
import { listen, type WireRequest, type WireServer } from '../wire/server.ts';
import { CallLog, type Quotas, type VendorCall } from './calls.ts';
import { type Fault, hasEffect } from './faults.ts';
import { sendReply, type VendorReply } from './send-reply.ts';

/** What a request asks for, read without judging it. */
export interface Described {
  readonly app: string;
  /** `unknown` when the request names none. */
  readonly operation: string;
  /** As sent, without the signature. */
  readonly params: Readonly<Record<string, unknown>>;
}

/** What one vendor does; the server round it is the same for both. */
export interface VendorDesk {
  describe(request: WireRequest): Described;
  /** The gateway's refusal (path, signature, quota), or undefined to go on. */
  gate(request: WireRequest, described: Described): VendorReply | undefined;
  carryOut(request: WireRequest, described: Described): VendorReply;
  /** A reply with this code that carried nothing out. */
  refusal(code: number): VendorReply;
  /** The code of a reply that a fault spoils before the operation was carried out. */
  readonly busyCode: number;
  /** NetEase: a good reply with wrong flags in it. */
  wrongEcho?(reply: VendorReply): VendorReply;
}

/** A running vendor stand-in, before its state is added. */
export interface VendorServer {
  readonly server: WireServer;
  readonly calls: CallLog;
  close(): Promise<void>;
}

/** What {@link serveVendor} needs. */
export interface ServeOptions {
  readonly clock: Clock;
  readonly desk: VendorDesk;
  readonly faults: FaultBoard<Fault>;
  readonly quotas: Quotas;
  readonly changes: Changes;
  readonly keepCalls: number;
  readonly port?: number;
}

/** Serves a vendor over HTTP: log, fault, gate, carry out, answer. */
export async function serveVendor(options: ServeOptions): Promise<VendorServer> {
  const calls = new CallLog(options.keepCalls);
  const closing = new AbortController();
  const server = await listen({
    ...(options.port === undefined ? {} : { port: options.port }),
    handle: (request, response) => handle({ ...options, calls, request, response, signal: closing.signal }),
  });
  return {
    server,
    calls,
    close: async () => {
      closing.abort(new Error('The stand-in was closed'));
      await server.close();
    },
  };
}

interface Handling extends ServeOptions {
  readonly calls: CallLog;
  readonly request: WireRequest;
  readonly response: ServerResponse;
  readonly signal: AbortSignal;
}

async function handle(handling: Handling): Promise<void> {
  const { desk, clock, request, response, changes } = handling;
  const described = desk.describe(request);
  const fault = handling.faults.take(described.operation);
  const call = handling.calls.add({ at: clock.now(), ...described, fault });
  response.once('close', () => {
    call.endedAt = clock.now();
    changes.tell('call');
  });
  if (fault?.kind !== 'down') handling.quotas.arrive({ ...described, now: clock.monotonic() });
  changes.tell('call');
  const reply =
    fault?.kind === 'down' ? desk.refusal(desk.busyCode) : await decide(handling, { described, call, fault });
  call.replied = await sendReply({ response, reply, fault });
  changes.tell('call');
}

async function decide(
  { desk, clock, changes, request, signal }: Handling,
  { described, call, fault }: { described: Described; call: VendorCall; fault: Fault | undefined },
): Promise<VendorReply> {
  const late = fault?.kind === 'slow' && fault.effect !== 'first';
  const gated = desk.gate(request, described);
  const pause = async (ms: number) => {
    const slept = clock.sleep(ms, signal);
    changes.tell('pause');
    await slept;
  };
  if (late) await pause(fault.ms);
  const reply = gated ?? carryOut(desk, { request, described, fault });
  call.code = reply.code;
  call.effect = reply.effect;
  if (fault?.kind === 'slow' && !late) await pause(fault.ms);
  return reply;
}

function carryOut(
  desk: VendorDesk,
  { request, described, fault }: { request: WireRequest; described: Described; fault: Fault | undefined },
): VendorReply {
  if (!fault || fault.kind === 'slow') return desk.carryOut(request, described);
  const carried = hasEffect(fault) ? desk.carryOut(request, described) : undefined;
  const effect = carried?.effect ?? false;
  if (fault.kind === 'code') return { ...desk.refusal(fault.code), effect };
  if (fault.kind === 'unknown-code') return { ...desk.refusal(987_654_321), effect };
  if (fault.kind === 'wrong-echo' && desk.wrongEcho) return desk.wrongEcho(carried ?? desk.refusal(desk.busyCode));
  return carried ?? desk.refusal(desk.busyCode);
}
