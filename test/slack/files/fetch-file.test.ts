import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { playgroundSlack } from '../../../src/playground/slack/seed.ts';
import { type SlackStandIn, startSlack } from '../../../src/playground/slack/start-slack.ts';
import { createFileFetcher } from '../../../src/slack/files/fetch-file.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { passUntil } from '../../support/pass-time.ts';

let clock: ManualClock;
let slack: SlackStandIn;
beforeEach(async () => {
  clock = new ManualClock();
  slack = await startSlack({ clock });
});
afterEach(() => slack.close());

const access = () => ({ apiUrl: slack.apiUrl, token: async () => slack.botToken });
const origin = () => new URL(slack.apiUrl).origin;

async function fetched(url: string, from = access()): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of createFileFetcher(from, clock)({ name: 'ids.csv', format: 'csv', url })) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const uploaded = (content: string) => {
  const id = slack.admin.upload({ user: playgroundSlack.moderator, name: 'ids.csv', content });
  return `${origin()}/files-pri/${id}/ids.csv`;
};

test('a file of Slack’s is fetched with the token', async () => {
  expect(await fetched(uploaded('alice\nbob\n'))).toBe('alice\nbob\n');
  expect(slack.violations()).toEqual([]);
});

describe('the time is limited', () => {
  test.each([
    ['no answer at all', { kind: 'hang' }],
    ['an answer that stops half way', { kind: 'stalled-body' }],
  ] as const)('for %s', async (_, fault) => {
    slack.faults.add({ fault, operation: 'download' });
    let trouble: unknown;
    fetched(uploaded('alice\nbob\n')).catch((error: unknown) => {
      trouble = error;
    });
    await passUntil(clock, () => trouble);
    expect(trouble).toMatchObject({ message: 'Slack took longer than 30 seconds to hand out ids.csv. Try again.' });
    expect(clock.waiting).toBe(0);
  });
});

describe('the token is sent nowhere else', () => {
  let other: Server;
  let asked: { url: string | undefined; authorization: string | undefined }[];
  beforeEach(async () => {
    asked = [];
    other = createServer(({ url, headers }, response) => {
      asked.push({ url, authorization: headers.authorization });
      response.end('mallory\n');
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => new Promise((resolve) => other.close(resolve)));
  const otherOrigin = () => `http://127.0.0.1:${(other.address() as AddressInfo).port}`;

  test('when the address is another host’s, or looks like Slack’s and is not', async () => {
    const { port } = new URL(slack.apiUrl);
    const addresses = [
      `${otherOrigin()}/files-pri/x`,
      `http://localhost:${port}/files-pri/x`,
      `https://127.0.0.1:${port}/files-pri/x`,
      'http://files.slack.com/files-pri/x',
      'https://files.slack.com.evil.example/x',
      'https://files.slack.com@evil.example/x',
      `http://user:secret@127.0.0.1:${port}/files-pri/x`,
      'file:///etc/passwd',
      'data:text/csv,alice',
    ];
    for (const address of addresses)
      await expect(fetched(address), address).rejects.toThrow('ids.csv is not kept by Slack itself');
    await expect(fetched('files.slack.com/x')).rejects.toThrow('does not say where ids.csv is');
    expect(asked).toEqual([]);
    expect(slack.calls('download')).toEqual([]);
  });

  test('when Slack sends Hush on to another host: that is how it asks to sign in', async () => {
    slack.faults.add({ fault: { kind: 'redirect', to: `${otherOrigin()}/?redir=x` }, operation: 'download' });
    await expect(fetched(uploaded('alice\n'))).rejects.toThrow('the permission files:read');
    expect(asked).toEqual([]);
  });

  test('and a redirect inside Slack is followed', async () => {
    const url = uploaded('alice\n');
    slack.faults.add({ fault: { kind: 'redirect', to: new URL(url).pathname }, operation: 'download', times: 2 });
    expect(await fetched(url)).toBe('alice\n');
  });
});

test('whoever stops reading stops the download', async () => {
  const url = uploaded('alice\n'.repeat(500_000));
  for await (const chunk of createFileFetcher(access(), clock)({ name: 'ids.csv', format: 'csv', url })) {
    expect(chunk.byteLength).toBeGreaterThan(0);
    break;
  }
  expect(clock.waiting).toBe(0);
});
