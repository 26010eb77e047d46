import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startTestBed, type TestBed } from '../support/hush.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { type OtlpReceiver, type ReceivedSpan, startOtlpReceiver } from '../support/otlp-receiver.ts';
import { passUntil } from '../support/pass-time.ts';
import { memoryLog } from '../vendors/apps.ts';

let receiver: OtlpReceiver;
let bed: TestBed | undefined;
let clock: ManualClock;
beforeEach(async () => {
  receiver = await startOtlpReceiver();
});
afterEach(async () => {
  await bed?.close();
  vi.unstubAllEnvs();
  await receiver.close();
});

/** OpenTelemetry's own packages read the process's environment, Hush what it is handed. */
async function startTraced(variables: Readonly<Record<string, string>>) {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  clock = new ManualClock();
  const { log, lines } = memoryLog();
  bed = await startTestBed({ clock, log, environment: variables, slack: { switches: { messagesPerSecond: 0 } } });
  const said = (text: string) => bed?.allTold().some((told) => told.text.startsWith(text));
  return { bed, lines, said };
}

const of = (spans: readonly ReceivedSpan[], name: string) => spans.filter((span) => span.name === name);

test('one case’s spans: the request with what it recorded, and the carrying out with its requests to the vendor, linked to it', async () => {
  const { bed: own, said } = await startTraced({
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20letmein123',
    OTEL_SERVICE_NAME: 'hush-of-the-arena',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=live',
  });
  await own.type('/hush mute alice bob everywhere for 30s because-of-spam');
  await passUntil(clock, () => said('*Case 1*') && own.audit().some(({ text }) => text.includes('Ended')));
  await passUntil(clock, () => own.audit().some(({ text }) => text.includes('may speak again')));
  await own.stop();

  const { spans } = receiver;
  const [line] = of(spans, 'line mute');
  const [recorded] = of(spans, 'record case');
  const [carried] = of(spans, 'carry out mute');
  const calls = of(spans, 'POST muteModule');
  const lifts = of(spans, 'lift');
  expect(line).toMatchObject({ kind: 2, parentId: '', attributes: { 'hush.case': 1, 'hush.result': 'recorded' } });
  expect(recorded).toMatchObject({ parentId: line?.spanId, traceId: line?.traceId, attributes: { 'hush.case': 1 } });
  expect(carried).toMatchObject({
    parentId: '',
    links: [recorded?.spanId],
    attributes: { 'hush.case': 1, 'hush.app': 'netease', 'hush.action': 'mute', 'hush.targets': 2 },
  });
  const within = (span: ReceivedSpan | undefined) => calls.filter(({ parentId }) => parentId === span?.spanId);
  expect(within(carried)).toHaveLength(2);
  for (const call of within(carried)) {
    expect(call).toMatchObject({ kind: 3, traceId: carried?.traceId, status: 0 });
    expect(call.attributes).toEqual({
      'http.request.method': 'POST',
      'http.response.status_code': 200,
      'server.address': '127.0.0.1',
      'server.port': Number(new URL(own.netease.url).port),
      'hush.app': 'netease',
      'hush.operation': 'muteModule',
      'hush.case': 1,
      'hush.code': 200,
      'hush.ended': 'success',
    });
  }
  expect(lifts.flatMap(within)).toHaveLength(2);
  for (const lift of lifts) expect(lift).toMatchObject({ parentId: '', attributes: { 'hush.case': 1 } });
  for (const kind of ['case', 'summary', 'lifts'])
    expect(of(spans, `tell ${kind}`)[0]).toMatchObject({ attributes: { 'hush.case': 1, 'hush.result': 'told' } });

  expect(receiver.resource).toMatchObject({
    'service.name': 'hush-of-the-arena',
    'deployment.environment.name': 'live',
  });
  expect(receiver.headers[0]).toMatchObject({ authorization: 'Bearer letmein123' });
  // Whom it is about, why, who asked, and everything signed or secret stay where they are.
  const { moderator } = await import('../../src/playground/slack/seed.ts').then(
    ({ playgroundSlack }) => playgroundSlack,
  );
  for (const secret of ['alice', 'bob', 'spam', moderator, 'xoxb', 'CheckSum', '/nimserver', 'hooks', 'letmein'])
    expect(receiver.raw(), secret).not.toContain(secret);
});

test('a vendor that does not answer, and words of a line that Hush does not know, leave no text behind', async () => {
  const { bed: own, said } = await startTraced({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${receiver.url}/v1/traces` });
  await own.zim.refuseConnections(true);
  await own.type('/hush flubber alice');
  await own.type('/hush mute alice in lobby for 2h');
  await passUntil(clock, () => said('*Case 1*'));
  await own.stop();
  expect(of(receiver.spans, 'line unknown')[0]?.attributes).toEqual({
    'hush.way': 'line',
    'hush.verb': 'unknown',
    'hush.result': 'refused',
    'hush.refusal': 'line',
  });
  const [call] = of(receiver.spans, 'GET MuteGroupMembers');
  expect(call).toMatchObject({ status: 2, attributes: { 'error.type': 'unsent', 'hush.ended': 'unsent' } });
  expect(call?.attributes).not.toHaveProperty('http.response.status_code');
  for (const text of ['flubber', 'alice', 'lobby', 'Signature']) expect(receiver.raw(), text).not.toContain(text);
});

test.each([
  { OTEL_TRACES_EXPORTER: 'none' },
  { OTEL_SDK_DISABLED: 'true' },
  { OTEL_TRACES_SAMPLER: 'always_off' },
  { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' },
])('%o sends nothing', async (variables) => {
  const { bed: own, said } = await startTraced({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...variables });
  await own.type('/hush mute alice in lobby for 2h');
  await passUntil(clock, () => said('*Case 1*'));
  await own.stop();
  expect(receiver.headers).toEqual([]);
});

test('a collector that is not there holds nobody up, not at the stop either, and is told of once', async () => {
  await receiver.close();
  const {
    bed: own,
    lines,
    said,
  } = await startTraced({
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_EXPORTER_OTLP_TIMEOUT: '50',
  });
  await own.type('/hush mute alice in lobby for 2h');
  await passUntil(clock, () => said('*Case 1*'));
  const stopped = own.stop();
  await vi.waitFor(() => expect(lines).toContainEqual(expect.objectContaining({ event: 'traces.refused' })), 10_000);
  await stopped;
  expect(lines.filter(({ event }) => event === 'traces.refused')).toHaveLength(1);
  receiver = await startOtlpReceiver();
});
