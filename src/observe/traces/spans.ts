import {
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import type { DoneWork, Teller, Work } from '../work.ts';
import { attributesOf, hasFailed, nameOf } from './attributes.ts';

/** So many cases are remembered that were recorded here and not begun: of others it is not known which request asked for them. */
const mostRemembered = 1000;

const kinds: Partial<Record<Work['kind'], SpanKind>> = { interaction: SpanKind.SERVER, attempt: SpanKind.CLIENT };

/**
 * Makes a span of each piece of work. What carries a case out is a trace of its own, for it may take days, and go on after a restart; it has
 * a link to the request that recorded the case, if that was in this process.
 */
export function createSpans(tracer: Tracer): Teller {
  const spans = new WeakMap<Work, Span>();
  const recordedBy = new Map<number, SpanContext>();

  const linksOf = (work: Work) => {
    if (work.kind !== 'carry-out') return {};
    const context = recordedBy.get(work.facts.case);
    recordedBy.delete(work.facts.case);
    return context ? { links: [{ context }] } : {};
  };

  const remember = (number: number, context: SpanContext) => {
    recordedBy.delete(number);
    recordedBy.set(number, context);
    const [oldest] = recordedBy.keys();
    if (recordedBy.size > mostRemembered && oldest !== undefined) recordedBy.delete(oldest);
  };

  return {
    began: (work) => {
      const parent = work.within && spans.get(work.within);
      const context = parent ? trace.setSpan(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
      const options = { startTime: work.begunAt, kind: kinds[work.kind] ?? SpanKind.INTERNAL, ...linksOf(work) };
      const span = tracer.startSpan(nameOf(work), options, context);
      spans.set(work, span);
    },
    done: (work: DoneWork) => {
      const span = spans.get(work);
      if (!span) return;
      if (work.kind === 'recording' && work.facts.case !== undefined) remember(work.facts.case, span.spanContext());
      span.updateName(nameOf(work));
      span.setAttributes(attributesOf(work));
      if (work.broke || hasFailed(work)) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end(work.begunAt + work.seconds * 1000);
    },
  };
}
