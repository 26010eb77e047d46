import { expect, test } from 'vitest';
import { timelineOf } from '../../../../src/playground/page/client/chat/timeline.ts';
import type { PageMessage } from '../../../../src/playground/page/contract.ts';

const noon = new Date(2026, 10, 22, 12).getTime();
const minute = 60_000;

function said(ts: string, at: number, more: Partial<PageMessage> = {}): PageMessage {
  const rest = { ephemeral: false, text: ts, blocks: [], edited: false, deleted: false, files: [] };
  return { channel: 'C1', ts, at, author: 'UBOT', ...rest, ...more };
}

const shown = (messages: readonly PageMessage[], lines: Parameters<typeof timelineOf>[1]['lines'] = []) =>
  timelineOf(messages, { lines, now: noon }).map((entry) =>
    entry.kind === 'message'
      ? `${entry.first ? 'with name' : 'without name'} ${entry.key}${entry.replies ? `, ${entry.replies} replies` : ''}`
      : entry.kind === 'day'
        ? entry.text
        : entry.line.text,
  );

test('messages of one author within five minutes stand together, a private one apart', () => {
  expect(
    shown([
      said('1', noon),
      said('2', noon + minute),
      said('3', noon + 2 * minute, { ephemeral: true }),
      said('4', noon + 20 * minute, { ephemeral: true }),
    ]),
  ).toEqual(['Today', 'with name 1', 'without name 2', 'with name 3', 'with name 4']);
});

test('replies are counted at their message, and stand in the channel when it is gone', () => {
  expect(shown([said('1', noon), said('2', noon, { threadTs: '1' }), said('3', noon, { threadTs: '0' })])).toEqual([
    'Today',
    'with name 1, 1 replies',
    'without name 3',
  ]);
});

test('every day has a heading, and a line stands where it was sent', () => {
  const line = { user: 'U1', channel: 'C1', at: noon - minute, text: '/hush help' };
  expect(shown([said('1', noon - 24 * 60 * minute), said('2', noon)], [line])).toEqual([
    'Yesterday',
    'with name 1',
    'Today',
    '/hush help',
    'with name 2',
  ]);
});
