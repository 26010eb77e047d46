import type { Receiver } from '@slack/bolt';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { Random } from '../lib/random.ts';
import { boltLogger } from './bolt-logger.ts';
import { type Address, type Route, SlackReceiver } from './listen.ts';
import { SocketReceiver } from './socket/receiver.ts';

/** Whether what people do in Slack can come in. `why`: a sentence about what is amiss. */
export interface Reach {
  readonly open: boolean;
  readonly why?: string;
}

/** Where Slack's requests come in, and the HTTP server. */
export interface Inlet extends Receiver {
  /** Resolves with the port. */
  start(address: Address): Promise<number>;
  /** Takes no new requests, and waits a moment for those that came in. */
  stop(): Promise<void>;
  /** Absent over HTTP: there Slack comes to Hush, which cannot see who finds the way. */
  reach?(): Reach;
}

/** How Slack's requests come in: an app-level token means Socket Mode, whether there is a signing secret or not. */
export interface InletAccess {
  readonly apiUrl: string;
  readonly signingSecret?: string | undefined;
  readonly appToken?: string | undefined;
}

export interface InletParts {
  readonly routes: ReadonlyMap<string, Route>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** Socket Mode where there is an app-level token, else HTTP. */
export function createInlet({ apiUrl, signingSecret, appToken }: InletAccess, parts: InletParts): Inlet {
  const { routes, clock, random, log } = parts;
  const logger = boltLogger(log);
  if (appToken === undefined) return new SlackReceiver({ signingSecret, routes, clock, logger });
  log.info(
    { event: 'socket.chosen' },
    `SLACK_APP_TOKEN is set: Hush uses Socket Mode and does not serve /slack/events.${signingSecret === undefined ? '' : ' SLACK_SIGNING_SECRET is not used.'}`,
  );
  const http = new SlackReceiver({ signingSecret: undefined, routes, clock, logger });
  return new SocketReceiver({ access: { appToken, apiUrl }, http, clock, random, log });
}
