import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readHushFile } from '../../src/config/hush-file.ts';
import { withoutApps } from '../../src/config/without-apps.ts';
import { copySettings } from '../../src/playground/settings-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'hush-settings-'));
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ['a block', `apps:\n  eu:\n    vendor: zim\n    secret: \${NOSUCH}\n\npolicy:\n  targetsPerHour: 5\n`, 7],
  ['behind it', 'policy:\n  targetsPerHour: 5\napps:\n  eu:\n    vendor: zim\n', 2],
  ['in braces', '{ "apps": { eu: { vendor: zim,\n url: x } },\n policy: { targetsPerHour: 5 } }', 3],
  ['with Windows’ ends of lines', "apps:\r\n  'eu': { vendor: zim }\r\npolicy:\r\n  targetsPerHour: 5\r\n", 4],
  ['without a value', 'apps:\npolicy:\n  targetsPerHour: 5\n', 3],
  ['left out', 'policy:\n  targetsPerHour: 5\n', 2],
])('apps are left out, and all else stays on its line: %s', (_, text, line) => {
  const file = join(folder, 'mine.yml');
  writeFileSync(file, text);
  const copy = copySettings({ file, withoutApps }, folder);
  const { content, problems, lineOf } = readHushFile({ HUSH_CONFIG: copy });
  expect(problems).toEqual([]);
  expect(content.apps ?? {}).toEqual({});
  expect(content.policy).toEqual({ targetsPerHour: 5 });
  expect(lineOf(['policy', 'targetsPerHour'])).toBe(line);
  expect(readFileSync(file, 'utf8')).toBe(text);
  expect(statSync(copy).mode & 0o077).toBe(0);
});
