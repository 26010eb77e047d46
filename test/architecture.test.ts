import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';
import { verbs } from '../src/slack/line/command.ts';

const root = join(import.meta.dirname, '..');

interface Import {
  readonly from: string;
  /** A path from the root for Hush's own files, else the package or `node:` module as written. */
  readonly to: string;
  readonly typeOnly: boolean;
}

interface Source {
  readonly path: string;
  readonly text: string;
  /** Without comments, so that a word about a rule does not break it. */
  readonly code: string;
  readonly imports: readonly Import[];
}

const importing = /^(?:import|export)\s(?:[^'";]*?\sfrom\s)?'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gm;

function read(path: string): Source {
  const text = readFileSync(join(root, path), 'utf8');
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  const imports = [...text.matchAll(importing)].map((found): Import => {
    const named = found[1] ?? found[2] ?? '';
    const to = named.startsWith('.') ? normalize(join(dirname(path), named)) : named;
    return { from: path, to, typeOnly: /^(?:import|export)\s+type\s/.test(found[0]) };
  });
  return { path, text, code, imports };
}

const src = globSync('src/**/*.ts', { cwd: root }).toSorted().map(read);
const tests = globSync('test/**/*.ts', { cwd: root }).toSorted().map(read);
const imports = src.flatMap((source) => source.imports);

/** The folder of `src` a file is in, or the file itself where it lies at the top; `config.ts` counts as `config`. */
function part(path: string): string {
  const [, first = ''] = path.split('/');
  return first === 'config.ts' ? 'config' : first;
}

function packageOf(name: string): string {
  return name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');
}

/** What each part of `src` may import besides itself. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  lib: [],
  moderation: ['lib'],
  vendors: ['moderation', 'lib'],
  store: ['moderation', 'lib'],
  jobs: ['moderation', 'lib'],
  observe: ['moderation', 'lib'],
  slack: ['moderation', 'lib'],
  playground: ['lib'],
  config: ['moderation', 'lib'],
};

/** Single files that may be imported from elsewhere too: what the verbs say of themselves is also shown beside the playground's message box. */
const open: Readonly<Record<string, readonly string[]>> = { playground: ['src/slack/line/usage.ts'] };

/** These see every part: the wiring diagram, the commands, the doctor and the program. */
const tops = ['app.ts', 'cli', 'doctor.ts', 'main.ts'];

describe('imports', () => {
  test('point inwards, types too: the domain knows nobody, and its users do not know each other', () => {
    const wrong = imports
      .filter(({ from, to }) => {
        const own = part(from);
        const allowed = part(to) === own || mayImport[own]?.includes(part(to)) || open[own]?.includes(to);
        return to.startsWith('src/') && !tops.includes(own) && !allowed;
      })
      .map(({ from, to }) => `${from} imports ${to}`);
    expect(wrong).toEqual([]);
  });

  test('name files that are there, and stay inside src', () => {
    const wrong = imports.filter(
      ({ from, to }) =>
        !/^(?:@?[a-z]|node:)/.test(to) ||
        (to.startsWith('src/') && !existsSync(join(root, to))) ||
        to.startsWith('test/') ||
        from === to,
    );
    expect(wrong).toEqual([]);
  });

  // Types are erased before the program runs: two types that need each other are no cycle that can break anything.
  test('of code never go in a circle', () => {
    const next = new Map(
      src.map(({ path, imports: all }) => [path, all.filter(({ typeOnly }) => !typeOnly).map(({ to }) => to)]),
    );
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (path: string, trail: readonly string[]) => {
      if (trail.includes(path)) circles.push([...trail.slice(trail.indexOf(path)), path].join(' -> '));
      if (done.has(path) || trail.includes(path)) return;
      for (const to of next.get(path) ?? []) visit(to, [...trail, path]);
      done.add(path);
    };
    for (const path of next.keys()) visit(path, []);
    expect(circles).toEqual([]);
  });

  test.each([
    ['@slack/bolt', 'slack'],
    ['undici', 'vendors'],
    ['kysely', 'store'],
    ['pg', 'store'],
    ['pg-cursor', 'store'],
    ['node:sqlite', 'store'],
    ['pino', 'lib'],
    ['yaml', 'config'],
    ['prom-client', 'observe'],
    ['@opentelemetry/api', 'observe'],
    ['@opentelemetry/sdk-trace', 'observe'],
  ])('of %s are in src/%s alone', (name, folder) => {
    const users = imports.filter(({ to }) => to === name || packageOf(to) === name).map(({ from }) => part(from));
    expect([...new Set(users)]).toEqual([folder]);
  });

  test('end in .ts', () => {
    expect(imports.filter(({ to }) => to.startsWith('src/') && !to.endsWith('.ts'))).toEqual([]);
  });
});

describe('the outside world is read in one place each:', () => {
  // What runs in a browser has that browser's world.
  const ours = src.filter(({ path }) => !path.startsWith('src/playground/page/client/'));
  const time =
    /Date\.now\b|new Date\(\s*\)|performance\.now|\bset(?:Timeout|Interval|Immediate)\b|node:timers|node:perf_hooks|hrtime/;
  const randomness = /Math\.random|\brandom(?:Bytes|UUID|Int|FillSync)\b|getRandomValues/;
  test.each([
    ['the environment', /process\.env\b/, ['src/config.ts']],
    // The second moves the whole process's time of day, for a bot that must not know of it.
    ['time', time, ['src/lib/clock.ts', 'src/playground/shift-time.ts']],
    ['randomness', randomness, ['src/lib/random.ts']],
  ])('%s', (_, pattern, homes) => {
    expect(ours.filter(({ code }) => pattern.test(code)).map(({ path }) => path)).toEqual(homes);
  });
});

describe('files', () => {
  test('have at most 400 lines', () => {
    const long = [...src, ...tests].filter(({ text }) => text.split('\n').length - 1 > 400).map(({ path }) => path);
    expect(long).toEqual([]);
  });

  test('have kebab-case names that say what is in them', () => {
    const names = [...src, ...tests].flatMap(({ path }) => path.split('/'));
    expect(names.filter((name) => !/^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.test|\.d)?(?:\.ts)?$/.test(name))).toEqual([]);
    expect(names.filter((name) => /^(?:utils?|helpers?|misc|common)(?:\.ts)?$/.test(name))).toEqual([]);
  });

  test('leave nothing for later and export by name', () => {
    const later = new RegExp(['TODO', 'FIXME', 'XXX'].map((word) => `\\b${word}\\b`).join('|'));
    expect(src.filter(({ text }) => later.test(text)).map(({ path }) => path)).toEqual([]);
    expect(src.filter(({ code }) => /^export default\b/m.test(code)).map(({ path }) => path)).toEqual([]);
  });
});

describe('packages', () => {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const used = new Set(
    imports.filter(({ to }) => !to.startsWith('src/') && !to.startsWith('node:')).map(({ to }) => packageOf(to)),
  );

  test('that are imported are declared', () => {
    expect([...used].filter((name) => !(name in dependencies))).toEqual([]);
  });

  test('that are declared are imported', () => {
    expect(Object.keys(dependencies).filter((name) => !used.has(name))).toEqual([]);
  });
});

test('README.md tells of every verb', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  expect(verbs.filter((verb) => !readme.includes(`/hush ${verb}`))).toEqual([]);
});
