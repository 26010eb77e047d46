/** The samplers that OpenTelemetry names in `OTEL_TRACES_SAMPLER` (https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables). */
export type SamplerName =
  | 'always_on'
  | 'always_off'
  | 'traceidratio'
  | 'parentbased_always_on'
  | 'parentbased_always_off'
  | 'parentbased_traceidratio';

/**
 * What OpenTelemetry's own packages do not read from the environment. Where spans go (`OTEL_EXPORTER_OTLP_*`) and what they say of the
 * program (`OTEL_SERVICE_NAME`, `OTEL_RESOURCE_ATTRIBUTES`) they read themselves.
 */
export interface TraceSettings {
  readonly sampler: SamplerName;
  /** Of `traceidratio`: the part of all traces that is kept, 0 to 1. */
  readonly ratio: number;
}
