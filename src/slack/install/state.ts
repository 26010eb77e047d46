import type { Random } from '../../lib/random.ts';
import type { TokenKey } from '../../lib/token-key.ts';

/** Whoever begins an installation has so long to end it. */
export const stateMs = 600_000;

/**
 * The `state` of one request to install (https://datatracker.ietf.org/doc/html/rfc6749#section-10.12): `<nonce>.<until>.<signature>`. The
 * signature covers the secret in the browser's cookie too, so that it is good in that browser alone; the cookie's value is not in it.
 */
export interface State {
  readonly nonce: string;
  /** Epoch ms. */
  readonly until: number;
}

export type StateReading =
  | { readonly kind: 'good'; readonly state: State }
  /** `foreign`: not Hush's, or of another browser. */
  | { readonly kind: 'foreign' | 'expired' };

type Key = Pick<TokenKey, 'sign' | 'isSigned'>;

/** A new one, for the browser that holds `secret`. */
export function issueState(secret: string, { key, random, now }: { key: Key; random: Random; now: number }): string {
  const state = { nonce: random.hex(16), until: now + stateMs };
  return `${state.nonce}.${state.until}.${key.sign(signed(state, secret))}`;
}

/** What came back. It is good once: whoever takes it has its nonce remembered. */
export function readState(text: string, secret: string, { key, now }: { key: Key; now: number }): StateReading {
  const [, nonce = '', until = '', signature = ''] = /^([0-9a-f]{32})\.(\d{1,15})\.([\w-]{43})$/.exec(text) ?? [];
  const state = { nonce, until: Number(until) };
  if (secret === '' || !key.isSigned(signed(state, secret), signature)) return { kind: 'foreign' };
  return state.until > now ? { kind: 'good', state } : { kind: 'expired' };
}

function signed({ nonce, until }: State, secret: string): string {
  return `install ${nonce} ${until} ${secret}`;
}
