import { Client } from 'pg';
import type { TestProject } from 'vitest/node';
import { systemClock } from '../../src/lib/clock.ts';
import { systemRandom } from '../../src/lib/random.ts';
import { openStore } from '../../src/store/open.ts';
import { databaseAt } from './postgres-databases.ts';

/** Makes the database that every test's is a copy of, by the migrations; returns what removes it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const url = process.env.HUSH_TEST_DATABASE_URL ?? '';
  const template = `hush_template_${process.pid}`;
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(`create database ${template} template template0 encoding 'UTF8'`);
  await (
    await openStore('', { clock: systemClock, random: systemRandom, databaseUrl: databaseAt(url, template) })
  ).close();
  project.provide('postgres', { url, template });
  return async () => {
    await client.query(`drop database ${template} with (force)`);
    await client.end();
  };
}
