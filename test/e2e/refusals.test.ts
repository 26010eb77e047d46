import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { playgroundSlack } from '../../src/playground/slack/seed.ts';
import { startTestBed, type TestBed } from '../support/hush.ts';

let bed: TestBed;
beforeAll(async () => {
  bed = await startTestBed();
});
afterAll(async () => {
  expect(bed.slack.violations()).toEqual([]);
  await bed.close();
});

const maria = playgroundSlack.moderator;

/** Lengths that could be misread; each is refused with its own sentence. */
const lengths = [
  '90',
  '0',
  '0s',
  '-1',
  '+2h',
  '-2h',
  '1mo',
  '1 month',
  '1y',
  '2 years',
  '1M',
  '1.0001s',
  '1,5h',
  '.5h',
  '5.h',
  '1.5d12h',
  '1h30',
  '500ms',
  '1h1h',
  '12h1d',
  '02h',
  '٢h',
  '２h',
  '2hh',
  '2h;',
  '2x',
  'h',
  '99999d',
  '3651d',
  '1d 12h',
  '1d and 12h',
  '1d, 12h',
  '1d + 12h',
  'auto',
  'eternity',
];

describe('a length that could be misread', () => {
  test.each(lengths)('%s is refused, with nothing recorded and no call made', async (length) => {
    const { text, message } = await bed.say(`/hush mute alice in lobby for ${length}`);
    expect(text).toContain('Nothing was done.');
    expect(text).toContain('/hush mute <ids…> in <group> for <length> [reason…]');
    expect(message.onlyFor).toBe(maria);
    expect(text).not.toMatch(/Case \d/);
  });
});

const lines = [
  'mute alice in lobby',
  'mute alice in lobby for',
  'mute in lobby for 2h',
  'mute alice for 2h',
  'mute alice in for 2h',
  'mute alice in lobby stream for 2h',
  'mute alice in lobby,stream for 2h',
  'mute alice in lobby,p2p for 2h',
  'mute alice in nowhere/everywhere p2p for 2h',
  'mute everyone alice in lobby for 2h',
  'mute all everywhere for 2h',
  'mute role:guest in lobby for 2h',
  'mute alice in lobby for auto',
  'mute alice in lobby for 2h --force',
  'mute alice in lobby for 2h spam —force',
  'mute --dry-run alice in lobby for 2h',
  'mute --force alice in lobby for 2h',
  'mute alice in --lobby for 2h',
  'mute @maria in lobby for 2h',
  'mute @here in lobby for 2h',
  'mute @mods in lobby for 2h',
  'mute "alice in lobby for 2h',
  'silence alice groups lobby for 2h',
  'silence alice from lobby for 2h',
  'silence alice bob from groups lobby for 2h',
  'silence alice from groups for 2h',
  `mute alice in ${'x'.repeat(33)} for 2h`,
  'undo x',
  'case',
  'history',
  'wombat',
];

describe('a line that could be misread', () => {
  test.each(lines)('/hush %s is refused in words', async (line) => {
    const { text } = await bed.say(`/hush ${line}`);
    expect(text).toContain('Nothing was done.');
    expect(text).not.toMatch(/Case \d/);
  });

  test('an unknown verb gets the nearest one', async () => {
    expect((await bed.say('/hush mut alice in lobby for 2h')).text).toContain('Did you mean mute');
  });
});

test('after all of this no vendor was called and the audit channel is empty', () => {
  expect(bed.zim.calls).toEqual([]);
  expect(bed.netease.calls).toEqual([]);
  expect(bed.audit()).toEqual([]);
});
