import { webApi } from '@slack/bolt';
import fc from 'fast-check';
import { errors } from 'undici';
import { expect, test } from 'vitest';
import { createLog, type Log } from '../../src/lib/log.ts';

const secrets = {
  botToken: 'xoxb-17-42-AbCdEfGhIjKl',
  signingSecret: '8f742231b10e8888abcd99yyyzzz85a5',
  zim: '9193cc662a4c0ec135ec71fb57194b38',
  netease: 'se"cret\\with odd/characters',
};
const signature = '43e5cfcca828314675f91b001390566a';
const checkSum = '9e9db3b6c9abb2e1962cf3e6f7316fcc55583f86';
const address = `https://zim-api.zego.im/?Action=MuteGroupMembers&AppId=1&Signature=${signature}&UserIds[]=alice`;
const answerAddress = 'https://hooks.slack.com/commands/T012AB/2345678901/JZ61aMhBk2gYpqC4b3';
const auditKey = 'MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC';
const trigger = '13345224609.738474920.8088930838d88f008e0';

/** The one line that was logged, as it would stand on standard error. */
function logged(say: (log: Log) => void): string {
  const lines: string[] = [];
  say(createLog('trace', { secrets: Object.values(secrets), write: (line) => lines.push(line) }));
  expect(lines).toHaveLength(1);
  return lines[0] ?? '';
}

const headers = { authorization: `Bearer ${secrets.botToken}`, AppKey: 'key', CheckSum: checkSum, Nonce: 'abc' };
const nested = { request: { headers, nested: { deeper: [{ headers: Object.entries(headers).flat() }] } } };

/** What other people's libraries throw, at their worst. */
const ticket = '0f3f1c9e-5a2d-4e21-9d57-f0a9';
const hostile: Readonly<Record<string, unknown>> = {
  'an error with a signed address in its words': new Error(`GET ${address} failed`),
  'one in its cause’s cause': new Error('a', { cause: new Error('b', { cause: new Error(address) }) }),
  'one in its stack alone': Object.assign(new Error('a'), { stack: `Error: a\n    at fetch (${address})` }),
  'an error that carries a request': Object.assign(new Error('a'), nested, { config: { url: address } }),
  'an error that is its own cause': Object.assign(new Error(answerAddress), { cause: undefined as unknown }),
  'headers deep in an object': nested,
  'headers as text': `POST\r\nCheckSum: ${checkSum}\r\nAuthorization: Bearer ${secrets.botToken}`,
  'headers as JSON in a text': JSON.stringify(JSON.stringify(headers)),
  'an undici error': new errors.ResponseError(`Response Error ${address}`, 500, {
    headers,
    body: { address, answerAddress },
  }),
  'a connection that could not be made': Object.assign(new errors.SocketError(`other side closed ${address}`), {
    socket: nested,
  }),
  'what fetch throws': new TypeError('fetch failed', { cause: new Error(`Failed to parse URL from ${answerAddress}`) }),
  'an HTTP error of Slack’s client': new webApi.WebAPIHTTPError(
    500,
    `Bad ${secrets.botToken}`,
    headers,
    `token=${secrets.botToken}`,
  ),
  'an API error of Slack’s client': new webApi.WebAPIPlatformError({
    ok: false,
    error: 'invalid_arguments',
    response_metadata: { messages: [`trigger ${trigger}`, answerAddress] },
  } as never),
  'a thrown text': `it broke at ${answerAddress}`,
  'a configuration': { config: { slack: secrets, apps: { zim: { secret: secrets.zim } } } },
  'an encoded address': encodeURIComponent(address),
  'a key that signs': `-----BEGIN PRIVATE KEY-----\n${auditKey}\n-----END PRIVATE KEY-----\n`,
  'a trigger': `views.open ${trigger}`,
  'the address of a WebSocket': `wss://wss-primary.slack.com/link/?ticket=${ticket}&app_id=A1`,
};
const self = hostile['an error that is its own cause'] as Error;
self.cause = self;

const never = [
  ...Object.values(secrets),
  JSON.stringify(secrets.netease).slice(1, -1),
  signature,
  checkSum,
  'JZ61aMhBk2gYpqC4b3',
  trigger,
  ticket,
  auditKey,
];

test.each(Object.entries(hostile))('%s: its secrets are in no line, wherever it is put', (_, thing) => {
  for (const line of [
    logged((log) => log.error({ event: 'it.broke', err: thing }, 'It broke.')),
    logged((log) => log.error({ event: 'it.broke', thing, why: [thing] }, 'It broke.')),
    logged((log) =>
      log.error({ event: 'it.broke' }, `It broke: ${thing instanceof Error ? thing.message : JSON.stringify(thing)}`),
    ),
    logged((log) => log.child({ thing }).warn({ event: 'it.broke' }, 'It broke.')),
    logged((log) => log.error(thing)),
  ]) {
    for (const secret of never) expect(line).not.toContain(secret);
    expect(() => JSON.parse(line)).not.toThrow();
  }
});

test('what is needed to find a fault stays: name, words, code, stack and causes', () => {
  const cause = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:9'), { code: 'ECONNREFUSED' });
  const err = new TypeError('fetch failed', { cause });
  const line = JSON.parse(logged((log) => log.error({ event: 'it.broke', case: 12, err }, 'It broke.')));
  expect(line).toMatchObject({
    event: 'it.broke',
    case: 12,
    msg: 'It broke.',
    err: {
      type: 'TypeError',
      message: 'fetch failed',
      stack: err.stack,
      cause: { code: 'ECONNREFUSED', message: cause.message },
    },
  });
});

test('a line is one line, whatever is in it, and nothing in it can pass for another entry', () => {
  const lineEnds = fc.constantFrom('\n', '\r', '\u2028', '\u0085', '\u001b[2K', '"}\n{"event":"hush.started"', '\0');
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string({ unit: 'grapheme' }), lineEnds)), (parts) => {
      const text = parts.join('');
      const line = logged((log) => log.warn({ event: 'it.broke', text, err: new Error(text) }, text));
      expect(line.indexOf('\n')).toBe(line.length - 1);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
      expect(line.slice(0, -1)).not.toMatch(/[\u0000-\u001f]/);
      expect(JSON.parse(line).event).toBe('it.broke');
    }),
  );
});

test('words that look a little like a secret are left alone', () => {
  const words =
    'mute 1.5 of 2026.11.28 in signature=none; the checksum: wrong; https://example.com/commands/help xoxo-love';
  expect(JSON.parse(logged((log) => log.info({ event: 'it.is' }, words))).msg).toBe(words);
});
