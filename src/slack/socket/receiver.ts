import type { App, Receiver } from '@slack/bolt';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import type { Random } from '../../lib/random.ts';
import { SlackRefused } from '../bolt.ts';
import type { Reach } from '../inlet.ts';
import type { Address, SlackReceiver } from '../listen.ts';
import { createAddressAsking, type SocketAccess } from './ask-address.ts';
import type { SlackConnection } from './connection.ts';
import { SlackConnections } from './connections.ts';
import type { Envelope } from './message.ts';
import { SocketTrouble, socketWords } from './trouble.ts';

/** How long a stop waits for work that came in before it. */
const stopMs = 5000;

export interface SocketReceiverOptions {
  readonly access: SocketAccess;
  /** Serves health and whatever else is asked for over HTTP. */
  readonly http: SlackReceiver;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/**
 * Socket Mode: what Slack would post to `/slack/events` comes over WebSockets that Hush opens. Bolt's own receiver is not used, nor the client
 * below it (@slack/socket-mode 3.1.0): asked for another connection it closes the one it has and is deaf for six seconds; a reconnect that is
 * refused, and a message that is no object, end the process; a connection that never opens is waited for without end; and it acknowledges
 * over whichever connection is there by then.
 */
export class SocketReceiver implements Receiver {
  readonly #options: SocketReceiverOptions;
  readonly #connections: SlackConnections;
  #app: App | undefined;
  /** What came in and is still being worked on, acknowledged or not. */
  readonly #working = new Set<Promise<void>>();

  constructor(options: SocketReceiverOptions) {
    this.#options = options;
    const { access, clock, random, log } = options;
    this.#connections = new SlackConnections({
      ask: createAddressAsking(access, log),
      hear: (envelope, connection) => this.#hear(envelope, connection),
      clock,
      random,
      log,
    });
  }

  init(app: App): void {
    this.#app = app;
  }

  /** Listens on the address, and connects to Slack; resolves with the port. Throws {@link SlackRefused}, and what listening throws. */
  async start(address: Address): Promise<number> {
    const port = await this.#options.http.start(address);
    try {
      await this.#connections.start();
    } catch (error) {
      if (!(error instanceof SocketTrouble)) throw error;
      const { what, fix } = socketWords(error.word);
      throw new SlackRefused(`${what}. ${fix}`, { cause: error });
    }
    return port;
  }

  /** Has Slack send what follows elsewhere, and waits until what came in is done with, answers and all, but not longer than a moment. */
  async stop(): Promise<void> {
    this.#connections.retire();
    const giveUp = new AbortController();
    const finished = this.#finish(giveUp.signal);
    const tooLong = this.#options.clock.sleep(stopMs, giveUp.signal).catch(() => undefined);
    await Promise.all([Promise.race([finished, tooLong]), this.#options.http.stop()]);
    giveUp.abort();
    this.#connections.close();
  }

  /** Whether Slack's requests can come in. */
  reach(): Reach {
    const { up, wanted, trouble } = this.#connections.state();
    if (up >= wanted) return { open: true };
    const why = trouble === undefined ? 'connecting' : socketWords(trouble).what;
    return up > 0
      ? { open: true, why: `Slack: ${up} of ${wanted} WebSockets is open. ${why}` }
      : { open: false, why: `Slack: no WebSocket is open, so nothing can come in. ${why}` };
  }

  /** Waits for the work that comes in while earlier work is waited for, too: a connection is closed only when all is acknowledged. */
  async #finish(signal: AbortSignal): Promise<void> {
    while (this.#working.size > 0 && !signal.aborted) await Promise.allSettled(this.#working);
  }

  #hear(envelope: Envelope, connection: SlackConnection): void {
    const work = this.#dispatch(envelope, connection).finally(() => this.#working.delete(work));
    this.#working.add(work);
  }

  /** Never rejects. What nobody acknowledges Slack holds to have failed, and tells the person so; there is no word to say it sooner. */
  async #dispatch(envelope: Envelope, connection: SlackConnection): Promise<void> {
    const { log } = this.#options;
    const what = { type: envelope.type };
    let isAcknowledged = false;
    const ack = async (body?: unknown) => {
      if (isAcknowledged) return;
      isAcknowledged = true;
      if (connection.acknowledge(envelope, body)) return;
      log.warn({ event: 'socket.unheard', ...what }, 'The connection ended before Slack heard the acknowledgement.');
    };
    try {
      await this.#app?.processEvent({
        body: envelope.payload,
        ack,
        ...(envelope.retry_attempt !== undefined && { retryNum: envelope.retry_attempt }),
        ...(envelope.retry_reason !== undefined && { retryReason: envelope.retry_reason }),
      });
    } catch (error) {
      log.error({ event: 'slack.broke', err: error }, 'Bolt could not handle a request.');
    }
    if (isAcknowledged) return;
    connection.settle(envelope);
    log.warn({ event: 'socket.unanswered', ...what }, 'Nothing in Hush wanted what Slack sent.');
  }
}
