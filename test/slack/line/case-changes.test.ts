import { describe, expect, it } from 'vitest';
import { refuse } from './lines.ts';

/** Typed; the word that is pointed at ('' for none); what the sentence says; every line suggested, without `/hush`. */
type Row = readonly [typed: string, word: string, says: string, ...suggested: string[]];

function check([typed = '', word = '', says = '', ...suggested]: readonly string[]): void {
  const refusal = refuse(typed);
  expect(refusal.sentence).toContain(says);
  expect(refusal.word ?? '').toBe(word);
  expect(refusal.suggestions).toEqual(suggested.map((line) => `/hush ${line}`));
  expect(refusal).not.toHaveProperty('draft');
}

describe('an extend without all its parts', () => {
  it.each<Row>([
    ['extend', '', 'Which case, and for how long', 'extend <case> for <length>'],
    ['extend 12', '', 'How long?', 'extend 12 for <length>'],
    ['extend #12 for', '', 'How long?', 'extend #12 for <length>'],
    ['extend 12 2h', '2h', '“for” is missing', 'extend 12 for 2h'],
    ['extend 12 2 hours', '2 hours', '“for” is missing', 'extend 12 for 2 hours'],
    ['extend 12 permanent', 'permanent', '“for” is missing', 'extend 12 for permanent'],
    ['extend 12 "for" 2h', '"for"', 'comes “for”', 'extend 12 for 2h'],
    ['extend 12 90', '90', 'comes “for”', 'extend 12 for 90s', 'extend 12 for 90m', 'extend 12 for 90h'],
    ['extend 12 by 2h', 'by', 'counts from now', 'extend 12 for <length>'],
    ['extend 12 by another 5h', 'by', 'counts from now', 'extend 12 for <length>'],
    ['extend 12 to 5h', 'to', 'counts from now', 'extend 12 for 5h'],
    ['extend 12 +5h', '+5h', 'counts from now', 'extend 12 for <length>'],
    ['extend for 2h', 'for', 'Which case?', 'extend <case> for 2h'],
    ['extend 2h', '2h', 'Which case?', 'extend <case> for 2h'],
    ['extend permanent', 'permanent', 'Which case?', 'extend <case> for permanent'],
  ])('is refused: %s', (...row) => check(row));
});

describe('the case of an extend', () => {
  it.each<Row>([
    ['extend 0 for 2h', '0', 'not a case’s number', 'extend <case> for 2h'],
    ['extend 999999999999999999999 for 2h', '999999999999999999999', 'not a case’s number', 'extend <case> for 2h'],
    ['extend -3 for 2h', '-3', 'not a case’s number', 'extend 3 for 2h'],
    ['extend 012 for 2h', '012', 'not a case’s number', 'extend 12 for 2h'],
    ['extend case12 for 2h', 'case12', 'not a case’s number', 'extend 12 for 2h'],
    ['extend case #12 for 2h', 'case', 'without the word “case”', 'extend #12 for 2h'],
    ['extend alice7 for 2h', 'alice7', 'not a case’s number', 'extend <case> for 2h'],
    ['extend <@U1> for 2h', '@U1', 'not a case’s number', 'extend <case> for 2h'],
    ['extend 12 13 for 2h', '13', 'One case at a time', 'extend 12 for 2h', 'extend 13 for 2h'],
    ['extend 12,13 for 2h', '13', 'One case at a time', 'extend 12 for 2h', 'extend 13 for 2h'],
    ['extend 12 alice for 2h', 'alice', 'all that the case did', 'extend 12 for 2h'],
    ['extend 12 alice and bob for 2h', 'alice and bob', 'all that the case did', 'extend 12 for 2h'],
  ])('is refused when it is not one number: %s', (...row) => check(row));
});

describe('the length of an extend', () => {
  it.each<Row>([
    ['extend 12 for 90', '90', '90 of what?', 'extend 12 for 90s', 'extend 12 for 90m', 'extend 12 for 90h'],
    ['extend 12 for 0', '0', 'use undo', 'undo 12', 'extend 12 for <length>'],
    ['extend #12 for 0h', '0h', 'use undo', 'undo 12', 'extend #12 for <length>'],
    ['extend 12 for -1', '-1', 'use undo', 'undo 12', 'extend 12 for permanent'],
    ['extend 12 for -2h', '-2h', 'no sign', 'extend 12 for 2h'],
    ['extend 12 for 1M', '1M', 'minutes or months', 'extend 12 for 1m', 'extend 12 for 30d'],
    ['extend 12 for an hour', 'an hour', 'a number and a unit', 'extend 12 for 1h'],
    ['extend 12 for 2hh', '2hh', '“h”', 'extend 12 for 2h'],
    ['extend 12 for banana', 'banana', 'not a length', 'extend 12 for <length>'],
    ['extend 12 for auto', 'auto', 'mutes alone', 'extend 12 for <length>'],
    ['extend 12 for 4000d', '4000d', 'at most 3650 days', 'extend 12 for <length>'],
    ['extend 12 for 1d 12h', '1d', 'Did you mean 1d12h?', 'extend 12 for 1d12h'],
    ['extend 12 for 1d and 12h', '1d', 'Did you mean 1d12h?', 'extend 12 for 1d12h'],
    ['extend 12 for 2h to 3h', '2h', 'Did you mean 2h or 3h?', 'extend 12 for 2h', 'extend 12 for 3h'],
    ['extend 12 for 1h 30', '1h', 'Does 30 belong', 'extend 12 for 1h30m', 'extend 12 for 1h'],
  ])('is refused like a mute’s: %s', (...row) => check(row));

  it('is never told of a reason, which an extend has not', () => {
    for (const length of ['1h 30', '1d 12h', '2h to 3h']) {
      expect(refuse(`extend 12 for ${length}`).sentence).not.toMatch(/reason|unmute/);
    }
    for (const length of ['0', '-1', '0h', '0.0h']) {
      expect(refuse(`extend 12 for ${length}`).sentence).not.toContain('unmute');
    }
  });
});

describe('a word behind the length of an extend', () => {
  it.each<Row>([
    ['extend 12 for 2h spam', 'spam', 'Nothing follows the length', 'extend 12 for 2h'],
    ['extend 12 for 2h "so there"', '"so there"', 'no reason', 'extend 12 for 2h'],
    ['extend 12 for 2h for 3h', 'for', 'Nothing follows', 'extend 12 for 2h', 'extend 12 for 3h'],
    ['extend 12 for permanent he said no', 'he', 'Nothing follows', 'extend 12 for permanent'],
    ['extend 12 for 2h ask <@U1|bob>', 'ask', 'Nothing follows', 'extend 12 for 2h'],
  ])('is refused: %s', (...row) => check(row));
});

describe('a corrected reason without all its parts', () => {
  it.each<Row>([
    ['reason', '', 'Which case, and what is its reason?', 'reason <case> <text>'],
    ['reason 12', '', 'What is the reason?', 'reason 12 <text>'],
    ['reason #12,', '', 'What is the reason?', 'reason #12 <text>'],
    ['reason spam', 'spam', 'Which case?', 'reason <case> spam'],
    ['reason 0 spam', '0', 'not a case’s number', 'reason <case> spam'],
    ['reason 999999999999999999999 spam', '999999999999999999999', 'not a case’s number', 'reason <case> spam'],
    ['reason 12: spam', '12:', 'not a case’s number', 'reason 12 spam'],
    ['reason alice7 spam', 'alice7', 'not a case’s number', 'reason <case> spam'],
    ['reason <@U1> spam', '@U1', 'not a case’s number', 'reason <case> spam'],
    ['reason case 12 spam', 'case', 'without the word “case”', 'reason 12 spam'],
    ['reason 12, 13 spam', '13', 'One case at a time', 'reason 12 spam', 'reason 13 spam', 'reason 12 13 spam'],
    ['reason 12,#13', '#13', 'One case at a time', 'reason 12 #13'],
  ])('is refused: %s', (...row) => check(row));
});

describe('a word with two dashes in a change of a case', () => {
  it.each<Row>([
    ['extend 12 for 2h --force', '--force', 'later version', 'help extend'],
    ['extend 12 for --force', '--force', 'later version', 'help extend'],
    ['extend 12 --force for 2h', '--force', 'later version', 'help extend'],
    ['extend --force 12 for 2h', '--force', 'later version', 'help extend'],
    ['extend 12 for –2h', '–2h', 'no sign', 'extend 12 for 2h'],
    ['extend --help', '--help', 'later version', 'help extend'],
    ['reason 12 spam —x', '—x', 'later version', 'reason 12 spam', 'reason 12 spam "—x"'],
    ['reason 12 --x', '--x', 'later version', 'reason 12 "--x"'],
    ['reason --x 12 spam', '--x', 'later version', 'reason 12 spam'],
  ])('is refused: %s', (...row) => check(row));
});

it('suggests no line for a case that nobody named, only where its number goes', () => {
  for (const typed of ['extend', 'extend for 2h', 'extend alice for 2h', 'reason', 'reason spam', 'undo', 'undo x']) {
    for (const line of refuse(typed).suggestions) {
      expect(line).toMatch(/<case>|<number>/);
      expect(refuse(line.slice('/hush '.length)).sentence).toMatch(/not a case’s number|Which case/);
    }
  }
});
