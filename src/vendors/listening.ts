import type { Clock } from '../lib/clock.ts';
import { aheadOf } from '../lib/finding.ts';
import { createTransport, type Transport, type TransportOptions } from './attempt.ts';

/** What the last answer said beside its code. */
export interface Heard {
  readonly aheadMs?: number;
  /** The vendor's own sentence, as it came. */
  readonly message?: string;
}

/** A transport for one call at a time that remembers what an answer says of the time, and the vendor's own words. For checks alone. */
export function listeningTransport(options: Omit<TransportOptions, 'connections'> & { clock: Clock }): {
  readonly transport: Transport;
  heard(): Heard;
} {
  const inner = createTransport({ ...options, connections: 1 });
  let heard: Heard = {};
  return {
    transport: {
      attempt: async (request, how) => {
        const end = await inner.attempt(request, how);
        const aheadMs = end.kind === 'reply' ? aheadOf(end.date, options.clock.now()) : undefined;
        const message = end.kind === 'reply' ? messageIn(end.body) : undefined;
        heard = { ...(aheadMs !== undefined && { aheadMs }), ...(message !== undefined && { message }) };
        return end;
      },
      close: inner.close,
    },
    heard: () => heard,
  };
}

/** ZIM writes it under `Message`, NetEase under `desc`. */
function messageIn(body: string): string | undefined {
  try {
    const { Message, desc } = JSON.parse(body) as { Message?: unknown; desc?: unknown };
    const found = Message ?? desc;
    return typeof found === 'string' ? found : undefined;
  } catch {
    return undefined;
  }
}
