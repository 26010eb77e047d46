import { describe, expect, it, test } from 'vitest';
import { parseLine } from '../../../src/slack/line/parse-line.ts';
import { oneOfEach, read, refuse } from './lines.ts';

const tried = (typed: string) => {
  const parsed = parseLine(typed, oneOfEach);
  return parsed.ok ? { command: parsed.command, dryRun: parsed.dryRun } : parsed.refusal.sentence;
};

describe('a line that ends in --dry-run', () => {
  it.each([
    ['mute alice in lobby for 2h spam --dry-run', 'mute alice in lobby for 2h spam'],
    ['mute alice in lobby for 2h —dry-run', 'mute alice in lobby for 2h'],
    ['mute alice in lobby for 2h –Dry-Run ', 'mute alice in lobby for 2h'],
    ['unmute alice everywhere, --DRY-RUN', 'unmute alice everywhere'],
    ['silence bob from groups g1 for 2h --dry-run', 'silence bob from groups g1 for 2h'],
    ['unsilence bob from groups g1 because sorry --dry-run', 'unsilence bob from groups g1 because sorry'],
    ['undo 12 --dry-run', 'undo 12'],
    ['extend 12 for 2h --dry-run', 'extend 12 for 2h'],
    ['reason 12 he said "no" --dry-run', 'reason 12 he said "no"'],
    ['groups vip --dry-run', 'groups vip'],
    ['active --dry-run', 'active'],
    ['help mute --dry-run', 'help mute'],
    ['mute a in b for 2h saw <@U1|bob> --dry-run', 'mute a in b for 2h saw <@U1|bob>'],
  ])('is the line without it, to be tried only: %s', (typed, rest) => {
    expect(tried(typed)).toEqual({ command: read(rest), dryRun: true });
  });

  it('in quotes has it in the reason', () => {
    expect(tried('mute alice in lobby for 2h "--dry-run"')).toMatchObject({ command: { reason: '"--dry-run"' } });
    expect(tried('mute alice in lobby for 2h see "a --dry-run"')).toMatchObject({ dryRun: undefined });
  });
});

/** Typed; the word that is pointed at; what the sentence says; every line suggested, without `/hush`. */
type Row = readonly [typed: string, word: string, says: string, ...suggested: string[]];

describe('a line that was only to be tried is refused with lines that only try', () => {
  it.each<Row>([
    ['mute --dry-run alice in lobby for 2h', '--dry-run', 'is the last word', 'mute alice in lobby for 2h --dry-run'],
    ['--dry-run mute a in b for 1h', '--dry-run', 'is the last word', 'mute a in b for 1h --dry-run'],
    ['—dry-run undo 3', '—dry-run', 'is the last word', 'undo 3 --dry-run'],
    ['mute a in b for —dry-run 2h', '—dry-run', 'is the last word', 'mute a in b for 2h --dry-run'],
    ['mute a in b for 2h x --dry-run y', '--dry-run', 'is the last word', 'mute a in b for 2h x y --dry-run'],
    ['undo 3 --dry-run --dry-run', '--dry-run', 'written once', 'undo 3 --dry-run'],
    ['mut --dry-run a in b for 1h', '--dry-run', 'is the last word', 'mute a in b for 1h --dry-run'],
    ['mute a in b for 2h --dryrun', '--dryrun', 'Did you mean --dry-run?', 'mute a in b for 2h --dry-run'],
    ['mute a in b for 2h spam -dry-run', '-dry-run', 'Did you mean', 'mute a in b for 2h spam --dry-run'],
    ['undo 3 --dry', '--dry', 'Did you mean', 'undo 3 --dry-run'],
    ['undo 3 --dry run', '--dry', 'Did you mean', 'undo 3 --dry-run'],
    ['reason 3 spam --Dry_Run!', '--Dry_Run!', 'Did you mean', 'reason 3 spam --dry-run'],
    ['mute a in b for 2h --dry-rum', '--dry-rum', 'Did you mean', 'mute a in b for 2h --dry-run'],
    ['mute a in b fo 2h --dry-run', 'fo', '“for” is missing', 'mute a in b for 2h --dry-run'],
    ['mute a in b fo 2h --dryrun', '--dryrun', 'Did you mean', 'mute a in b for 2h --dry-run'],
    ['mute a in b for --dry-run', '', 'How long?', 'mute a in b for <length> --dry-run'],
    ['mute a in b for 0 --dry-run', '0', 'no time', 'unmute a in b --dry-run', 'mute a in b for <length> --dry-run'],
    ['undo 3 please --dry-run', 'please', 'takes no reason', 'undo 3 --dry-run'],
    ['undo 3 --force --dry-run', '--force', 'later version', 'undo 3 --dry-run'],
    ['mut a in b for 1h --dry-run', 'mut', 'Did you mean mute?', 'mute a in b for 1h --dry-run'],
    ['history "-dry-run" --dry', '--dry', 'Did you mean', 'history "-dry-run" --dry-run'],
    ['unsilence --dry-run', '', 'A form cannot be tried', 'unsilence <user> from groups <id> --dry-run'],
    ['--dry-run', '', 'A form cannot be tried', 'help'],
  ])('%s', (typed, word, says, ...suggested) => {
    const refusal = refuse(typed);
    expect(refusal.sentence).toContain(says);
    expect(refusal.word ?? '').toBe(word);
    expect(refusal.suggestions).toEqual(suggested.map((line) => `/hush ${line}`));
    expect(refusal.draft).toBeUndefined();
  });
});

test('a bare verb with --dry-run opens no form, which would do what it says', () => {
  expect(refuse('mute --dry-run').suggestions).toEqual([
    '/hush mute <id> in <group> for <length> --dry-run',
    '/hush mute <id> everywhere for <length> --dry-run',
    '/hush mute <id> in p2p,team for <length> --dry-run',
    '/hush mute everyone|<roles…> in <group> for <length> --dry-run',
  ]);
});
