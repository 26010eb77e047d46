import type { IncomingMessage } from 'node:http';

/**
 * Holds a secret of 32 bytes in the browser that installs. `__Host-` keeps other hosts from setting it; `Lax` lets it come along when Slack
 * sends the browser back (https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Set-Cookie).
 */
const name = '__Host-hush-install';
const attributes = 'Path=/; Secure; HttpOnly; SameSite=Lax';

/** The secret that came along; `''` without one. */
export function readCookie({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const found = (headers.cookie ?? '').split(';').map((each) => each.trim().split('='));
  const values = found.filter(([key]) => key === name).map(([, value = '']) => value);
  // Two of one name are not a browser's of Hush's making.
  return values.length === 1 && /^[0-9a-f]{64}$/.test(values[0] ?? '') ? (values[0] ?? '') : '';
}

/** The header that has the browser keep it; `''` has it forgotten. */
export function cookieHeader(secret: string, lifeMs: number): string {
  return `${name}=${secret}; Max-Age=${secret === '' ? 0 : Math.round(lifeMs / 1000)}; ${attributes}`;
}
