import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { botFlags } from '../../src/playground/bot-process.ts';

test('the playground’s bot is started as npm run serve starts one', () => {
  const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  expect(scripts.serve).toBe(['node', ...botFlags, 'src/main.ts', 'serve'].join(' '));
});
