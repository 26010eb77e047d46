import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { auditEvents } from '../src/moderation/audit.ts';

const root = new URL('../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');

const rows = [...read('docs/audit-events.md').matchAll(/^\| `([a-z.-]+)` \| (.+) \| (.+) \|$/gm)];

test('docs/audit-events.md has every event of the audit, once, and no other', () => {
  expect(rows.map(([, name]) => name).toSorted()).toEqual([...auditEvents].toSorted());
  for (const [, name, meaning, details] of rows) {
    expect(meaning, name).toMatch(/\.$/);
    expect(details, name).toMatch(/\.$/);
  }
});

test('every event of the audit is written somewhere, and only the store and the domain write any', () => {
  // The compiler keeps out what is not in the list; a name may be put together: `proposal.${state}`.
  const written = globSync('src/{store,moderation}/**/*.ts', { cwd: root }).flatMap((path) =>
    [...read(path).matchAll(/\bevent: (?:'([^']+)'|`([^`]+)`)/g)].map(([, plain, joined = '']) => {
      const pattern = (plain ?? joined).replaceAll('.', '\\.').replace(/\$\{(?:[^{}]|\{[^}]*\})*\}/g, '[a-z]+');
      return new RegExp(`^${pattern}$`);
    }),
  );
  for (const name of auditEvents)
    expect(
      written.some((pattern) => pattern.test(name)),
      name,
    ).toBe(true);
});
