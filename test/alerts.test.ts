import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly action: string };
}

const { groups } = parse(read('docs/alerts.yml')) as { groups: readonly { rules: readonly Rule[] }[] };
const rules = groups.flatMap((group) => group.rules);
const documented = new Set([...read('docs/metrics.md').matchAll(/^\| `(hush_\w+)`/gm)].map(([, name]) => name));

test('every alert asks for metrics that Hush has, and says what to do', () => {
  expect(rules.length).toBeGreaterThan(9);
  for (const { alert, expr, labels, annotations } of rules) {
    const asked = [...expr.matchAll(/\bhush_\w+/g)].map(([name]) => name);
    expect(
      asked.filter((name) => !documented.has(name.replace(/_(?:count|sum|bucket)$/, ''))),
      alert,
    ).toEqual([]);
    expect(['page', 'ticket'], alert).toContain(labels.severity);
    expect(annotations.summary, alert).toMatch(/\.$/);
    expect(annotations.action, alert).toMatch(/\.$/);
  }
});
