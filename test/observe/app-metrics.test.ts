import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import type { AppStanding } from '../../src/moderation/figures.ts';
import { createAppGauges } from '../../src/observe/metrics/app-gauges.ts';

test('of an app that is looked at in place of another nothing is told that was the other’s', async () => {
  const registry = new Registry();
  const show = createAppGauges(registry);
  const standing = (operation: string, out: boolean): ReadonlyMap<string, AppStanding> => {
    const use = { operation, limit: 20, away: 7, resting: 3, waiting: { single: 1, bulk: 25 } };
    return new Map([['zim', { out, refused: false, quotas: [use] }]]);
  };
  show(standing('MuteGroupMembers', true));
  show(standing('QueryGroupList', false));
  const text = await registry.metrics();
  expect(text).toContain('hush_quota_waiting{app="zim",operation="QueryGroupList",lane="bulk"} 25');
  expect(text).toContain('hush_vendor_out{app="zim"} 0');
  expect(text).not.toContain('MuteGroupMembers');
});
