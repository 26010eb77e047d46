import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findIds, mostFound } from '../../../src/slack/shortcuts/find-ids.ts';

const mrkdwn = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });
const rich = (...elements: unknown[]) => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements }],
});
const raw = (text: string) => ({ type: 'raw_text', text });

const table: readonly (readonly [what: string, message: unknown, ids: readonly string[], group?: string])[] = [
  ['a label', { text: 'user_id: alice' }, ['alice']],
  ['a bold label', { text: '*User:* bob' }, ['bob']],
  ['a label with its sign outside the bold', { text: '*User ID*: `u-17`\n*Rule*: `no-links`' }, ['u-17']],
  ['an equals sign', { text: 'blocked accid=acc_9 ip=10.0.0.1' }, ['acc_9']],
  ['a query', { text: 'accid=u1&amp;tid=g7&amp;x=1' }, ['u1'], 'g7'],
  ['JSON', { text: '{"userId": "u1", "groupId": "lobby", "score": 0.97}' }, ['u1'], 'lobby'],
  ['JSON with a number', { text: '{"uid":123456,"severity":3}' }, ['123456']],
  [
    'JSON in a code block',
    { text: '```{\n  "userIds": [\n    "u1",\n    "u2"\n  ],\n  "room": "vip"\n}```' },
    ['u1', 'u2'],
    'vip',
  ],
  ['JSON in inline code', { text: 'got `{"accid":"neo"}`' }, ['neo']],
  ['a list', { text: 'user_ids: alice, bob,carol' }, ['alice', 'bob', 'carol']],
  ['a list of code', { text: 'Users: `alice` `bob`, `carol`' }, ['alice', 'bob', 'carol']],
  ['the next label is no value', { text: 'user: alice, reason: spam' }, ['alice']],
  ['words behind a value are none', { text: 'Reported user: bob for harassment in the lobby' }, ['bob']],
  ['inline code', { text: '`alice` flooded the chat' }, ['alice']],
  ['inline code with its group', { text: '`alice` and `bob` are fighting in `lobby`' }, ['alice', 'bob'], 'lobby'],
  ['code behind other words', { text: '`alice` broke rule `no-links` (score `97`), see `/hush help`' }, ['alice']],
  ['quotes where nothing else is marked', { text: 'The user "alice" was reported' }, ['alice']],
  ['a quoted id with a space', { text: 'user: "mary ann"' }, ['mary ann']],
  ['a quoted message', { text: '&gt; user_id: alice\n&gt; group: lobby' }, ['alice'], 'lobby'],
  [
    'a value on the next line',
    { blocks: [{ type: 'section', fields: [mrkdwn('*User:*\nalice').text, mrkdwn('*Room:*\nlobby').text] }] },
    ['alice'],
    'lobby',
  ],
  [
    'code on the line behind a label that is about nobody',
    { text: '*User IDs:*\n`dave`, `erin`\n*Rule:*\n`repeated-links`' },
    ['dave', 'erin'],
  ],
  [
    'a label alone',
    { blocks: [{ type: 'section', fields: [mrkdwn('*User ID*').text, mrkdwn('alice').text] }] },
    ['alice'],
  ],
  ['a name with its id', { text: 'User: Alice Smith (u123)' }, ['u123']],
  ['a name with its id as code', { text: '*Player:* Alice (`p_1`)' }, ['p_1']],
  ['who reported is not meant', { text: 'Reported by: sam\nReported user: bob' }, ['bob']],
  [
    'rich text',
    {
      blocks: [
        rich(
          { type: 'text', text: 'User', style: { bold: true } },
          { type: 'text', text: ': ' },
          { type: 'text', text: 'alice', style: { code: true } },
        ),
      ],
    },
    ['alice'],
  ],
  [
    'a preformatted list',
    {
      blocks: [
        {
          type: 'rich_text',
          elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text: 'alice\nbob' }] }],
        },
      ],
    },
    ['alice', 'bob'],
  ],
  [
    'an attachment with fields',
    {
      attachments: [
        {
          color: '#f00',
          fields: [
            { title: 'User ID', value: 'alice' },
            { title: 'Group', value: 'lobby' },
          ],
        },
      ],
    },
    ['alice'],
    'lobby',
  ],
  [
    'an attachment whose field’s title has quotes within code',
    { attachments: [{ fields: [{ title: 'user_id: `alice"bob`', value: '' }] }] },
    ['alice'],
  ],
  ['an attachment with text', { text: '', attachments: [{ text: 'accid: neo', fallback: 'x' }] }, ['neo']],
  [
    'a forwarded message',
    { attachments: [{ message_blocks: [{ message: { blocks: [mrkdwn('user: `alice`')] } }] }] },
    ['alice'],
  ],
  [
    'a table with headings',
    {
      blocks: [
        {
          type: 'table',
          rows: [
            [raw('User'), raw('Group'), raw('Rule')],
            [raw('alice'), raw('lobby'), raw('spam')],
            [raw('bob'), raw('lobby'), raw('links')],
          ],
        },
      ],
    },
    ['alice', 'bob'],
    'lobby',
  ],
  [
    'a table of pairs',
    {
      blocks: [
        {
          type: 'table',
          rows: [
            [raw('user_id'), raw('alice')],
            [raw('team'), raw('t1')],
          ],
        },
      ],
    },
    ['alice'],
    't1',
  ],
  ['mentions are none', { text: 'user: <@U0NOAH0001> in <#C1|lobby> <!here>' }, []],
  ['an address is none', { text: 'user: <https://example.com/u/1>' }, []],
  ['a mail address as it was typed', { text: 'user: <mailto:a@b.co|a@b.co>' }, ['a@b.co']],
  ['escapes are undone once', { text: 'user: `a&amp;lt;b`' }, ['a&lt;b']],
  ['prose is none', { text: 'Can somebody please look at what happens in the lobby?' }, []],
  ['prose beside marked ids is none', { text: 'user_id: alice, seen with viewer001 and gemdrop_7' }, ['alice']],
  [
    'words that look like ids, where nothing is marked',
    { text: 'viewer001 and gem_drop spam since 2026-11-22 10:30, v1.2, for 2h' },
    ['viewer001', 'gem_drop'],
  ],
  ['nothing for null', { text: '{"userId": null, "accid": "none"}' }, []],
  ['too long to be an id', { text: `user: ${'x'.repeat(33)}` }, []],
  ['several groups fill none', { text: 'user: alice group: lobby\nuser: bob group: trade' }, ['alice', 'bob']],
  ['a sentence’s full stop is not part of it', { text: 'user_id: alice.' }, ['alice']],
  [
    'buttons are not read',
    {
      blocks: [
        {
          type: 'actions',
          elements: [{ type: 'button', text: { type: 'plain_text', text: 'user: eve' }, value: 'user: eve' }],
        },
      ],
    },
    [],
  ],
  ['the same id counts once', { text: 'user: alice', blocks: [mrkdwn('User: `alice`')] }, ['alice']],
];

describe('whom a message is about:', () => {
  test.each(table)('%s', (_, message, ids, group) => {
    expect(findIds(message)).toEqual({ ids, more: 0, ...(group !== undefined && { group }) });
  });

  test('at most a hundred, and how many more', () => {
    const ids = Array.from({ length: 130 }, (_, index) => `u${index}`);
    const found = findIds({ text: `users: ${ids.join(', ')}` });
    expect(found).toEqual({ ids: ids.slice(0, mostFound), more: 30 });
  });
});

const piece = fc.oneof(
  fc.constantFrom(
    'user_id: ',
    '*User:* ',
    '"userId": "',
    '"',
    '`',
    '```',
    '<@U1>',
    '<',
    '>',
    '|',
    '[',
    ']',
    '\n',
    ':',
    '=',
    ',',
    '&amp;',
    'group: ',
    '\ue000',
    '\ue001',
    '\\',
  ),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom('alice', 'bob_1', 'viewer001', 'mary ann'),
);
const someText = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));
const textObject = fc.record({
  type: fc.constantFrom('mrkdwn', 'plain_text', 'raw_text', 'text', 'markdown'),
  text: someText,
  style: fc.constant({ code: true }),
});
const { block } = fc.letrec((tie) => ({
  block: fc.oneof(
    { maxDepth: 4 },
    textObject,
    fc.record(
      {
        type: fc.constantFrom('section', 'context', 'rich_text', 'table', 'actions', 'x'),
        text: textObject,
        fields: fc.array(textObject, { maxLength: 3 }),
        elements: fc.array(tie('block'), { maxLength: 3 }),
      },
      { requiredKeys: ['type'] },
    ),
    fc.record({
      type: fc.constant('table'),
      rows: fc.array(fc.array(tie('block'), { maxLength: 3 }), { maxLength: 3 }),
    }),
  ),
}));
const message = fc.oneof(
  fc.record(
    {
      text: someText,
      blocks: fc.array(block, { maxLength: 4 }),
      attachments: fc.array(
        fc.record({
          text: someText,
          fields: fc.array(fc.record({ title: someText, value: someText }), { maxLength: 2 }),
        }),
        { maxLength: 2 },
      ),
    },
    { requiredKeys: [] },
  ),
  fc.jsonValue(),
);

/** Every text in it, as people read it. */
/** Every text in a message, as it stands there and with Slack's escapes undone: rich text has none. */
function textsIn(value: unknown): string {
  if (typeof value === 'string')
    return `${value}\n${value.replace(/&(amp|lt|gt);/g, (_, name) => ({ amp: '&', lt: '<', gt: '>' })[name as 'amp'])}`;
  if (typeof value === 'number') return String(value);
  return typeof value === 'object' && value !== null ? Object.values(value).map(textsIn).join('\n') : '';
}

test('whatever a message is, only what stands in it is found, each once and fit to be an id', () => {
  fc.assert(
    fc.property(message, (any) => {
      const { ids, group } = findIds(any);
      const said = textsIn(any);
      // Slack puts what it made a link of between angles, in the middle of what was typed.
      const typed = said.replace(/<(?:mailto:)?([^<>|\n]*)(?:\|([^<>\n]*))?>/g, (_, target, label) => label || target);
      for (const id of [...ids, ...(group === undefined ? [] : [group])]) {
        expect(said.includes(id) || typed.includes(id), id).toBe(true);
        expect(Buffer.byteLength(id)).toBeLessThanOrEqual(32);
        expect(id).not.toMatch(/[\p{Cc}\ue000-\ue002]/u);
      }
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids.length).toBeLessThanOrEqual(mostFound);
    }),
    { numRuns: 1500 },
  );
});

// With anything but linear work none of these would end within the time of a test.
test.each([
  ['user:', 'labels'],
  ['a:', 'other labels'],
  ['user_id: a, ', 'values'],
  ['`', 'backticks'],
  ['``` ', 'code blocks'],
  ['<', 'angles'],
  ['"', 'quotes'],
  ['`a` ', 'code'],
  ['user: a (', 'brackets'],
  ['x', 'one word'],
  ['[', 'lists'],
  ['user:[a,', 'lists of labels'],
  ['"userId": ["', 'JSON'],
  ['*_~', 'emphasis'],
  ['\n', 'lines'],
  ['user\n', 'labels alone'],
  [' ', 'spaces'],
  [':a', 'emoji'],
])('4 MB of %j (%s) are read in time that grows with their length alone', (unit) => {
  const text = unit.repeat(4_000_000 / unit.length);
  expect(findIds({ text, blocks: [mrkdwn(text)] }).ids.length).toBeLessThanOrEqual(mostFound);
});
