import { describe, expect, it } from 'vitest';
import { verbs } from '../../../src/slack/line/command.ts';
import { otherWords } from '../../../src/slack/line/unknown-verb.ts';
import { read, refuse } from './lines.ts';

describe('a verb of other bots', () => {
  it.each([
    ['ban alice in lobby for 2h spam', 'mute', 'mute alice in lobby for 2h spam'],
    ['GAG alice everywhere for 1d', 'mute', 'mute alice everywhere for 1d'],
    ['timeout', 'mute', 'mute'],
    ['kick alice in lobby for 90', 'mute', ...['s', 'm', 'h'].map((unit) => `mute alice in lobby for 90${unit}`)],
    ['shush alice', 'mute', 'mute alice in <group> for <length>', 'mute alice everywhere for <length>'],
    ['unban alice in lobby', 'unmute', 'unmute alice in lobby'],
    ['ungag alice everywhere', 'unmute', 'unmute alice everywhere'],
    ['release alice in lobby he asked', 'unmute', 'unmute alice in lobby he asked'],
    ['free alice', 'unmute', 'unmute alice in <group>', 'unmute alice everywhere'],
    ['snooze bob from groups g1 for 2h', 'silence', 'silence bob from groups g1 for 2h'],
    ['revert 12', 'undo', 'undo 12'],
    ['rollback #12', 'undo', 'undo #12'],
    ['revert', 'undo', 'undo <number>'],
    ['list', 'active', 'active'],
    ['status alice', 'active', 'active alice'],
    ['who', 'active', 'active'],
    ['log alice', 'history', 'history alice'],
    ['log by <@U1|bob>', 'history', 'history by @moderator'],
    ['show 12', 'case', 'case 12'],
    ['Info #12', 'case', 'case #12'],
    ['prolong 12 for 2h', 'extend', 'extend 12 for 2h'],
    ['shorten 12 to 5m', 'extend', 'extend 12 for 5m'],
    ['change 12 2h', 'extend', 'extend 12 for 2h'],
    ['comment 12 he asked', 'note', 'note 12 he asked'],
    ['?', 'help', 'help'],
  ])('is not taken but suggested: %s', (typed, verb, ...suggested) => {
    const refusal = refuse(typed);
    expect(refusal.sentence).toBe(`Hush has no verb “${refusal.word}”. Did you mean ${verb}?`);
    expect(typed.startsWith(refusal.word ?? ' ')).toBe(true);
    expect(refusal.suggestions).toEqual(suggested.map((line) => `/hush ${line}`));
  });

  it.each([
    ['why 12', 'case or reason', 'case 12'],
    ['why 12 he asked', 'case or reason', 'reason 12 he asked'],
    ['lift 12', 'unmute or undo', 'undo 12'],
    ['lift alice in lobby', 'unmute or undo', 'unmute alice in lobby'],
    ['muted alice in lobby for 2h', 'mute or active', 'mute alice in lobby for 2h'],
    ['muted alice', 'mute or active', 'active alice'],
    ['edit 12 spam', 'extend or reason', 'reason 12 spam'],
    ['edit 12 for 2h', 'extend or reason', 'extend 12 for 2h', 'reason 12 for 2h'],
  ])('that may mean two is suggested as what its line can be: %s', (typed, meant, ...suggested) => {
    const { sentence, suggestions } = refuse(typed);
    expect(sentence).toContain(`Did you mean ${meant}?`);
    expect(suggestions).toEqual(suggested.map((line) => `/hush ${line}`));
  });

  it('is explained where help is asked for it', () => {
    expect(refuse('help ban')).toMatchObject({
      sentence: 'Hush has no verb “ban”. Did you mean mute?',
      suggestions: ['/hush help mute', '/hush help'],
    });
  });

  it.each(
    Object.entries(otherWords).flatMap(([verb, words]) => words.map((word) => [word, verb])),
  )('%s stands for %s and is none itself', (word, verb) => {
    expect(verbs).not.toContain(word);
    expect(word).toBe(word.toLowerCase());
    expect(refuse(word).sentence).toMatch(new RegExp(`Did you mean (?:\\w+ or )?${verb}(?: or \\w+)?\\?`));
    expect(refuse(`"${word}"`).sentence).toContain('It has mute');
  });
});

describe('a verb with a word before it', () => {
  it.each([
    ['please mute alice in lobby for 2h', 'mute', 'mute alice in lobby for 2h'],
    ['show history alice', 'history or case', 'history alice'],
    ['show case 12', 'case', 'case 12'],
    ['list groups', 'groups or active', 'groups', 'active groups'],
    ['"please" mute', 'mute', 'mute'],
  ])('is found: %s', (typed, meant, ...suggested) => {
    const { sentence, suggestions } = refuse(typed);
    expect(sentence).toContain(`Did you mean ${meant}?`);
    expect(suggestions).toEqual(suggested.map((line) => `/hush ${line}`));
  });

  it('is still read when the word before it is /hush', () => {
    expect(read('/hush groups')).toEqual(read('groups'));
  });
});
