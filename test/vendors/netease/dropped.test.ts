import { expect, it } from 'vitest';
import { neteaseStage } from '../apps.ts';
import { carryOutAll, everywhere, until } from '../orders.ts';

it('what a newer case overtook is dropped with turns of the event loop between, so that everybody else is served', async () => {
  const { app, clock, vendor } = neteaseStage([]);
  const targets = Array.from({ length: 2000 }, (_, index) => `fan${index}`);
  let inThisTurn = 0;
  let most = 0;
  let ended = false;
  const turn = () => {
    inThisTurn = 0;
    if (!ended) setImmediate(turn);
  };
  turn();
  const clearing = () => {
    inThisTurn += 1;
    most = Math.max(most, inThisTurn);
    return { targets: [] };
  };
  const orders = await until(clock, carryOutAll(app, targets, { place: everywhere, clearing }));
  ended = true;
  expect(orders.flatMap(({ asked }) => asked)).toHaveLength(2000);
  expect(vendor.heard).toEqual([]);
  // Each of the 20 that are under way at once may come to its first target in the same turn.
  expect(most).toBeLessThanOrEqual(20);
});
