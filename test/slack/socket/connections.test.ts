import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { silentLog } from '../../../src/lib/log.ts';
import type { SlackConnection } from '../../../src/slack/socket/connection.ts';
import { SlackConnections } from '../../../src/slack/socket/connections.ts';
import type { Envelope } from '../../../src/slack/socket/message.ts';
import { SocketTrouble } from '../../../src/slack/socket/trouble.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { passUntil } from '../../support/pass-time.ts';
import { type SlackSocket, type SlackSockets, startSlackSockets } from '../../support/slack-sockets.ts';

let slack: SlackSockets;
let clock: ManualClock;
let connections: SlackConnections;
/** What came in, with the connection it came over. */
let heard: { readonly envelope: Envelope; readonly connection: SlackConnection }[];
/** What apps.connections.open answers instead of an address. */
let refusal: SocketTrouble | undefined;
/** When addresses were asked for, ms after the beginning. */
let asked: number[];

beforeEach(async () => {
  slack = await startSlackSockets();
  clock = new ManualClock();
  heard = [];
  asked = [];
  refusal = undefined;
  connections = new SlackConnections({
    ask: async () => {
      asked.push(clock.monotonic());
      if (refusal) throw refusal;
      const answer = slack.otherWay.methods.get('apps.connections.open')?.({ token: slack.appToken });
      return String((answer?.body as { url?: unknown }).url);
    },
    hear: (envelope, connection) => heard.push({ envelope, connection }),
    clock,
    random: { hex: () => '00', fraction: () => 0.999 },
    log: silentLog,
  });
});
afterEach(async () => {
  connections.close();
  await slack.close();
  expect(slack.violations).toEqual([]);
});

const until = (is: () => unknown, mostMs?: number) => passUntil(clock, is, mostMs);
const up = () => connections.state().up;
/** Starts, and waits until both are up. */
async function start(): Promise<void> {
  await connections.start();
  await until(() => up() === 2);
}
const command = { type: 'slash_commands', payload: { command: '/hush', text: 'help' } };
/** Time passes in steps that leave real sockets their turns; Slack pings as it does, unless it is `silent`. */
async function pass(ms: number, how?: 'silent'): Promise<void> {
  for (let passed = 0; passed < ms; passed += 500) {
    if (how !== 'silent') for (const each of slack.open()) each.ping();
    await pause(2);
    await clock.advance(500);
  }
}
function socket(number: number): SlackSocket {
  const found = slack.sockets[number - 1];
  if (!found) throw new Error(`There is no socket ${number}`);
  return found;
}
const first = () => socket(1);
const second = () => socket(2);

describe('two connections are kept up:', () => {
  test.each([
    'warning',
    'refresh_requested',
    'something_new',
  ])('asked by %s for another, Hush opens it before the old one is closed, which is once all is acknowledged', async (reason) => {
    await start();
    slack.push(command, first());
    await until(() => heard.length === 1);
    await pass(70_000);
    slack.push(command, first());
    await until(() => heard.length === 2);
    first().disconnect(reason);
    await until(() => slack.open().length === 3);
    // Slack still gives things to the old one, and takes its acknowledgement.
    expect(first().isOpen).toBe(true);
    const [, late] = heard;
    expect(late?.connection.acknowledge(late.envelope, { text: 'late' })).toBe(true);
    await until(() => !first().isOpen);
    await until(() => slack.acknowledgements.length === 1);
    expect(slack.open().map(({ number }) => number)).toEqual([2, 3]);
    expect(up()).toBe(2);
    expect(asked).toHaveLength(3);
  });

  test('one that breaks without a word is replaced, and things come in over the other meanwhile', async () => {
    await start();
    await pass(70_000);
    first().cut();
    await until(() => up() === 1);
    slack.push(command);
    await until(() => heard.length === 1);
    await until(() => up() === 2);
    expect(connections.state().trouble).toBeUndefined();
  });

  test('one that Slack closes is replaced, and so is one of which Slack leaves the connection below open', async () => {
    await start();
    await pass(70_000);
    first().close();
    second().closeHalf();
    await until(() => slack.sockets.length === 4 && up() === 2, 3000);
  });

  test('one that nothing comes over any more, not even a ping, is replaced after half a minute', async () => {
    await start();
    await pass(120_000);
    expect(slack.sockets).toHaveLength(2);
    await pass(25_000, 'silent');
    expect(slack.sockets).toHaveLength(2);
    await pass(10_000, 'silent');
    await until(() => up() === 2);
    expect(slack.open().map(({ number }) => number)).toEqual([3, 4]);
  });

  test('one that breaks again and again is opened less and less often', async () => {
    await start();
    const waited: number[] = [];
    for (let count = 2; count < 7; count++) {
      slack.open().at(-1)?.cut();
      await until(() => up() === 1);
      const cutAt = clock.monotonic();
      await until(() => up() === 2);
      waited.push((asked.at(-1) ?? 0) - cutAt);
    }
    expect(waited[0]).toBeLessThan(1000);
    expect(waited[4]).toBeGreaterThan(4000);
  });
});

describe('Slack refuses', () => {
  test.each([
    'invalid_auth',
    'token_revoked',
    'account_inactive',
    'missing_scope',
  ])('a reconnect with %s: Hush lives, says so, looks again each minute, and is back once Slack takes it', async (word) => {
    await start();
    refusal = new SocketTrouble(word, 60_000);
    for (const socket of slack.open()) socket.cut();
    await until(() => connections.state().trouble === word);
    expect(connections.state()).toEqual({ up: 0, wanted: 2, trouble: word });
    const before = asked.length;
    await pass(180_000);
    expect(asked.length - before).toBeLessThanOrEqual(8);
    refusal = undefined;
    await until(() => up() === 2, 70_000);
    expect(connections.state().trouble).toBeUndefined();
  });

  test('with HTTP 500 for a while: Hush asks again, ever less often, and at least every half minute', async () => {
    await start();
    refusal = new SocketTrouble('http_500');
    first().cut();
    await until(() => connections.state().trouble === 'http_500');
    asked.length = 0;
    for (let minutes = 0; minutes < 5; minutes++) await pass(60_000);
    const gaps = asked.slice(1).map((at, index) => at - (asked[index] ?? 0));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(30_000);
    expect(asked.length).toBeLessThan(20);
    refusal = undefined;
    await until(() => up() === 2);
  });

  test('with a time to wait: Hush waits that long', async () => {
    await start();
    refusal = new SocketTrouble('ratelimited', 17_000);
    first().cut();
    await until(() => connections.state().trouble === 'ratelimited');
    const at = asked.at(-1) ?? 0;
    refusal = undefined;
    await until(() => up() === 2);
    expect((asked.at(-1) ?? 0) - at).toBeGreaterThanOrEqual(17_000);
  });

  test('further connections: the start goes on without, and Hush looks again after a minute', async () => {
    slack.misbehaviour.insteadOfGreeting = 'too_many_websockets';
    await connections.start();
    await until(() => slack.sockets.length === 2 && !second().isOpen);
    expect(connections.state()).toEqual({ up: 0, wanted: 2, trouble: 'too_many_websockets' });
    slack.misbehaviour.insteadOfGreeting = undefined;
    await pass(50_000);
    // The second one was tried in the meantime, and the first not again.
    expect(asked).toHaveLength(2);
    await until(() => up() === 2, 70_000);
  });

  test('Socket Mode altogether: all connections are closed, and Hush looks again each minute', async () => {
    await start();
    for (const socket of slack.open()) socket.disconnect('link_disabled');
    await until(() => connections.state().trouble === 'link_disabled');
    await until(() => slack.open().length === 0);
    expect(asked).toHaveLength(2);
    await until(() => up() === 2, 70_000);
  });
});

describe('a start', () => {
  test.each(['invalid_auth', 'http_500', 'unreachable'])('is given up for %s', async (word) => {
    refusal = new SocketTrouble(word, word === 'invalid_auth' ? 60_000 : undefined);
    await expect(connections.start()).rejects.toThrow(word);
    await pass(120_000);
    expect(asked).toHaveLength(1);
  });

  test('waits ten seconds for a greeting, and not longer', async () => {
    slack.misbehaviour.withoutGreeting = true;
    let trouble: unknown;
    const started = connections.start().catch((error: unknown) => {
      trouble = error;
    });
    await until(() => trouble, 11_000);
    await started;
    expect(trouble).toMatchObject({ word: 'no_greeting' });
    expect(slack.sockets).toHaveLength(1);
    await until(() => slack.sockets.every(({ isOpen }) => !isOpen));
  });

  test.each([
    'ws://127.0.0.1:9/link?ticket=x',
    'ws://127.0.0.1:9/#x',
    'http://127.0.0.1:9/',
    'nowhere',
  ])('is given up when nobody is at %s', async (address) => {
    slack.misbehaviour.address = address;
    await expect(connections.start()).rejects.toThrow(SocketTrouble);
  });
});

describe('what comes in', () => {
  test.each([
    ['the word null', 'null'],
    ['a list', '[]'],
    ['a number', '7'],
    ['half of an object', '{"type":"slash_commands",'],
    ['an envelope without an id', '{"type":"slash_commands","payload":{}}'],
    ['an envelope with null inside', '{"type":"interactive","envelope_id":"e","payload":null}'],
    ['an envelope with a list inside', '{"type":"interactive","envelope_id":"e","payload":[]}'],
    ['an event without anything', '{"type":"events_api","envelope_id":"e"}'],
    ['a kind that nobody knows', '{"type":"close","envelope_id":"e","payload":{}}'],
    [
      'more than four megabytes',
      `{"type":"slash_commands","envelope_id":"e","payload":{"a":"${'x'.repeat(2 ** 22)}"}}`,
    ],
  ])('as %s is left alone, and what follows is heard', async (_, text) => {
    await start();
    first().send(text);
    const id = slack.push(command, first());
    await until(() => heard.length > 0);
    expect(heard.map(({ envelope }) => envelope.envelope_id)).toEqual([id]);
    expect(slack.open()).toHaveLength(2);
  });

  test('is acknowledged over the connection that it came over, with a body only where Slack takes one', async () => {
    await start();
    slack.push(command, first());
    slack.push({ type: 'interactive', payload: { type: 'block_actions' }, accepts_response_payload: false }, second());
    await until(() => heard.length === 2);
    for (const { envelope, connection } of heard) connection.acknowledge(envelope, { text: 'yes' });
    await until(() => slack.acknowledgements.length === 2);
    expect(slack.acknowledgements).toEqual(
      expect.arrayContaining([
        { socket: 1, envelope: 'envelope-3', body: { text: 'yes' } },
        { socket: 2, envelope: 'envelope-4', body: undefined },
      ]),
    );
  });

  test('and is never acknowledged holds its connection for three seconds at a stop, and no longer', async () => {
    await start();
    slack.push(command, first());
    await until(() => heard.length === 1);
    connections.retire();
    await until(() => !second().isOpen);
    expect(first().isOpen).toBe(true);
    await until(() => !first().isOpen, 3100);
    expect(heard[0]?.connection.acknowledge(heard[0].envelope, undefined)).toBe(false);
    await pass(120_000);
    expect(slack.sockets).toHaveLength(2);
  });
});
