import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { maria, type PageBed, startPageBed } from './page-bed.ts';

let bed: PageBed;
beforeAll(async () => {
  bed = await startPageBed({ bot: false });
});
afterAll(() => bed.close());

interface Asked {
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** fetch sets Host and Origin by itself; this sends what it is told. */
function ask({ path, method = 'GET', headers = {}, body }: Asked): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ host: '127.0.0.1', port: bed.page.port, path, method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const json = { 'content-type': 'application/json' };
const forward = { path: '/do', method: 'POST', body: '{"kind":"forward","ms":1000}' };

describe('the page is only for this machine', () => {
  test.each([
    ['a name that was made to point here', { path: '/', headers: { host: 'evil.example:4100' } }],
    ['such a name that listens', { path: `/events?user=${maria}`, headers: { host: 'evil.example' } }],
    ['another site that posts', { ...forward, headers: { ...json, origin: 'https://evil.example' } }],
    ['another port of this machine that posts', { ...forward, headers: { ...json, origin: 'http://127.0.0.1:9' } }],
    ['a page without an origin that posts', { ...forward, headers: { ...json, origin: 'null' } }],
    ['another site that listens', { path: `/events?user=${maria}`, headers: { 'sec-fetch-site': 'cross-site' } }],
    ['another port that loads a script', { path: '/client/main.ts', headers: { 'sec-fetch-site': 'same-site' } }],
    [
      'another site whose form posts',
      { ...forward, headers: { ...json, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' } },
    ],
  ] satisfies readonly (readonly [string, Asked])[])('%s is refused', async (_, asked) => {
    const before = bed.world.clock.ahead;
    expect(await ask(asked)).toMatchObject({ status: 403 });
    expect(bed.world.clock.ahead).toBe(before);
  });

  test('a link on another site opens it, as does localhost and a forwarded port', async () => {
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    expect(await ask({ path: '/', headers: link })).toMatchObject({ status: 200 });
    expect(await ask({ path: '/', headers: { host: 'localhost:9999' } })).toMatchObject({ status: 200 });
    const own = { ...json, host: 'localhost:9999', origin: 'http://localhost:9999', 'sec-fetch-site': 'same-origin' };
    expect(await ask({ ...forward, headers: own })).toEqual({ status: 200, text: '{"ok":true}' });
  });
});

describe('actions', () => {
  test('are JSON that is an action, and not endless', async () => {
    const text = { ...forward, headers: { 'content-type': 'text/plain' } };
    expect(await ask(text)).toMatchObject({ status: 415 });
    expect(await ask({ ...forward, headers: json, body: '{"kind":"forward"' })).toMatchObject({ status: 400 });
    expect(await ask({ ...forward, headers: json, body: '{"kind":"dance"}' })).toMatchObject({ status: 400 });
    expect(await ask({ ...forward, headers: json, body: '{"kind":"forward","ms":-1}' })).toMatchObject({ status: 400 });
    expect(await ask({ path: '/do' })).toMatchObject({ status: 405 });
    const length = { ...json, 'content-length': '99000000' };
    expect(await ask({ path: '/do', method: 'POST', headers: length })).toMatchObject({ status: 413 });
  });
});

describe('files', () => {
  test('come with a policy that lets nothing in from outside, and the import map’s own hash', async () => {
    const response = await fetch(bed.page.address);
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain(`default-src 'none'`);
    expect(policy).not.toContain('unsafe');
    expect(policy).not.toContain('http');
    const page = await response.text();
    const [, map = ''] = /<script type="importmap">(.*?)<\/script>/.exec(page) ?? [];
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(map));
    expect(policy).toContain(`'sha256-${Buffer.from(digest).toString('base64')}'`);
    const { imports } = JSON.parse(map) as { imports: Record<string, string> };
    for (const path of Object.values(imports)) {
      const library = await fetch(bed.page.address + path);
      expect(library.headers.get('content-type')).toContain('text/javascript');
      const wanted = [...(await library.text()).matchAll(/from"([^"]+)"/g)].map(([, name]) => name);
      expect(Object.keys(imports)).toEqual(expect.arrayContaining(wanted));
    }
  });

  test('of the page are all there, as JavaScript without types', async () => {
    const seen = new Set<string>();
    const visit = async (path: string) => {
      if (seen.has(path)) return;
      seen.add(path);
      const response = await fetch(bed.page.address + path);
      expect(response.status, path).toBe(200);
      if (!path.endsWith('.ts')) return;
      expect(response.headers.get('content-type')).toContain('text/javascript');
      const code = await response.text();
      for (const [, name = ''] of code.matchAll(/^(?:import|export)\s(?:[^'";]*?\sfrom\s)?'(\.[^']+)'/gm)) {
        await visit(new URL(name, `http://page${path}`).pathname);
      }
    };
    const page = await (await fetch(bed.page.address)).text();
    const named = [...page.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path = '']) => path);
    expect(named.length).toBeGreaterThan(1);
    for (const path of named) await visit(path);
    expect(seen.size).toBeGreaterThan(10);
  });

  test('outside the page’s folder are not there', async () => {
    for (const path of [
      '/client/../serve-page.ts',
      '/client/%2e%2e/serve-page.ts',
      '/client/tsconfig.json',
      '/nothing',
    ]) {
      expect(await ask({ path })).toMatchObject({ status: 404 });
    }
  });
});
