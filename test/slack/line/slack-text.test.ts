import { describe, expect, it } from 'vitest';
import { readSlackText } from '../../../src/slack/line/slack-text.ts';

describe('the text of a slash command', () => {
  it.each([
    ['a &amp; b &lt;c&gt;', 'a & b <c>'],
    ['&amp;lt; &amp;amp;', '&lt; &amp;'],
    ['&quot; &#39; &copy;', '&quot; &#39; &copy;'],
    ['<mailto:a@b.c|a@b.c>', 'a@b.c'],
    ['<mailto:a@b.c>', 'a@b.c'],
    ['<http://x.y|x.y>', 'x.y'],
    ['<https://x.y/?a=1&amp;b=2>', 'https://x.y/?a=1&b=2'],
    ['<tel:+123|+123>', '+123'],
    ['<#C1|lobby>', '#lobby'],
    ['<!date^1^{date}|today>', 'today'],
    ['a < b > c', 'a < b > c'],
    ['<b>', '<b>'],
    ['<<@U1>', '<@U1'],
    ['<', '<'],
    ['<>', '<>'],
    ['<@bob>', '<@bob>'],
    ['', ''],
  ])('%j was typed as %j', (escaped, typed) => {
    expect(readSlackText(escaped).text).toBe(typed);
  });

  it.each([
    ['<@U1>', '@U1', 'person', 'U1'],
    ['<@U1|bob>', '@bob', 'person', 'U1'],
    ['<@W1|bob &amp; co>', '@bob & co', 'person', 'W1'],
    ['<#C1|>', '#C1', 'channel', 'C1'],
    ['<#C1>', '#C1', 'channel', 'C1'],
    ['<!subteam^S1>', '@S1', 'user-group', 'S1'],
    ['<!subteam^S1|@mods>', '@mods', 'user-group', 'S1'],
    ['<!here>', '@here', 'broadcast', 'here'],
    ['<!channel|channel>', '@channel', 'broadcast', 'channel'],
    ['<!everyone>', '@everyone', 'broadcast', 'everyone'],
  ])('%j mentions: shown as %j', (escaped, text, kind, id) => {
    const start = '< '.length;
    expect(readSlackText(`&lt; ${escaped} x`)).toEqual({
      text: `< ${text} x`,
      mentions: [{ kind, id, start, end: start + text.length }],
    });
  });

  it('cannot be made to mention by typing what Slack writes', () => {
    expect(readSlackText('&lt;@U1&gt; &lt;!here&gt;')).toEqual({ text: '<@U1> <!here>', mentions: [] });
  });
});
