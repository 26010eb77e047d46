import { describe, expect, test } from 'vitest';
import { complete, type Known } from '../../../../src/playground/page/client/chat/completion.ts';
import { verbHelp } from '../../../../src/slack/line/usage.ts';

const known: Known = {
  verbs: Object.entries(verbHelp).map(([verb, help]) => ({ verb, ...help })),
  people: ['alice', 'bob', 'mary ann', '2h'],
  groups: ['lobby', 'stream'],
  moderators: ['maria', 'noah'],
};

const offered = (line: string) => complete(line, known)?.options.map(({ value }) => value) ?? [];

describe('the message box offers', () => {
  test('/hush as soon as a slash is there, and nothing for other words', () => {
    expect(offered('/')).toEqual(['/hush']);
    expect(offered('/hu')).toEqual(['/hush']);
    expect(offered('/hush')).toEqual([]);
    expect(offered('/mute')).toEqual([]);
    expect(offered('hello')).toEqual([]);
  });

  test('every verb, then the ones that begin as typed, and marks the first while it is not whole', () => {
    expect(offered('/hush ')).toEqual(Object.keys(verbHelp));
    expect(complete('/hush un', known)).toMatchObject({ from: 6, eager: true, verb: undefined });
    expect(offered('/hush un')).toEqual(['unmute', 'unsilence', 'undo']);
    expect(complete('/hush undo', known)).toMatchObject({ options: [], eager: false, verb: 'undo' });
  });

  test.each([
    ['/hush mute ', ['alice', 'bob', '"mary ann"', '"2h"', 'everyone', 'role:member', 'role:admin', 'role:owner']],
    ['/hush mute ev', ['everyone']],
    ['/hush mute everyone ', ['in']],
    ['/hush mute everyone in ', ['lobby', 'stream']],
    ['/hush mute role:member ', ['in', 'role:admin', 'role:owner']],
    ['/hush unmute e', ['everyone']],
    ['/hush unmute r', []],
    ['/hush mute al', ['alice']],
    ['/hush mute alice ', ['in', 'everywhere', 'bob', '"mary ann"', '"2h"']],
    ['/hush mute alice,b', ['bob']],
    ['/hush mute alice in ', ['lobby', 'stream', 'p2p', 'team', 'room', 'qchat']],
    ['/hush mute alice in lobby ', ['for']],
    ['/hush mute alice in lobby for ', ['10m', '2h', '1d', '1w', 'permanent']],
    ['/hush mute alice in lobby for 2h sp', []],
    ['/hush unmute alice in lobby ', []],
    ['/hush silence ', ['alice', 'bob', '"mary ann"', '"2h"']],
    ['/hush silence alice ', ['from']],
    ['/hush silence alice from ', ['groups', 'users']],
    ['/hush silence alice from groups ', ['lobby', 'stream']],
    ['/hush silence alice from groups lobby ', ['for', 'stream']],
    ['/hush unsilence alice from users bob b', ['because']],
    ['/hush history by ', ['@maria', '@noah']],
    ['/hush extend 3 for 1', ['10m', '1d', '1w']],
    ['/hush help gr', ['groups']],
    ['/hush case ', []],
  ])('%s: what fits there', (line, words) => {
    expect(offered(line)).toEqual(words);
  });
});
