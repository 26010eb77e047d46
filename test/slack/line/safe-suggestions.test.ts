import { describe, expect, it } from 'vitest';
import { refuse } from './lines.ts';

/** Typed; the word that is pointed at; what the sentence says; every line suggested, without `/hush`. */
type Row = readonly [typed: string, word: string, says: string, ...suggested: string[]];

function check([typed = '', word = '', says = '', ...suggested]: readonly string[]): void {
  const refusal = refuse(typed);
  expect(refusal.sentence).toContain(says);
  expect(refusal.word ?? '').toBe(word);
  expect(refusal.suggestions).toEqual(suggested.map((line) => `/hush ${line}`));
}

describe('a suggested line keeps the length that was written', () => {
  it.each<Row>([
    ['mute a in b fo 30m', 'fo', '“for” is missing', 'mute a in b for 30m'],
    ['mute a in b fro 2 hours spam', 'fro', '“for” is missing', 'mute a in b for 2 hours spam'],
    ['mute a in b for two hours', 'two hours', 'two hours is 2h', 'mute a in b for 2h'],
    ['mute a in b for Twelve weeks spam', 'Twelve weeks', 'is 12w', 'mute a in b for 12w spam'],
    ['extend 3 for three days', 'three days', 'is 3d', 'extend 3 for 3d'],
    ['mute a in b for zero hours', 'zero', 'not a length', 'mute a in b for <length> [reason…]'],
    ['mute a in b for a few hours spam', 'a', 'not a length', 'mute a in b for <length> [reason…]'],
    ['mute a in b for a while', 'a', 'not a length', 'mute a in b for <length> [reason…]'],
    ['mute a in b vip 2h', '', 'How long?', 'mute a in b for <length> [reason…]'],
    ['mute a in b for 99999999x', '99999999x', 'unit', 'mute a in b for <length>'],
    ['mute a 10m', '10m', 'behind the place', 'mute a in <group> for 10m', 'mute a everywhere for 10m'],
    [
      'mute a b 10 min',
      '10 min',
      'behind the place',
      'mute a b in <group> for 10 min',
      'mute a b everywhere for 10 min',
    ],
    ['mute a fo 10m', 'fo 10m', 'behind the place', 'mute a in <group> for 10m', 'mute a everywhere for 10m'],
    ['mute a 10m in b', '10m', 'behind the place', 'mute a in b for 10m'],
    ['mute a 10m in b spam', '10m', 'behind the place', 'mute a in b for 10m [reason…]'],
    ['mute a fo 10m everywhere', 'fo 10m', 'behind the place', 'mute a everywhere for 10m'],
    ['silence a from groups g 30m', '30m', '“for” is missing', 'silence a from groups g for 30m'],
    ['silence a from groups g fo 30m', 'fo', '“for” is missing', 'silence a from groups g for 30m'],
    ['silence a from groups g 30m h', '30m', '“for” is missing', 'silence a from groups g for 30m [reason…]'],
    ['extend 3 for 2h for 3h', 'for', 'Nothing follows', 'extend 3 for 2h', 'extend 3 for 3h'],
  ])('%s', (...row) => check(row));
});

describe('a suggested line names nobody and no place that was not written as one', () => {
  it.each<Row>([
    ['mute a on lobby for 2h', 'on', 'not “on”', 'mute a in lobby for 2h'],
    ['mute a b at lobby', 'at', 'not “at”', 'mute a b in lobby for <length>'],
    ['unmute a on p2p,team', 'on', 'not “on”', 'unmute a in p2p,team'],
    ['mute a evrywhere for 2h', 'evrywhere', '“everywhere” that was meant', 'mute a everywhere for 2h'],
    ['mute a b for 2h', 'for', 'Where?', 'mute a b in <group> for 2h', 'mute a b everywhere for 2h'],
    ['mute a team for 2h', 'for', 'Where?', 'mute a in team for 2h'],
    [
      'mute a everywhere in lobby for 2h',
      'everywhere in lobby',
      'One place at a time',
      'mute a everywhere for 2h',
      'mute a in lobby for 2h',
    ],
    ['mute a in b in c for 2h', 'in b in c', 'One place at a time', 'mute a in b for 2h', 'mute a in c for 2h'],
    ['mute a in in b for 2h', 'in in b', 'here twice', 'mute a in b for 2h'],
    ['active by <@U1|maria>', 'by', 'in the history', 'history by @U1'],
    ['active by maria', 'by', 'in the history', 'history by @moderator'],
    ['case 999999999999999999999', '999999999999999999999', 'not a case’s number', 'case <number>'],
    ['case abc', 'abc', 'not a case’s number', 'case <number>'],
    ['undo 1.5', '1.5', 'not a case’s number', 'undo <number>'],
  ])('%s', (...row) => check(row));
});

describe('a suggested line makes no reason of what was none', () => {
  it.each<Row>([
    ['undo 1 because wrong person', 'because', 'An undo takes no reason here', 'undo 1'],
    ['case 1 please', 'please', 'Nothing follows the number', 'case 1'],
    ['undo 1 --force now', '--force', 'later version', 'help undo'],
    ['extend 3 for 2h spam', 'spam', 'no reason', 'extend 3 for 2h'],
  ])('%s', (...row) => check(row));
});
