import { expect, test } from 'vitest';
import type { Environment } from '../../src/config/variables.ts';
import { type ConfigError, readConfig, secretsOf } from '../../src/config.ts';

const bot: Environment = {
  SLACK_BOT_TOKEN: 'xoxb-1',
  SLACK_SIGNING_SECRET: 'secret',
  HUSH_AUDIT_CHANNEL: 'C0123456789',
  ZIM_APP_ID: '1',
  ZIM_SERVER_SECRET: 'secret',
  ZIM_OPERATOR: 'admin',
};

function problemsOf(environment: Environment): readonly string[] {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    return (error as ConfigError).problems;
  }
}

test.each([
  ['mysql://hush:horse-battery@db/hush', 'must start with postgres:// or postgresql://'],
  ['postgres://hush:horse/battery@db/hush', 'cannot be read: in its user and password each of'],
  ['postgres://hush:horse%battery@db/hush', 'cannot be read'],
  ['postgres://hush:horse#battery@db/hush', 'cannot be read'],
  ['postgres://hush:horse-battery@db', 'must name one database behind the host'],
  ['postgres://hush:horse-battery@db/hush?sslmode=yes', 'has an sslmode that is none of disable, prefer'],
])('says what is wrong with the address of a PostgreSQL, and shows nothing of it: %s', (url, sentence) => {
  const [problem = '', ...others] = problemsOf({ ...bot, DATABASE_URL: url });
  expect(others).toEqual([]);
  expect(problem).toContain(`DATABASE_URL ${sentence}`);
  expect(problem).not.toMatch(/horse|battery/);
});

test('takes the address of a PostgreSQL, and its password is a secret of the log, as written and as meant', () => {
  const url = 'postgres://hush:horse%40battery@db:5433/hush?sslmode=verify-full';
  const config = readConfig({ ...bot, DATABASE_URL: url });
  expect(config.databaseUrl).toBe(url);
  expect(secretsOf(config)).toEqual(expect.arrayContaining([url, 'horse%40battery', 'horse@battery']));
  expect(readConfig({ ...bot, DATABASE_URL: 'postgres:///hush?host=/run/postgresql' })).toBeDefined();
});

test('a password behind the question mark is a secret too', () => {
  const url = 'postgres:///hush?host=/run/postgresql&user=hush&password=horse%40battery';
  expect(secretsOf(readConfig({ ...bot, DATABASE_URL: url }))).toEqual(expect.arrayContaining([url, 'horse@battery']));
});
