import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FormVerb } from '../../../src/slack/line/command.ts';
import { draftOfCommand } from '../../../src/slack/line/draft-of-command.ts';
import { parseLine } from '../../../src/slack/line/parse-line.ts';
import { fieldAction } from '../../../src/slack/modals/ids.ts';
import { readForm } from '../../../src/slack/modals/read-form.ts';
import { likelyLine, read, refuse, several, withRules } from './lines.ts';

const hours = (count: number) => ({ kind: 'timed', seconds: count * 3600 });

describe('a template in the place of a length', () => {
  it.each([
    ['spam', hours(2), 'spam'],
    ['SPAM third time', hours(2), 'spam third time'],
    ['"spam", third time', hours(2), 'spam third time'],
    ['abuse', hours(24), 'Abuse'],
    ['"ban evasion"', { kind: 'permanent' }, 'ban evasion'],
    ['“Ban   Evasion” again', { kind: 'permanent' }, 'ban evasion again'],
    ['"ban" evasion', { kind: 'timed', seconds: 600 }, 'ban evasion'],
    ['ban again', { kind: 'timed', seconds: 600 }, 'ban again'],
    ['2h spam', hours(2), 'spam'],
    ['1d spam', hours(24), 'spam'],
  ])('for %s', (typed, length, reason) => {
    expect(read(`mute alice in lobby for ${typed}`, withRules)).toMatchObject({ length, reason });
    expect(read(`silence alice from groups g for ${typed}`, withRules)).toMatchObject({ length, reason });
  });

  it.each([
    ['ban evasion', ['"ban evasion"', '"ban" evasion'], 'has a space in it'],
    ['spm', ['spam', '<length>'], 'A reason that has a length can stand in its place: spam (2h)'],
    ['spa', ['spam', '<length>'], 'is not a length'],
    ['spamming', ['spam', 'Abuse', '"ban evasion"', '<length>'], 'is not a length'],
    ['spam 3d', ['3d spam', 'spam "3d"'], 'spam means 2h, and 3d follows it. Which of the two is it?'],
    ['spam 3', ['spam "3"'], 'spam means 2h, and 3 follows it.'],
    ['spam, 3d', ['spam 3d', '<length>'], 'is not a length'],
  ])('is not read in %s', (typed, instead, says) => {
    const { sentence, suggestions } = refuse(`mute alice in lobby for ${typed}`, withRules);
    expect(sentence).toContain(says);
    if (typed !== 'spam, 3d') {
      expect(suggestions).toEqual(instead.map((words) => `/hush mute alice in lobby for ${words}`));
    }
  });

  it('is no length of an extend, which keeps the reason of its case', () => {
    expect(refuse('extend 12 for spam', withRules).sentence).toMatch(/^“spam” is not a length\. .* permanent\.$/);
  });
});

describe('a mention', () => {
  it('is the id of whom it names in the app of the place', () => {
    expect(read('mute <@U1|bob> x in lobby for 2h ask <@U2>', withRules)).toMatchObject({
      targets: [{ id: 'Bob' }, { id: 'x' }],
      reason: 'ask @U2',
    });
    expect(read('mute <@U1> everywhere for 2h', withRules)).toMatchObject({ targets: [{ id: 'bob_cn' }] });
    // An id that is a word of the line.
    expect(read('mute <@U2>,<@U1> in lobby for 2h', withRules)).toMatchObject({
      targets: [{ id: 'for' }, { id: 'Bob' }],
    });
    expect(read('silence <@U1> from users <@U2> for spam', withRules)).toMatchObject({
      place: { user: 'Bob' },
      targets: [{ id: 'for' }],
    });
  });

  it('stays a person of Slack where the directory has no id, or none is asked for', () => {
    expect(refuse('mute <@U2> everywhere for 2h', withRules).sentence).toContain('has no id for them in netease.');
    expect(refuse('mute <@U9> in lobby for 2h', withRules).sentence).toContain('has no id for them in zim.');
    expect(refuse('mute <@U9> in lobby for 2h').sentence).toMatch(/Write the id it has there\.$/);
    expect(refuse('mute <!here> in lobby for 2h', withRules).sentence).toMatch(/Write the id it has there\.$/);
    expect(refuse('mute alice in <@U1> for 2h', withRules).sentence).toContain('is a person here in Slack');
    expect(refuse('silence alice from groups <@U1> for 2h', withRules).sentence).toMatch(
      /Write the id it has there\.$/,
    );
  });

  it('is not suggested as an id where the place is wrong', () => {
    for (const line of refuse('mute <@U1> lobby for 2h', withRules).suggestions) expect(line).not.toMatch(/@|Bob/);
    expect(refuse('mute <@U1> in lobby for 2hh', withRules).draft).toMatchObject({ targets: 'Bob' });
  });
});

it('a form that is filled from a read line says what the line said', () => {
  let commands = 0;
  fc.assert(
    fc.property(likelyLine, fc.constantFrom(withRules, { apps: several }), (typed, context) => {
      const parsed = parseLine(typed, context);
      if (!parsed.ok || !('place' in parsed.command)) return;
      const { command } = parsed;
      if (command.targets.some(({ problem }) => problem !== undefined)) return;
      commands += 1;
      const { verb, place, ...fields } = draftOfCommand(command, context.apps);
      const isSilence = command.place.kind === 'notifications';
      const values = Object.fromEntries(
        Object.entries({ ...fields, [isSilence ? 'app' : 'place']: place ?? '' }).map(([id, value]) => [
          id,
          { [fieldAction]: { value } },
        ]),
      );
      const { duplicates: _, ...said } = command;
      expect(readForm(verb as FormVerb, values, context)).toEqual({ ok: true, command: { ...said, duplicates: [] } });
    }),
    { numRuns: 1000 },
  );
  expect(commands).toBeGreaterThan(100);
});
