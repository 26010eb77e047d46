import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formVerbs, verbs } from '../../../src/slack/line/command.ts';
import type { LineContext } from '../../../src/slack/line/context.ts';
import { holdsDryRun, withDryRun } from '../../../src/slack/line/dry-run.ts';
import { formatCommand } from '../../../src/slack/line/format-command.ts';
import { parseLine } from '../../../src/slack/line/parse-line.ts';
import { withExamples } from '../../../src/slack/line/placeholders.ts';
import { readSlackText } from '../../../src/slack/line/slack-text.ts';
import {
  likelyLine,
  neteaseOnly,
  oneOfEach,
  read,
  several,
  slackEscaped,
  withRules,
  wordSalad,
  zimOnly,
} from './lines.ts';

describe('any line', () => {
  const alone = [oneOfEach, several, zimOnly, neteaseOnly, []].map((apps) => ({ apps }));
  const setUps = fc.constantFrom<LineContext>(...alone, withRules, withRules);
  const anyLine = fc.oneof(wordSalad, likelyLine, fc.string(), fc.string({ unit: 'binary' }));

  it('that is read and written again is read as the same command', () => {
    let commands = 0;
    fc.assert(
      fc.property(anyLine, setUps, fc.boolean(), (typed, context, explicit) => {
        const parsed = parseLine(typed, context);
        if (!parsed.ok) return;
        commands += 1;
        const written = formatCommand(parsed.command, explicit ? [] : context.apps);
        const line = parsed.dryRun ? withDryRun(written) : written;
        expect(line).toMatch(/^\/hush\b/);
        expect(parseLine(slackEscaped(line.slice('/hush'.length)), context)).toEqual(parsed);
      }),
      { numRuns: 5000 },
    );
    // The property would hold of nothing as well.
    expect(commands).toBeGreaterThan(500);
  });

  it('that is refused gets a sentence, and lines to type that are not refused', () => {
    fc.assert(
      fc.property(anyLine, setUps, (typed, context) => {
        const parsed = parseLine(typed, context);
        if (parsed.ok) return;
        const { sentence, word, suggestions, verb, draft } = parsed.refusal;
        expect(sentence).toMatch(/[.?…]$/);
        expect(sentence).not.toMatch(/undefined|\p{Cc}|\u202e/u);
        expect(sentence.length).toBeLessThan(400);
        expect((word ?? '').length).toBeLessThan(250);
        expect(suggestions.length).toBeGreaterThan(0);
        for (const line of suggestions) {
          expect(line.startsWith('/hush')).toBe(true);
          expect(parseLine(slackEscaped(withExamples(line.slice('/hush'.length))), context).ok).toBe(true);
        }
        const bare = verbs.find((known) => typed.trim().toLowerCase().startsWith(`${known} `));
        if (bare !== undefined) expect(verb).toBe(bare);
        const tried = holdsDryRun(readSlackText(typed));
        if (formVerbs.some((known) => known === verb)) expect(draft?.verb).toBe(tried ? undefined : verb);
      }),
      { numRuns: 5000 },
    );
  });

  it('that was only to be tried is tried, or refused with lines that do nothing', () => {
    const readOnly = ['groups', 'active', 'history', 'case', 'help'];
    const word = fc.constantFrom(
      '--dry-run',
      '—DRY-RUN',
      '–dry-run',
      '--dry-run',
      '--dryrun',
      '--dry',
      '-dry-run',
      '--dry run',
    );
    const seen = { tried: 0, refused: 0 };
    fc.assert(
      fc.property(anyLine, setUps, word, fc.option(fc.nat(), { freq: 1 }), (typed, context, dry, place) => {
        const parts = typed.split(' ');
        parts.splice(place === null ? parts.length : place % (parts.length + 1), 0, dry);
        const text = parts.join(' ');
        // Inside quotes it is no word of its own.
        if (!holdsDryRun(readSlackText(text))) return;
        const parsed = parseLine(text, context);
        if (parsed.ok) {
          seen.tried += 1;
          expect(parsed.dryRun).toBe(true);
          return;
        }
        seen.refused += 1;
        expect(parsed.refusal.draft).toBeUndefined();
        for (const line of parsed.refusal.suggestions) {
          const again = parseLine(slackEscaped(withExamples(line.slice('/hush'.length))), context);
          expect(again.ok && (again.dryRun || readOnly.includes(again.command.verb))).toBe(true);
        }
      }),
      { numRuns: 5000 },
    );
    expect(seen.tried).toBeGreaterThan(100);
    expect(seen.refused).toBeGreaterThan(1000);
  });

  it('that is read without the rules of hush.yml means the same with them', () => {
    let templates = 0;
    fc.assert(
      fc.property(anyLine, (typed) => {
        const plain = parseLine(typed, withRules.apps);
        const ruled = parseLine(typed, withRules);
        if (plain.ok) expect(ruled).toEqual(plain);
        if (plain.ok || !ruled.ok || typed.includes('<@')) return;
        // What is read only with them is for auto, or has the length and the reason of a template.
        const { command } = ruled;
        if (command.verb !== 'mute' && command.verb !== 'silence') throw new Error(`read as ${command.verb}`);
        const { length, reason = '' } = command;
        if (length.kind === 'auto') return;
        templates += 1;
        const meant = [...(withRules.templates ?? [])].filter(([name]) => `${reason} `.startsWith(`${name} `));
        expect(meant.map(([, one]) => one)).toContain(length.kind === 'permanent' ? 'permanent' : length.seconds);
      }),
      { numRuns: 5000 },
    );
    expect(templates).toBeGreaterThan(10);
  });

  const patterns: readonly (readonly [string, (size: number) => string])[] = [
    ['10,000 ids and more', (size) => `mute ${'id1 '.repeat(size / 4)} in lobby for 2h`],
    [
      'ids, all different',
      (size) => `mute ${Array.from({ length: size / 5 }, (_, n) => n).join(',')} everywhere for 2h`,
    ],
    ['people who are known', (size) => `mute ${'<@U1> '.repeat(size / 6)} in lobby for spam <@U9>`],
    ['ids without a place', (size) => `mute ${'id1 '.repeat(size / 4)}`],
    ['opening quotes', (size) => `mute ${'"a '.repeat(size / 3)} in lobby for 2h`],
    ['opening quotes of every kind', (size) => `mute ${'"a \'b «c '.repeat(size / 9)}`],
    ['quotes', (size) => `mute ${'"'.repeat(size)} in lobby for 2h`],
    ['apostrophes in a reason', (size) => `mute a in lobby for 2h ${"'tis ".repeat(size / 5)} --x`],
    ['spaces', (size) => `mute${' '.repeat(size)}alice`],
    ['commas', (size) => `mute a in ${'a,'.repeat(size / 2)} for 2h`],
    ['one word', (size) => `mute ${'x'.repeat(size)} in lobby for 2h`],
    ['spaces and a dry run', (size) => `mute${' '.repeat(size)}alice --dry-run`],
    ['dry runs', (size) => `mute a in lobby for 2h ${'--dry-run '.repeat(size / 10)}`],
    ['nearly dry runs', (size) => `mute a in lobby for 2h ${'-dried -d '.repeat(size / 10)}`],
    ['dashes', (size) => `mute a in lobby for ${'-'.repeat(size)}`],
    ['digits', (size) => `mute a in lobby for ${'1'.repeat(size)} ${'2'.repeat(size)}`],
    ['lengths', (size) => `mute a in lobby for ${'1h '.repeat(size / 3)}`],
    ['a reason', (size) => `mute a in lobby for 2h ${'spam '.repeat(size / 5)}`],
    ['angles', (size) => `mute ${'<'.repeat(size)}`],
    ['mentions', (size) => `mute a in lobby for 2h ${'<@U1|bob> '.repeat(size / 10)} "${'<@U1>'.repeat(size / 5)}`],
    ['entities', (size) => `groups ${'&amp;'.repeat(size / 5)}`],
    ['an unknown verb', (size) => 'mutee'.repeat(size / 5)],
    ['conversations', (size) => `silence bob from groups ${'g '.repeat(size / 2)}`],
    ['modules', (size) => `unmute a in ${'p2p,'.repeat(size / 4)}`],
    ['words between a case and its length', (size) => `extend 12 ${'by '.repeat(size / 3)} for 2h`],
    ['cases', (size) => `extend 12 ${'13,'.repeat(size / 3)} for 2h`],
    ['cases before a reason', (size) => `reason 12,${'13,'.repeat(size / 3)} spam`],
    ['commas before a reason', (size) => `reason 12${' ,'.repeat(size / 2)}`],
    ['new lines', (size) => `history ${'\n'.repeat(size)}x y`],
    ['right-to-left text and emoji', (size) => `mute ${'سلام🔇 '.repeat(size / 7)} in lobby for 2h`],
  ];

  it.each(patterns)('is read in time that grows with its length only: %s', (_, make) => {
    // Eight times the text may take eight times as long; a quadratic step anywhere would make it sixty-four.
    const small = bestTime(make(10_000));
    const big = bestTime(make(80_000));
    expect(big).toBeLessThan(Math.max(32 * small, 150));
  });

  /** Milliseconds of this thread alone: what else runs on the machine does not count. */
  function bestTime(text: string): number {
    const runs = Array.from({ length: 3 }, () => {
      const start = process.threadCpuUsage();
      parseLine(text, several);
      parseLine(text, oneOfEach);
      parseLine(text, withRules);
      return process.threadCpuUsage(start).user / 1000;
    });
    return Math.min(...runs);
  }

  it('with 10,000 ids keeps every one of them', () => {
    const list = Array.from({ length: 10_000 }, (_, number) => `user${number}`);
    expect(read(`mute ${list.join(' ')} in lobby for 2h`)).toMatchObject({ targets: list.map((id) => ({ id })) });
  });
});
