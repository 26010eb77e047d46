import { describe, expect, it } from 'vitest';
import type { Command } from '../../../src/slack/line/command.ts';
import { formatCommand } from '../../../src/slack/line/format-command.ts';
import { neteaseOnly, oneOfEach, read, several } from './lines.ts';

describe('a command written as a line', () => {
  it.each([
    ['mute alice  "mary ann" in zim/lobby for 90m spam', '/hush mute alice "mary ann" in lobby for 1h30m spam'],
    ['mute A in p2p,team,room,qchat for perm', '/hush mute a everywhere for permanent'],
    ['mute a in team,p2p for "1 day 12 hours"', '/hush mute a in p2p,team for 1d12h'],
    ['mute "for" "2h" "all" "--x" in "team" for 2h', '/hush mute "for" "2h" "all" "--x" in "team" for 2h'],
    ['mute \'say "hi" there\' in "zim/x" for 2h', '/hush mute \'say "hi" there\' in "zim/x" for 2h'],
    ['unmute a in lobby sorry', '/hush unmute a in lobby sorry'],
    ['mute ALL in lobby for 2h raid', '/hush mute everyone in lobby for 2h raid'],
    ['mute Role:Member role:100, role:member in zim/"team" for 2h', '/hush mute role:member role:100 in "team" for 2h'],
    ['unmute all everyone in lobby over', '/hush unmute everyone in lobby over'],
    ['silence bob from zim/groups g1 for 2h x', '/hush silence bob from groups g1 for 2h x'],
    ['unsilence bob from users u1 because x', '/hush unsilence bob from users u1 because x'],
    ['groups zim/ vip', '/hush groups vip'],
    ['groups "zim/vip"', '/hush groups "zim/vip"'],
    ['history by <@U1|bob>', '/hush history by @U1'],
    ['case #12', '/hush case 12'],
    ['extend #12 for 90m', '/hush extend 12 for 1h30m'],
    ['Extend 12 For Forever', '/hush extend 12 for permanent'],
    ['reason #12,  he said "no"  ', '/hush reason 12 he said "no"'],
    ['', '/hush'],
    ['mute', '/hush mute'],
    ['help undo', '/hush help undo'],
  ])('%s', (typed, line) => {
    expect(formatCommand(read(typed), oneOfEach)).toBe(line);
  });

  it('names the app unless only one can be meant', () => {
    const inGroup = read('mute a in eu/lobby for 2h', several);
    expect(formatCommand(inGroup, several)).toBe('/hush mute a in eu/lobby for 2h');
    expect(formatCommand(inGroup)).toBe('/hush mute a in eu/lobby for 2h');
    expect(formatCommand(read('mute a everywhere for 2h', neteaseOnly))).toBe(
      '/hush mute a in netease/everywhere for 2h',
    );
    expect(formatCommand(read('silence a from us/users b for 2h', several), several)).toBe(
      '/hush silence a from us/users b for 2h',
    );
  });

  it('writes what came from a form just as well', () => {
    const command: Command = {
      verb: 'mute',
      targets: [{ id: 'mary ann' }, { id: 'in' }],
      duplicates: [],
      place: { kind: 'group', app: 'zim', group: 'everywhere' },
      length: { kind: 'timed', seconds: 129_600 },
      reason: 'spam',
    };
    expect(formatCommand(command, oneOfEach)).toBe('/hush mute "mary ann" "in" in "everywhere" for 1d12h spam');
  });

  it.each([
    ['3 days of spam', '"3 days of spam"'],
    ['30', '"30"'],
    ['said 3 days', 'said 3 days'],
    ['see --dry-run', '"see --dry-run"'],
  ])('quotes a reason from a form where the line would take it for something else: %s', (reason, written) => {
    const command = { ...read('mute a in lobby for 2h'), reason } as Command;
    const line = formatCommand(command, oneOfEach);
    expect(line).toBe(`/hush mute a in lobby for 2h ${written}`);
    expect(read(line)).toEqual({ ...command, reason: written });
  });

  it.each([
    [', 13 of them', '", 13 of them"'],
    ['see --dry-run', '"see --dry-run"'],
    ['3 days of spam', '3 days of spam'],
    ['#13 again', '#13 again'],
  ])('keeps a case’s number and its reason apart: %s', (reason, written) => {
    const line = formatCommand({ verb: 'reason', case: 12, reason });
    expect(line).toBe(`/hush reason 12 ${written}`);
    expect(read(line)).toEqual({ verb: 'reason', case: 12, reason: written });
  });
});
