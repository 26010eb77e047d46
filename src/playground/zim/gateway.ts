import { createHash } from 'node:crypto';
import type { WireRequest } from '../wire/server.ts';
import type { ZimSwitches } from './switches.ts';
import type { ZimApp } from './world.ts';

/** A refusal by code and the vendor's words. */
export interface ZimRefusal {
  readonly code: number;
  readonly message: string;
}

/** What the gateway knows when it judges a request. */
export interface ZimGateway {
  readonly apps: ReadonlyMap<string, ZimApp>;
  readonly operations: ReadonlySet<string>;
  readonly switches: ZimSwitches;
  /** Nonces seen, for the replay switch. */
  readonly nonces: Set<string>;
  /** The vendor's clock, epoch ms. */
  readonly now: number;
}

const tenMinutes = 600_000;

/** Lower-case hex MD5 of AppId, nonce, secret and timestamp joined without separators. */
export function zimSignature(signed: {
  appId: number | string;
  nonce: string;
  secret: string;
  timestamp: string;
}): string {
  return createHash('md5').update(`${signed.appId}${signed.nonce}${signed.secret}${signed.timestamp}`).digest('hex');
}

/** Judges the common parameters, in the order the vendor's codes suggest; undefined: all is well. */
export function judgeCommon(request: WireRequest, gateway: ZimGateway): ZimRefusal | undefined {
  const query = request.query;
  const text = (name: string) => query.get(name) ?? '';
  const action = text('Action');
  if (!action) return { code: 100000006, message: 'Action is empty' };
  if (!gateway.operations.has(action)) return { code: 100000007, message: 'Action is not supported' };
  if (!/^\d{1,10}$/.test(text('AppId'))) return { code: 100000001, message: 'AppId is malformed' };
  const timestamp = text('Timestamp');
  if (!timestamp) return { code: 100000002, message: 'Timestamp is empty' };
  if (!/^\d{1,19}$/.test(timestamp)) return { code: 100000003, message: 'Timestamp is malformed' };
  const version = text('SignatureVersion');
  if (!version) return { code: 100000013, message: 'SignatureVersion is empty' };
  if (version !== '2.0') return { code: 100000014, message: 'SignatureVersion is not supported' };
  const nonce = text('SignatureNonce');
  if (!nonce) return { code: 100000008, message: 'SignatureNonce is empty' };
  const signature = text('Signature');
  if (!signature) return { code: 100000009, message: 'Signature is empty' };
  const app = gateway.apps.get(text('AppId'));
  if (!app) return { code: 100000011, message: 'app configuration not found' };
  if (Math.abs(Number(timestamp) * 1000 - gateway.now) > tenMinutes)
    return { code: 100000004, message: 'signature expired' };
  const right = zimSignature({ appId: app.appId, nonce, secret: app.secret, timestamp });
  const replayed = gateway.switches.refuseReplayedNonce && gateway.nonces.has(nonce);
  if (signature !== right || replayed) return { code: 100000005, message: 'signature invalid' };
  gateway.nonces.add(nonce);
  return undefined;
}
