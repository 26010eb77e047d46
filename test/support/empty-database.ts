import { Client } from 'pg';

/** A database on the server of `HUSH_TEST_DATABASE_URL`. */
export interface EmptyDatabase {
  readonly url: string;
  /** Connected to it. */
  readonly client: Client;
  drop(): Promise<void>;
}

let made = 0;

/** Creates a database without tables. */
export async function createEmptyDatabase(): Promise<EmptyDatabase> {
  const server = process.env.HUSH_TEST_DATABASE_URL ?? '';
  made += 1;
  const name = `hush_empty_${process.pid}_${made}`;
  const asAdmin = async (sql: string) => {
    const admin = new Client({ connectionString: server });
    await admin.connect();
    await admin.query(sql);
    await admin.end();
  };
  await asAdmin(`create database ${name} template template0 encoding 'UTF8'`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const client = new Client({ connectionString: url.href });
  client.on('error', () => undefined);
  await client.connect();
  return {
    url: url.href,
    client,
    drop: async () => {
      await client.end();
      await asAdmin(`drop database ${name} with (force)`);
    },
  };
}
