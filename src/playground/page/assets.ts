import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What the page may import beside its own files; each is at a path of its own. */
const libraries: Readonly<Record<string, string>> = {
  preact: import.meta.resolve('preact'),
  'preact/hooks': import.meta.resolve('preact/hooks'),
  htm: import.meta.resolve('htm'),
  'htm/preact': import.meta.resolve('htm/preact'),
  '@preact/signals': import.meta.resolve('@preact/signals'),
  '@preact/signals-core': import.meta.resolve('@preact/signals-core'),
};

const libraryPath = (name: string) => `/libraries/${name}.js`;

const importMap = JSON.stringify({
  imports: Object.fromEntries(Object.keys(libraries).map((name) => [name, libraryPath(name)])),
});

/** For the Content-Security-Policy: the import map is the only script that stands in the page itself. */
export const importMapHash = `sha256-${createHash('sha256').update(importMap).digest('base64')}`;

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.ts': 'text/javascript; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

export interface Asset {
  readonly type: string;
  readonly body: string;
}

const client = join(import.meta.dirname, 'client');
const files = new Map<string, string>([
  ['/', join(client, 'index.html')],
  ...Object.entries(libraries).map(([name, url]) => [libraryPath(name), fileURLToPath(url)] as const),
]);

interface Cached extends Asset {
  readonly changedAt: number;
}
const cache = new Map<string, Cached>();

/** The page, one of its files, or a library; undefined: there is none at this path. Read again only after it was changed. */
export async function asset(path: string): Promise<Asset | undefined> {
  const [, own] = /^\/client\/((?:[a-z0-9-]+\/)*[a-z0-9-]+\.(?:ts|css|svg))$/.exec(path) ?? [];
  const file = files.get(path) ?? (own === undefined ? undefined : join(client, own));
  if (file === undefined) return undefined;
  try {
    const { mtimeMs: changedAt } = await stat(file);
    const cached = cache.get(path);
    if (cached?.changedAt === changedAt) return cached;
    const read = { changedAt, type: types[extname(file)] ?? types['.js'] ?? '', body: await bodyOf(file) };
    cache.set(path, read);
    return read;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function bodyOf(file: string): Promise<string> {
  const text = await readFile(file, 'utf8');
  if (file.endsWith('.ts')) return stripTypeScriptTypes(text);
  // Before any module, as browsers want it.
  if (file.endsWith('.html')) return text.replace('<head>', `<head><script type="importmap">${importMap}</script>`);
  // The maps that the libraries name are not served.
  return text.replace(/^\/\/# sourceMappingURL=.*$/m, '');
}
