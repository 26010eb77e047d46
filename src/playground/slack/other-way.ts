import type { SlackAnswer } from './answer.ts';
import type { Delivery } from './driver/deliver.ts';

/** A way to the bot in place of HTTP requests to it: Socket Mode, which needs a WebSocket server and is therefore only in tests. */
export interface OtherWay {
  /** The Web API methods that belong to it, by name. Each looks after its own token. */
  readonly methods: ReadonlyMap<string, (call: { readonly token: string }) => SlackAnswer>;
  /** Brings one request to the bot; the acknowledgement's body, as HTTP would have it. Rejects if it cannot, or when `signal` is aborted. */
  carry(delivery: Delivery, signal: AbortSignal): Promise<string>;
}
