import type { Teller } from '../work.ts';

export interface Traces {
  /** Absent: nobody asked for traces. */
  readonly teller?: Teller;
  /** Sends what there is, for a moment at most; never rejects. */
  stop(): Promise<void>;
}

export const noTraces: Traces = { stop: async () => undefined };
