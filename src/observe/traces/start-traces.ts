import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import {
  defaultResource,
  detectResources,
  resourceAttributesEnvDetector,
  resourceFromAttributes,
  serviceNameEnvDetector,
} from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import type { SamplerName, TraceSettings } from './settings.ts';
import { createSpans } from './spans.ts';
import type { Traces } from './traces.ts';

/** Spans that nobody takes are worth less than a bot that stops in time. */
const flushMs = 2000;
/** The same trouble is logged once in this time. */
const quietMs = 60_000;

/** Sends spans by OTLP over HTTP, in protobuf. Spans that nobody takes are dropped, and the log says so once a minute. */
export function startTraces(settings: TraceSettings, { clock, log }: { clock: Clock; log: Log }): Traces {
  const provider = new TracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': 'hush' }))
      .merge(detectResources({ detectors: [resourceAttributesEnvDetector, serviceNameEnvDetector] })),
    sampler: samplerOf(settings),
    spanProcessors: [new BatchSpanProcessor({ exporter: telling(new OTLPTraceExporter(), { clock, log }) })],
  });
  return {
    teller: createSpans(provider.getTracer('hush')),
    stop: async () => {
      const { promise: late, resolve } = Promise.withResolvers<void>();
      const cancel = clock.after(flushMs, resolve);
      await Promise.race([provider.shutdown().catch(() => undefined), late]);
      cancel();
    },
  };
}

function samplerOf({ sampler, ratio }: TraceSettings): Sampler {
  const samplers: Readonly<Record<SamplerName, () => Sampler>> = {
    always_on: () => new AlwaysOnSampler(),
    always_off: () => new AlwaysOffSampler(),
    traceidratio: () => new TraceIdRatioBasedSampler(ratio),
    parentbased_always_on: () => new ParentBasedSampler({ root: new AlwaysOnSampler() }),
    parentbased_always_off: () => new ParentBasedSampler({ root: new AlwaysOffSampler() }),
    parentbased_traceidratio: () => new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }),
  };
  return samplers[sampler]();
}

/** Says in the log when spans are not taken. Why is not said as the collector put it: its answer may hold anything. */
function telling(exporter: SpanExporter, { clock, log }: { clock: Clock; log: Log }): SpanExporter {
  let quietUntil = Number.NEGATIVE_INFINITY;
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        if (result.code !== 0 && clock.monotonic() >= quietUntil) {
          quietUntil = clock.monotonic() + quietMs;
          const { name, code } = (result.error ?? {}) as { name?: string; code?: string | number };
          log.warn(
            { event: 'traces.refused', spans: spans.length, trouble: code ?? name },
            'Traces could not be sent.',
          );
        }
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
  };
}
