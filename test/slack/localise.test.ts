import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createLocalise } from '../../src/slack/workspaces/localise.ts';

const names: Readonly<Record<string, string>> = { T1: 'Acme', T2: 'Beta & Sons of the long name' };
const here = createLocalise({ workspace: 'T1', home: 'T1', nameOf: (workspace) => names[workspace] ?? workspace });
const there = createLocalise({ workspace: 'T2', home: 'T1', nameOf: (workspace) => names[workspace] ?? workspace });

it('mentions people of the workspace, and names others with theirs, wherever they stand', () => {
  const said = { text: 'by <@T1:U111>, then <@T2:U222>', blocks: [{ type: 'section', text: { text: '<@T2:U222>' } }] };
  expect(here(said)).toEqual({
    text: 'by <@U111>, then U222 (Be…)',
    blocks: [{ type: 'section', text: { text: 'U222 (Be…)' } }],
  });
  expect(there(said).text).toBe('by U111 (Ac…), then <@U222>');
  // Who was known before there were several is of the first.
  expect(here('<@U111>')).toBe('<@U111>');
  expect(there('<@U111>')).toMatch(/^U111 \(.*\)$/);
});

it('what people wrote is no mention, ids in buttons stay as they are, and Slack’s methods get Slack’s ids', () => {
  const args = { users: 'T1:U111', user_id: 'T1:U111', value: '{"moderator":"T2:U222"}', text: '&lt;@T2:U222&gt;' };
  expect(here(args)).toEqual({ ...args, users: 'U111', user_id: 'U111' });
});

it('nothing gets longer, whatever the workspace is called', () => {
  fc.assert(
    fc.property(fc.string(), (name) => {
      const foreign = createLocalise({ workspace: 'T0ACME0001', home: 'T0ACME0001', nameOf: () => name });
      const text = '<@T0BETA0001:U0NOAH0001>';
      expect(foreign(text).length).toBeLessThanOrEqual(text.length);
    }),
  );
});
