import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';

const folder = mkdtempSync(join(tmpdir(), 'hush-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

const slack = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 'signing', HUSH_AUDIT_CHANNEL: 'C0123456789' };
const zim = { ZIM_APP_ID: '1', ZIM_SERVER_SECRET: 'zim-secret', ZIM_OPERATOR: 'admin' };

function start(apps: readonly string[], environment = {}): () => unknown {
  const file = join(folder, 'hush.yml');
  writeFileSync(file, ['apps:', ...apps.map((app) => `  ${app}`)].join('\n'));
  return () => readConfig({ ...slack, ...environment, HUSH_CONFIG: file });
}

test('each of the vendor’s apps has one name, for its quota and who is muted there are one', () => {
  expect(start([`eu: { vendor: zim, appId: 1, secret: s, operator: bot }`], zim)).toThrow(
    '  - apps.eu.appId in hush.yml, line 2: is the same ZIM app as zim: the vendor keeps one quota for it, so it can have one name only; remove one of the two',
  );
  const netease = (name: string, url: string) =>
    `${name}: { vendor: netease, appKey: '1', appSecret: s, url: '${url}/nimserver' }`;
  expect(start([netease('cn', 'https://a.test'), netease('sg', 'https://b.test')], zim)).toThrow(
    'apps.cn.appKey in hush.yml, line 2: is the same NetEase app as sg:',
  );
  // A number of the one vendor says nothing of the other's.
  expect(start([netease('cn', 'https://a.test')], zim)).not.toThrow();
});
