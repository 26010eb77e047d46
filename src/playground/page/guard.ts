import type { IncomingMessage } from 'node:http';

const ownNames = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Why a request is refused, in a sentence; undefined: it comes from this machine's own page. Another site whose name was made to point here
 * (DNS rebinding) has the wrong `Host`; one that posts or listens across has the wrong `Origin` or `Sec-Fetch-Site`. The port of `Host` is not
 * looked at: through a forwarded port it is another.
 */
export function refusal(request: Pick<IncomingMessage, 'headers' | 'method'>): string | undefined {
  const { host = '', origin } = request.headers;
  if (!ownNames.has(host.replace(/:\d+$/, '')))
    return 'This page is only for this machine: open it at http://127.0.0.1.';
  if (origin !== undefined && origin !== `http://${host}`) return 'Another site may not use the playground.';
  const site = request.headers['sec-fetch-site'] ?? 'none';
  const opened = request.headers['sec-fetch-mode'] === 'navigate' && request.method === 'GET';
  // A link from elsewhere may open the page; it then asks for everything else itself.
  if (site !== 'same-origin' && site !== 'none' && !opened) return 'Another site may not use the playground.';
  return undefined;
}

/** Sent with every answer. `script` is the hash of the only inline script there is, the import map. */
export function securityHeaders(script: string): Readonly<Record<string, string>> {
  const policy = [
    `default-src 'none'`,
    `script-src 'self' '${script}'`,
    `style-src 'self'`,
    `img-src 'self' data:`,
    `font-src 'self'`,
    `connect-src 'self'`,
    `base-uri 'none'`,
    `form-action 'none'`,
    `frame-ancestors 'none'`,
  ];
  return {
    'content-security-policy': policy.join('; '),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  };
}
