import { Client, type Notification, type Pool } from 'pg';
import { StoreTrouble } from '../../moderation/store-trouble.ts';
import type { Ask } from './driver.ts';
import { postgresFault } from './faults.ts';

/** A connection of a process's own, beside the pool, whose statements wait behind nothing and whose loss is noticed at the next one. */
export interface Line {
  /**
   * Rejects soon after {@link answerMs} at the latest, or after `withinMs`; then the connection is given up, and the next statement makes
   * another.
   */
  readonly ask: (...asked: [...Parameters<Ask>, withinMs?: number]) => ReturnType<Ask>;
  /** `heard` is given what is notified on the channel; undefined after every new connection, for something may have been missed. */
  onNotice(heard: (text: string | undefined) => void): void;
  close(): Promise<void>;
}

/** A healthy database answers within milliseconds. When this is over the next renewal of the lease is due (`jobs/carrier.ts`). */
export const answerMs = 1500;

/** Opens no connection until it must, to where the pool's lead. One statement at a time. */
export function createLine({ options }: Pool, channel: string): Line {
  const listeners: ((text: string | undefined) => void)[] = [];
  const tell = (text: string | undefined) => {
    for (const listener of listeners) listener(text);
  };
  let client: Client | undefined;

  const connect = async (): Promise<Client> => {
    const created = new Client({
      ...options,
      application_name: 'hush carrier',
      connectionTimeoutMillis: answerMs,
      query_timeout: answerMs,
      statement_timeout: answerMs,
      idle_in_transaction_session_timeout: answerMs,
      keepAlive: true,
    });
    const forget = () => {
      if (client === created) client = undefined;
    };
    created.on('error', forget);
    created.on('end', forget);
    created.on('notification', ({ payload = '' }: Notification) => tell(payload));
    try {
      await created.connect();
      await created.query(`listen ${channel}`);
    } catch (error) {
      drop(created);
      throw error;
    }
    client = created;
    tell(undefined);
    return created;
  };

  return {
    ask: async (text, values = [], withinMs = answerMs) => {
      const asked = client ?? (await connect().catch(fail));
      try {
        // pg takes the time limit of one statement here too; its types do not say so.
        const query = { text, values: [...values], query_timeout: withinMs };
        return (await asked.query(query)).rows;
      } catch (error) {
        if (client === asked) client = undefined;
        drop(asked);
        return fail(error);
      }
    },
    onNotice: (heard) => {
      listeners.push(heard);
    },
    close: async () => {
      const open = client;
      client = undefined;
      await open?.end();
    },
  };
}

/** Single statements over the pool. Throws a {@link StoreTrouble} if PostgreSQL cannot be used. */
export function askPool(pool: Pick<Pool, 'query'>): Ask {
  return async (text, values = []) => {
    try {
      return (await pool.query(text, [...values])).rows;
    } catch (error) {
      return fail(error);
    }
  };
}

function fail(error: unknown): never {
  const fault = postgresFault(error);
  throw fault ? new StoreTrouble(fault, { cause: error }) : error;
}

/** Its end is not waited for: nobody may be there to say goodbye to. */
function drop(client: Client): void {
  client.end().catch(() => undefined);
}
