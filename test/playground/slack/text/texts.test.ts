import { describe, expect, it } from 'vitest';
import { playgroundSlack as names, slackSeed } from '../../../../src/playground/slack/seed.ts';
import { escapeTyped } from '../../../../src/playground/slack/text/escape-typed.ts';
import { findPings } from '../../../../src/playground/slack/text/find-pings.ts';
import type { Reader } from '../../../../src/playground/slack/text/mrkdwn-text.ts';
import { plainText, plainView } from '../../../../src/playground/slack/text/plain-text.ts';

const directory = {
  users: slackSeed.users,
  userGroups: slackSeed.userGroups,
  channels: slackSeed.channels.map((channel) => ({ isPrivate: false, ...channel })),
};
const receivedFor = (text: string) => escapeTyped(text, { escaping: 'full', directory });

const reader: Reader = {
  userName: (id) => (id === names.moderator ? 'maria' : undefined),
  channelName: (id) => (id === names.auditChannel ? 'mod-audit' : undefined),
  groupHandle: () => 'mods',
  timeZone: 'America/New_York',
};

describe('escapeTyped', () => {
  it.each([
    ['mute alice in lobby for 2h', 'mute alice in lobby for 2h'],
    ['a & b <c> "d"', 'a &amp; b &lt;c&gt; "d"'],
    ['mute @maria', `mute <@${names.moderator}|maria>`],
    ['mute @nobody', 'mute @nobody'],
    ['@mods @here', `<!subteam^${names.moderators}|@mods> <!here>`],
    ['in #moderation', `in <#${names.moderationChannel}|moderation>`],
    ['in #secret', `in <#${names.privateChannel}|>`],
    ['in #lobby', 'in #lobby'],
    ['mute ann@x.com', 'mute <mailto:ann@x.com|ann@x.com>'],
    ['see https://x.y/z?a=1&b=2 ok', 'see <https://x.y/z?a=1&amp;b=2> ok'],
    ['mute alice.com now', 'mute <http://alice.com|alice.com> now'],
    ['case#1 a@b', 'case#1 a@b'],
  ])('%s', (typed, expected) => {
    expect(receivedFor(typed)).toBe(expected);
  });

  it('can leave names alone, or everything', () => {
    expect(escapeTyped('@maria & co', { escaping: 'characters', directory })).toBe('@maria &amp; co');
    expect(escapeTyped('@maria & <co>', { escaping: 'none', directory })).toBe('@maria & <co>');
  });
});

describe('plainText', () => {
  it('shows names, the reader’s own time and no entities', () => {
    const text = `<@${names.moderator}> in <#${names.auditChannel}|x>: a &amp;amp; &lt;b&gt; <https://x.y|here> <!channel>`;
    expect(plainText({ text }, reader)).toBe('@maria in #mod-audit: a &amp; <b> here (https://x.y) @channel');
    const until = 'until <!date^1700000000^{date_short_pretty} {time}|14 Nov 22:13 UTC>';
    expect(plainText({ text: until }, reader)).toBe('until 14 Nov 2023 17:13');
    expect(plainText({ text: '<!date^x^{time}|later>' }, reader)).toBe('later');
  });

  it('shows blocks line by line, with what can be pressed', () => {
    const blocks = [
      { type: 'header', text: { type: 'plain_text', text: 'Case 12 &amp;' } },
      {
        type: 'section',
        text: { type: 'mrkdwn', text: '2 muted &amp; told' },
        accessory: { type: 'button', text: { type: 'plain_text', text: 'Details' } },
      },
      { type: 'divider' },
      {
        type: 'context',
        elements: [
          { type: 'mrkdwn', text: 'one' },
          { type: 'plain_text', text: 'two' },
        ],
      },
      {
        type: 'actions',
        elements: [
          { type: 'button', text: { type: 'plain_text', text: 'Undo' } },
          { type: 'static_select', placeholder: { type: 'plain_text', text: 'More' } },
        ],
      },
    ];
    expect(plainText({ text: 'twin', blocks }, reader)).toBe(
      '# Case 12 &amp;\n2 muted & told  [Details]\n────────\none  two\n[Undo] <More>',
    );
  });

  it('shows a form', () => {
    const view = {
      title: { type: 'plain_text', text: 'Mute' },
      submit: { type: 'plain_text', text: 'Go' },
      blocks: [
        {
          type: 'input',
          label: { type: 'plain_text', text: 'Who' },
          element: { type: 'plain_text_input', initial_value: 'alice' },
        },
      ],
    };
    expect(plainView(view, reader)).toBe('# Mute\nWho: <alice>\n[Go]');
  });
});

describe('findPings', () => {
  it('finds real mentions and nothing that is escaped or plain text', () => {
    const blocks = [
      { type: 'header', text: { type: 'plain_text', text: '<!here>' } },
      { type: 'section', text: { type: 'mrkdwn', text: '&lt;!here&gt; <!everyone>' } },
      {
        type: 'rich_text',
        elements: [{ type: 'rich_text_section', elements: [{ type: 'broadcast', range: 'channel' }] }],
      },
    ];
    expect(findPings({ text: 'x <@U1> &lt;@U2&gt; <!date^1^x|y>', blocks })).toEqual([
      { raw: '<@U1>', kind: 'user' },
      { raw: '<!everyone>', kind: 'everyone' },
      { raw: '<!channel>', kind: 'channel' },
    ]);
  });
});
