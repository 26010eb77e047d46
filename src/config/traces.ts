import { z } from 'zod';

const samplers = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

const address = z.url({ protocol: /^https?$/, error: 'must be an address that starts with https:// or http://' });

/**
 * What OpenTelemetry's packages leave to the program that uses them (of version 3 of `sdk-trace`: everything but where spans go, with which
 * headers, and what the resource is called).
 */
const wantedTraces = z
  .strictObject({
    endpoint: address.optional(),
    tracesEndpoint: address.optional(),
    exporter: z.literal('otlp', 'must be otlp or none').default('otlp'),
    disabled: z
      .stringbool({ truthy: ['true'], falsy: ['false'], case: 'insensitive', error: 'must be true or false' })
      .default(false),
    sampler: z.enum(samplers, `must be one of ${samplers.join(', ')}`).default('parentbased_always_on'),
    ratio: z.coerce
      .number('must be a number from 0 to 1')
      .min(0, 'must be a number from 0 to 1')
      .max(1, 'must be a number from 0 to 1')
      .default(1),
    headers: z.string().optional(),
    tracesHeaders: z.string().optional(),
  })
  .transform(({ sampler, ratio, headers, tracesHeaders }) => ({
    sampler,
    ratio,
    secrets: secretsIn({ headers, tracesHeaders }),
  }));

/**
 * Undefined where no traces are wanted: nothing of them is loaded then, and what else is set is not looked at, for whole machines set it for
 * all their programs.
 */
export const tracesSchema = z.preprocess((set) => (areWanted(set) ? set : undefined), wantedTraces.optional());

function areWanted(set: unknown): boolean {
  const { endpoint, tracesEndpoint, exporter, disabled } = (set ?? {}) as Readonly<Record<string, unknown>>;
  const isOff = exporter === 'none' || String(disabled).toLowerCase() === 'true';
  return (endpoint ?? tracesEndpoint) !== undefined && !isOff;
}

/** What stands behind the names of headers, `authorization=Bearer%20…,x-key=…`: as written, and as sent. */
function secretsIn(headers: Readonly<Record<string, string | undefined>>): readonly string[] {
  const values = Object.values(headers).flatMap((text = '') =>
    text.split(',').map((pair) => pair.slice(pair.indexOf('=') + 1).trim()),
  );
  return values.filter((value) => value !== '').flatMap((value) => [value, decoded(value)]);
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
