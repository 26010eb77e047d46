import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';

/** One small page: what it says is text, whatever it holds. */
export interface Page {
  readonly status: number;
  readonly title: string;
  readonly paragraphs: readonly string[];
  /** Where to go from here. */
  readonly link?: { readonly words: string; readonly to: string };
}

const style = `
:root{color-scheme:light dark}
body{margin:0;min-height:100vh;display:grid;place-items:center;font:1rem/1.5 system-ui,sans-serif;background:#f5f5f7;color:#1d1c1d}
main{max-width:32rem;margin:1rem;padding:2rem;border-radius:.75rem;background:#fff;box-shadow:0 1px 4px #0003}
h1{margin:0 0 .75rem;font-size:1.4rem;line-height:1.25}
p{margin:.75rem 0;overflow-wrap:anywhere}
a{display:inline-block;margin-top:.5rem;padding:.6rem 1.1rem;border-radius:.5rem;background:#4a154b;color:#fff;font-weight:600;text-decoration:none}
a:focus-visible{outline:3px solid #1264a3;outline-offset:2px}
@media(prefers-color-scheme:dark){body{background:#1a1d21;color:#e8e8e8}main{background:#222529}a{background:#b07ab1;color:#1a1d21}}
`;

/** Nothing is loaded or run, sent or framed; the only style is this one. */
const policy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** Sends a page. Nobody keeps it, and where it leads to is not told where the browser comes from. */
export function sendPage(response: ServerResponse, page: Page, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(page.status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    ...headers,
  });
  response.end(html(page));
}

function html({ title, paragraphs, link }: Page): string {
  const button = link ? `<a href="${escapeHtml(link.to)}">${escapeHtml(link.words)}</a>` : '';
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title><style>${style}</style></head>
<body><main><h1>${escapeHtml(title)}</h1>${paragraphs.map((text) => `<p>${escapeHtml(text)}</p>`).join('')}${button}</main></body></html>
`;
}

/** As text, and inside double quotes. */
function escapeHtml(text: string): string {
  const names: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => names[character] ?? '');
}
