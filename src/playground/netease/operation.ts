import type { Fault } from '../vendor/faults.ts';
import type { VendorReply } from '../vendor/send-reply.ts';
import type { FaultBoard } from '../wire/fault-board.ts';
import type { NeteaseSwitches } from './switches.ts';
import type { NeteaseApp } from './world.ts';

/** What an operation works on. */
export interface NeteaseContext {
  readonly app: NeteaseApp;
  readonly switches: NeteaseSwitches;
  readonly faults: FaultBoard<Fault>;
  /** The form's fields. */
  readonly params: Readonly<Record<string, string>>;
}

/** One documented API. */
export type NeteaseOperation = (context: NeteaseContext) => VendorReply;

/** An error of the vendor's: HTTP 200, the code in the body. */
export function refuse(code: number, desc: string): VendorReply {
  return { code, body: { code, desc }, effect: false };
}

/** Success, with a payload whose key varies by API. */
export function succeed(payload: Readonly<Record<string, unknown>>): VendorReply {
  return { code: 200, body: { code: 200, ...payload }, effect: true };
}
