import { expect, test } from 'vitest';
import { muteGroupMembers } from '../../src/vendors/zim/operations/mute-group-members.ts';
import { zimStage } from '../vendors/apps.ts';
import { zim } from '../vendors/story-transport.ts';

test('how far a limit is used is told: with a request, resting after it, waiting for a permit', async () => {
  const { app, clock, vendor } = zimStage(Array.from({ length: 30 }, () => zim.ok));
  expect(app.standing()).toEqual({ out: false, refused: false, quotas: [] });
  vendor.tookMs = 100;
  const input = { operator: 'admin', group: 'lobby', users: ['alice'], durationSeconds: 60 };
  const bulk = Array.from({ length: 25 }, () => app.call(muteGroupMembers, input, { lane: 'bulk' }));
  const single = app.call(muteGroupMembers, input);
  const use = () => app.standing().quotas[0];
  expect(use()).toEqual({
    operation: 'MuteGroupMembers',
    limit: 20,
    away: 0,
    resting: 0,
    waiting: { single: 1, bulk: 25 },
  });
  // The window of whatever process ran before, and a moment.
  await clock.advance(1500);
  const { away = 0, resting = 0, waiting } = use() ?? {};
  expect(away).toBeGreaterThan(0);
  expect(resting).toBeGreaterThan(0);
  expect(away + resting + (waiting?.bulk ?? 0)).toBe(26);
  expect(waiting?.single).toBe(0);
  await clock.advance(3000);
  await Promise.all([single, ...bulk]);
  expect(use()).toMatchObject({ away: 0, resting: 0, waiting: { single: 0, bulk: 0 } });
});
