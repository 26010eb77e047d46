import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');

/** What the audit records is called `event` too; the store and the domain write that, and log nothing. */
const logging = globSync('src/**/*.ts', { cwd: root }).filter(
  (path) => !/^src\/(?:store|moderation|playground)\//.test(path),
);

/** Every name that is logged as an event, where it stands in the code. */
const logged = new Set(
  logging.flatMap((path) =>
    [...read(path).matchAll(/\bevent(?::| =) ([^,}\n]+)/g)].flatMap(([, expression = '']) =>
      [...expression.matchAll(/'([a-z-]+\.[a-z-]+)'/g)].map(([, name = '']) => name),
    ),
  ),
);
const told = [...read('docs/log-events.md').matchAll(/^\| \**`([a-z.-]+)`\** \| (.+) \| (.+) \|$/gm)];

test('docs/log-events.md has every event that Hush logs, once, and no other', () => {
  expect(logged.size).toBeGreaterThan(25);
  expect(told.map(([, name]) => name).toSorted()).toEqual([...logged].toSorted());
});

test('whoever is asked to act is told what to do; whoever is not, is not alarmed', () => {
  for (const [row, name, meaning, advice] of told) {
    expect(meaning, name).toMatch(/\.$/);
    expect(advice, name).toMatch(/\.$/);
    if (row.startsWith('| **')) expect(advice, name).not.toBe('Nothing.');
  }
});

test('every line that is logged has an event', () => {
  const calls = logging.flatMap((path) =>
    [...read(path).matchAll(/\blog\.(?:trace|debug|info|warn|error|fatal)\(\s*(.{0,60})/gs)].map(
      ([, first = '']) => `${path}: ${first}`,
    ),
  );
  expect(calls.length).toBeGreaterThan(25);
  expect(
    calls.filter((call) => !/: (?:\{ (?:event:|\.\.\.line)|\{\s+event:|fields,|\{ \.\.\.fields)/.test(call)),
  ).toEqual([]);
});
