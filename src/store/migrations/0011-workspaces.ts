import { type Kysely, sql } from 'kysely';
import { text } from './words.ts';

/** Several Slack workspaces: where Hush is installed, and to which of them a message goes. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { schema } = db;
  await schema
    .createTable('installations')
    .addColumn('workspace', text, (column) => column.primaryKey())
    .addColumn('name', text, (column) => column.notNull())
    .addColumn('bot_user', text, (column) => column.notNull())
    .addColumn('token', text)
    .addColumn('installed_by', text, (column) => column.notNull())
    .addColumn('installed_at', 'bigint', (column) => column.notNull())
    .addColumn('gone', text)
    .execute();
  await schema
    .createTable('install_nonces')
    .addColumn('nonce', text, (column) => column.primaryKey())
    .addColumn('until', 'bigint', (column) => column.notNull())
    .execute();
  await schema
    .alterTable('outbox')
    .addColumn('workspace', text, (column) => column.notNull().defaultTo(''))
    .execute();
  // As those of all workspaces together: what waits for one is not read for another.
  await schema
    .createIndex('waiting_deliveries_of_a_workspace')
    .on('outbox')
    .columns(['workspace', 'lane', 'due_at'])
    .where(sql.ref('sent_at'), 'is', null)
    .execute();
  await schema
    .createIndex('next_deliveries_of_a_workspace')
    .on('outbox')
    .columns(['workspace', 'lane', 'id'])
    .where(sql.ref('sent_at'), 'is', null)
    .execute();
}
