import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import packageFile from '../package.json' with { type: 'json' };
import { drainMs } from '../src/cli/run-bot.ts';
import { variables } from '../src/config/variables.ts';
import { readConfig } from '../src/config.ts';

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

/** The Dockerfile's instructions, of its last stage or of all. */
const instructions = read('Dockerfile')
  .replace(/\\\n\s*/g, '')
  .split('\n')
  .filter((line) => /^[A-Z]+ /.test(line))
  .map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)] as const);
const lastStage = instructions.slice(instructions.findLastIndex(([name]) => name === 'FROM'));
const said = (name: string) => lastStage.filter(([other]) => other === name).map(([, value]) => value);

interface Service {
  readonly image: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly restart?: string;
  readonly stop_grace_period?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
}
const compose = parse(read('compose.yml'), { merge: true }) as {
  readonly services: Readonly<Record<string, Service>>;
  readonly configs: { readonly caddyfile: { readonly content: string } };
};
const replicas = Object.entries(compose.services).filter(([, { image }]) => image === 'hush');

/** What somebody has filled in. */
const filled = Object.fromEntries(
  read('.env.example')
    .split('\n')
    .flatMap((line) => [...line.matchAll(/^(\w+)=(.*)$/g)])
    .map(([, name = '', value = '']) => {
      const example = Object.entries(variables).find(([known]) => known === name)?.[1].example;
      return [name, value || (example ?? '0123456789abcdef')];
    }),
);
filled.SLACK_BOT_TOKEN = 'xoxb-1';

/** `${NAME:?…}` as Compose replaces it, and `$$` as it leaves it. */
const composed = (text: string) =>
  text.replace(/\$\$|\$\{(\w+)[^}]*\}/g, (whole, name?: string) => (whole === '$$' ? '$' : (filled[name ?? ''] ?? '')));

test('the image is Node 24 as the sources need it, with what the program imports, and runs it as serve does, but not as root', () => {
  const images = instructions.filter(([name]) => name === 'FROM').map(([, value]) => value.split(' ')[0]);
  const [, version] = /^node:(\d+\.\d+\.\d+)-/.exec(images[0] ?? '') ?? [];
  expect(new Set(images).size).toBe(1);
  expect(`>=${version?.split('.').slice(0, 2).join('.')}`).toBe(packageFile.engines.node);
  expect(said('USER')).toEqual(['node']);
  const [, ...flags] = JSON.parse(said('ENTRYPOINT')[0] ?? '') as string[];
  const command = [...flags, ...(JSON.parse(said('CMD')[0] ?? '') as string[])];
  expect(command.filter((word) => word !== '--disable-warning=ExperimentalWarning')).toEqual(
    packageFile.scripts.serve.split(' ').slice(1),
  );
  expect(instructions.some(([name, value]) => name === 'RUN' && value.startsWith('npm ci --omit=dev '))).toBe(true);
  const lockFile = JSON.parse(read('package-lock.json')) as {
    packages: Record<string, { dev?: boolean; hasInstallScript?: boolean }>;
  };
  const scripts = Object.entries(lockFile.packages).filter(([, one]) => one.hasInstallScript && !one.dev);
  expect(scripts, 'it is installed with --ignore-scripts').toEqual([]);
});

test('the image is made of what .dockerignore lets through, which is no data and no secret', () => {
  const copied = instructions
    .filter(([name, value]) => name === 'COPY' && !value.startsWith('--from'))
    .flatMap(([, value]) => value.split(' ').slice(0, -1));
  const [everything, ...through] = read('.dockerignore')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  expect(everything).toBe('*');
  expect(new Set(copied)).toEqual(new Set(through.map((line) => line.slice(1))));
});

test("the image's health check tells a Hush that answers from one that does not", async () => {
  const [, node, flag, script = ''] = JSON.parse(
    `["",${/CMD \[(.*)\]$/.exec(said('HEALTHCHECK')[0] ?? '')?.[1]}]`,
  ) as string[];
  expect([node, flag]).toEqual(['node', '-e']);
  let status = 200;
  const asked: (string | undefined)[] = [];
  const server = createServer(({ url }, response) => {
    asked.push(url);
    response.writeHead(status).end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const env = { PORT: String((server.address() as AddressInfo).port) };
  const check = () =>
    promisify(execFile)(process.execPath, ['-e', script], { env }).then(
      () => 'healthy',
      ({ code }: { code: number }) => code,
    );
  expect(await check()).toBe('healthy');
  status = 503;
  expect(await check()).toBe(1);
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
  expect(await check()).toBe(1);
  expect(new Set(asked)).toEqual(new Set(['/healthz']));
});

test('compose.yml has two Hush that may finish what is in flight, and locks every container down', () => {
  expect(replicas).toHaveLength(2);
  for (const [, { stop_grace_period: grace = '' }] of replicas) {
    expect(Number(/^(\d+)s$/.exec(grace)?.[1]) * 1000).toBeGreaterThan(drainMs);
  }
  for (const [name, service] of Object.entries(compose.services)) {
    expect(service, name).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      restart: 'unless-stopped',
    });
    expect(service.image, name).toMatch(/^hush$|:\d+\.\d+/);
    expect(service.ports ?? [], `only Caddy is reached from outside, not ${name}`).toEqual(
      name === 'caddy' ? ['80:80', '443:443'] : [],
    );
  }
});

test('a filled-in .env.example is all that Hush and compose.yml need', () => {
  const wanted = [...read('compose.yml').matchAll(/\$\{(\w+)/g)].map(([, name]) => name);
  const ofHush = Object.keys(filled).filter((name) => name in variables);
  expect(Object.keys(filled).filter((name) => !ofHush.includes(name) && !wanted.includes(name))).toEqual([]);
  expect(wanted.filter((name) => name !== undefined && !(name in filled))).toEqual([]);
  for (const [, { environment = {} }] of replicas) {
    const set = Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, composed(value)]));
    expect(readConfig({ ...filled, ...set })).toMatchObject({ port: 3000, host: '0.0.0.0' });
    expect(set.DATABASE_URL).toContain(`:${filled.POSTGRES_PASSWORD}@postgres:5432/`);
  }
});

test('Caddy hands /slack to every Hush that is ready, and nothing else to anybody', () => {
  const caddyfile = composed(compose.configs.caddyfile.content);
  expect(caddyfile).toMatch(/^\{\$DOMAIN\} \{/);
  const upstreams = replicas.map(([name]) => `${name}:3000`).join(' ');
  expect(caddyfile).toMatch(new RegExp(`handle /slack/\\* \\{\\s+reverse_proxy ${upstreams} \\{`));
  expect(caddyfile.match(/reverse_proxy/g)).toHaveLength(1);
  expect(caddyfile).toContain('health_uri /readyz');
  // Together shorter than the three seconds that Slack waits.
  expect(caddyfile).toMatch(/lb_try_duration 2s[\s\S]+dial_timeout 500ms/);
});
