import { describe, expect, test } from 'vitest';
import { readConfig, secretsOf } from '../../src/config.ts';

const bot = {
  SLACK_BOT_TOKEN: 'xoxb-1',
  SLACK_SIGNING_SECRET: 'secret',
  HUSH_AUDIT_CHANNEL: 'C0123456789',
  ZIM_APP_ID: '1',
  ZIM_SERVER_SECRET: 'secret',
  ZIM_OPERATOR: 'admin',
};
const endpoint = 'http://localhost:4318';

describe('traces are wanted', () => {
  test.each([
    { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint },
    { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${endpoint}/v1/traces` },
  ])('with %o', (variables) => {
    expect(readConfig({ ...bot, ...variables }).traces).toMatchObject({ sampler: 'parentbased_always_on', ratio: 1 });
  });

  test.each([
    {},
    { OTEL_SERVICE_NAME: 'hush' },
    { OTEL_EXPORTER_OTLP_ENDPOINT: ' ' },
    { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_SDK_DISABLED: 'TRUE' },
    { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_EXPORTER: 'none' },
    // What a platform sets for all its programs keeps none from starting that sends no traces.
    {
      OTEL_TRACES_EXPORTER: 'console',
      OTEL_TRACES_SAMPLER: 'jaeger_remote',
      OTEL_TRACES_SAMPLER_ARG: 'endpoint=http://j',
    },
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317', OTEL_TRACES_EXPORTER: 'none', OTEL_TRACES_SAMPLER: 'xray' },
    { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_SDK_DISABLED: 'True', OTEL_TRACES_SAMPLER: 'xray' },
  ])('not with %o', (variables) => {
    expect(readConfig({ ...bot, ...variables }).traces).toBeUndefined();
  });
});

test('what traces cannot be sent or kept by is said at the start, all at once', () => {
  const variables = {
    OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317',
    OTEL_TRACES_SAMPLER: 'sometimes',
    OTEL_TRACES_SAMPLER_ARG: '10%',
    OTEL_TRACES_EXPORTER: 'zipkin',
    OTEL_SDK_DISABLED: 'yes',
  };
  const read = () => readConfig({ ...bot, ...variables });
  for (const name of Object.keys(variables)) expect(read).toThrow(`${name} must be `);
});

test('what stands in the headers is a secret, as it is written and as it is sent', () => {
  const headers = 'authorization=Bearer%20letmein, x-team=moderation';
  const config = readConfig({ ...bot, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_HEADERS: headers });
  expect(secretsOf(config)).toEqual(expect.arrayContaining(['Bearer%20letmein', 'Bearer letmein']));
});
