import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { modules } from '../../../src/moderation/place.ts';
import { readMuteTargets, readNotifications, readPlace, readTargets } from '../../../src/slack/line/fields.ts';
import { formatCommand } from '../../../src/slack/line/format-command.ts';
import { parseLine } from '../../../src/slack/line/parse-line.ts';
import { likelyLine, neteaseOnly, oneOfEach, several, slackEscaped, wordSalad } from './lines.ts';

const ids = (...list: string[]) => list.map((id) => ({ id }));

describe('the field of targets', () => {
  it('is separated and quoted like a line', () => {
    expect(readTargets('alice, bob\ncarl\u00a0"mary ann" “x,y”', 'zim')).toEqual({
      ok: true,
      value: { targets: ids('alice', 'bob', 'carl', 'mary ann', 'x,y'), duplicates: [] },
    });
  });

  it('holds nothing but targets, so keywords and lengths are ids there', () => {
    expect(readTargets('in for 2h team everywhere permanent 90')).toMatchObject({
      value: { targets: ids('in', 'for', '2h', 'team', 'everywhere', 'permanent', '90') },
    });
  });

  it('is plain text, not Slack’s: nothing in it is decoded', () => {
    expect(readTargets('a&amp;b <@U1>')).toMatchObject({ value: { targets: ids('a&amp;b', '<@U1>') } });
  });

  it('lower-cases NetEase ids and tells duplicates', () => {
    expect(readTargets('Alice alice', 'netease')).toMatchObject({
      value: { targets: ids('alice'), duplicates: ['alice'] },
    });
    expect(readTargets('Alice alice', 'zim')).toMatchObject({
      value: { targets: ids('Alice', 'alice'), duplicates: [] },
    });
  });

  it.each([
    ['', 'Write at least one id.'],
    [' ,\n', 'Write at least one id.'],
    ['alice ""', 'The id between the quotes is empty.'],
    [`alice ${'x'.repeat(33)}`, `${'x'.repeat(33)} is longer than 32 bytes.`],
    ['a\u0001b', 'a\ufffdb contains control characters.'],
    ['alice everyone', 'only mute and unmute'],
    ['alice --force', 'later version'],
    ['alice --dry-run', 'the last word of a line'],
    ['"alice', 'never closed'],
  ])('is an error at the field, for the whole field: %j', (text, says) => {
    const reading = readTargets(text, 'zim');
    expect(reading).toMatchObject({ ok: false });
    expect(reading.ok ? '' : reading.sentence).toContain(says);
  });
});

describe('the field of targets in the form of a mute', () => {
  const lobby = { kind: 'group', app: 'zim', group: 'lobby' } as const;
  const team = { kind: 'modules', app: 'netease', modules: ['team'] } as const;

  it('takes ids, or words for many people', () => {
    const asked = { verb: 'mute', place: lobby, vendor: 'zim' } as const;
    expect(readMuteTargets('alice bob', asked)).toEqual({
      ok: true,
      value: { targets: ids('alice', 'bob'), duplicates: [] },
    });
    expect(readMuteTargets(' Everyone\n', asked)).toEqual({
      ok: true,
      value: { targets: ids('lobby'), duplicates: [], whole: { ...lobby, kind: 'whole-group', whom: 'everyone' } },
    });
    expect(readMuteTargets('"everyone"', asked)).toMatchObject({ value: { targets: ids('everyone') } });
  });

  it.each([
    ['everyone alice', 'mute', lobby, 'cannot stand on one line'],
    ['role:boss', 'mute', lobby, 'is no role'],
    ['everyone', 'mute', team, 'one group of ZIM only'],
    ['role:member', 'unmute', lobby, 'Write everyone.'],
    ['role:boss', 'mute', undefined, 'is no role'],
    ['alice --dry-run', 'mute', lobby, 'the last word of a line'],
  ])('is an error at the field: %j in a form to %s', (text, verb, place, says) => {
    const reading = readMuteTargets(text, { verb, place, vendor: 'zim' });
    expect(reading.ok ? 'read' : reading.sentence).toContain(says);
  });
});

describe('the field of the place', () => {
  it.each([
    ['lobby', { kind: 'group', app: 'eu', group: 'lobby' }],
    [' "team" ', { kind: 'group', app: 'eu', group: 'team' }],
    ['eu/lobby', { kind: 'group', app: 'eu', group: 'lobby' }],
    ['eu/"p2p"', { kind: 'group', app: 'eu', group: 'p2p' }],
    ['p2p, team', { kind: 'modules', app: 'cn', modules: ['p2p', 'team'] }],
    ['everywhere', { kind: 'modules', app: 'cn', modules }],
    ['cn/everywhere', { kind: 'modules', app: 'cn', modules }],
  ])('is written like on a line: %s', (text, place) => {
    const apps = [
      { name: 'eu', vendor: 'zim' },
      { name: 'cn', vendor: 'netease' },
    ] as const;
    expect(readPlace(text, apps)).toEqual({ ok: true, value: place });
  });

  it.each([
    ['', oneOfEach, 'Where?'],
    ['lobby vip', oneOfEach, 'One group at a time'],
    ['lobby, p2p', oneOfEach, 'do not mix'],
    ['lobby', several, 'For example eu/lobby or us/lobby.'],
    ['everywhere', several, 'For example cn/everywhere or jp/everywhere.'],
    ['lobby', neteaseOnly, 'No ZIM app is set up'],
    ['""', oneOfEach, 'is empty'],
    ['x'.repeat(33), oneOfEach, 'is longer than 32 bytes'],
    ['--x', oneOfEach, 'later version'],
  ])('is an error in words: %j', (text, apps, says) => {
    const reading = readPlace(text, apps);
    expect(reading.ok ? 'read' : reading.sentence).toContain(says);
  });
});

describe('the fields of a silence', () => {
  it('make its place', () => {
    expect(readNotifications({ user: ' "Mary Ann" ', of: 'groups' }, oneOfEach)).toEqual({
      ok: true,
      value: { kind: 'notifications', app: 'zim', user: 'Mary Ann', of: 'groups' },
    });
    expect(readNotifications({ user: 'bob', of: 'users', app: 'us' }, several)).toMatchObject({ value: { app: 'us' } });
  });

  it.each([
    ['', undefined, 'Write the id of one user.'],
    ['bob carl', 'eu', 'One user at a time'],
    ['all', 'eu', 'only mute and unmute'],
    ['""', 'eu', 'is empty'],
    ['bob', undefined, 'Which app?'],
    ['bob', 'cn', 'cn is a NetEase app'],
    ['bob', 'gone', 'No app is called gone'],
  ])('are an error in words: %j in %s', (user, app, says) => {
    const reading = readNotifications({ user, of: 'groups', app }, several);
    expect(reading.ok ? 'read' : reading.sentence).toContain(says);
  });
});

describe('a form', () => {
  it('that was filled from a refused line never breaks, and from a good line says the same', () => {
    fc.assert(
      fc.property(fc.oneof(likelyLine, wordSalad), fc.constantFrom(oneOfEach, several), (typed, apps) => {
        const parsed = parseLine(typed, apps);
        if (!parsed.ok) {
          const { draft } = parsed.refusal;
          readTargets(draft?.targets ?? '', 'zim');
          readPlace(draft?.place ?? '', apps);
          return;
        }
        const { command } = parsed;
        if (command.verb !== 'mute' || command.targets.some(({ problem }) => problem !== undefined)) return;
        // A refused length is all that keeps the line from being read: the draft then holds every other field.
        const line = formatCommand({ ...command, length: { kind: 'timed', seconds: 7200 } }, apps).replace(
          '/hush mute',
          'mute',
        );
        const refused = parseLine(slackEscaped(line.replace(/ for 2h(?!.* for 2h)/s, ' for 2hh')), apps);
        if (refused.ok || refused.refusal.draft?.length !== '2hh') return;
        const vendor = command.place.kind === 'modules' ? 'netease' : 'zim';
        const { targets, place } = refused.refusal.draft;
        const where = readPlace(place ?? '', apps);
        if (!where.ok) throw new Error(where.sentence);
        const who = readMuteTargets(targets ?? '', { verb: 'mute', place: where.value, vendor });
        expect(who).toMatchObject({ ok: true, value: { targets: command.targets } });
        expect((who.ok && who.value.whole) || where.value).toEqual(command.place);
      }),
      { numRuns: 2000 },
    );
  });
});
