/** A page as a browser has it. */
export interface BrowserPage {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly html: string;
  /** What people read, without marks. */
  readonly text: string;
  /** Where its links lead to, absolute, by their words. */
  readonly links: ReadonlyMap<string, string>;
}

const unescaped: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
const plain = (html: string) => html.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => unescaped[name] ?? '');

/** A browser that keeps cookies for each host and follows redirects; it takes 127.0.0.1 for safe, as browsers do. */
export class CookieBrowser {
  readonly #jars = new Map<string, Map<string, string>>();

  /** What it would send to a host. */
  cookies(host: string): string {
    return [...(this.#jars.get(host) ?? [])].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  async open(url: string): Promise<BrowserPage> {
    const { host } = new URL(url);
    const cookie = this.cookies(host);
    const response = await fetch(url, { redirect: 'manual', headers: cookie ? { cookie } : {} });
    for (const set of response.headers.getSetCookie()) this.#keep(host, set);
    const location = response.headers.get('location');
    if (response.status === 302 && location) {
      await response.body?.cancel();
      return this.open(new URL(location, url).href);
    }
    const html = await response.text();
    const links = [...html.matchAll(/<a href="([^"]*)">([^<]*)</g)].map(
      ([, to = '', words = '']) => [plain(words), new URL(plain(to), url).href] as const,
    );
    const body = html.replace(/<style>[^<]*<\/style>/g, ' ').replace(/<[^>]+>/g, ' ');
    const text = plain(body).replace(/\s+/g, ' ').trim();
    return { url, status: response.status, headers: response.headers, html, text, links: new Map(links) };
  }

  #keep(host: string, set: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
    const jar = this.#jars.get(host) ?? new Map<string, string>();
    this.#jars.set(host, jar);
    if (/;\s*Max-Age=0\b/i.test(set)) jar.delete(name);
    else jar.set(name, value);
  }
}
