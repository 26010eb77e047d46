import type { Delivery } from './ports.ts';

/** When to look at a delivery again; `error` if Slack would not take it; `onlyThis` if the trouble is
 * with this message and not with the channel, so that others need not wait for it. Undefined: it was told. */
export type Again = { readonly at: number; readonly error?: string; readonly onlyThis?: true } | undefined;

/** Tells people. Never rejects for what Slack answers. */
export interface Announcer {
  deliver(delivery: Delivery): Promise<Again>;
}
