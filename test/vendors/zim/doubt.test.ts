import { expect, it } from 'vitest';
import { zimStage } from '../apps.ts';
import { type OrderOptions, testOrder, until } from '../orders.ts';
import { type Line, lost, unreached, zim } from '../story-transport.ts';

const notInGroup = 660600024;
const noSuchGroup = zim.code(660600001);

async function play(targets: readonly string[], story: readonly Line[], options: OrderOptions = {}) {
  const stage = zimStage(story);
  const order = testOrder(targets, options);
  const end = await until(stage.clock, stage.app.carryOut(order));
  return { order, end };
}

it('a no to one target after a lost reply leaves in doubt what may be set', async () => {
  const { order } = await play(['a', 'b'], [lost, zim.users(0, { b: notInGroup })]);
  expect(order.endings).toEqual([
    { target: 'a', outcome: 'done' },
    {
      target: 'b',
      outcome: 'unconfirmed',
      code: '660600024',
      words: 'an earlier request may have worked; then is not in the group',
    },
  ]);
});

it('a no to the whole place after a lost reply does too, for those that were sent', async () => {
  const { order, end } = await play(['a'], [lost, noSuchGroup]);
  expect(order.endings[0]).toMatchObject({ outcome: 'unconfirmed', code: '660600001' });
  expect(end.placeRejected).toMatchObject({ code: '660600001' });
});

it('a refused parameter after a lost reply does too', async () => {
  const { order } = await play(['a'], [lost, zim.code(660000012)]);
  expect(order.story()).toEqual(['a unconfirmed']);
});

it('so does a no after an earlier order was lost in a crash', async () => {
  const { order } = await play(['a', 'b'], [zim.users(0, { a: notInGroup, b: notInGroup })], { repeated: ['a'] });
  expect(order.story()).toEqual(['a unconfirmed', 'b rejected']);
});

it.each([
  unreached,
  zim.code(660300005),
])('a no after a request that surely came to nothing is a no', async (nothing) => {
  const { order } = await play(['a'], [nothing, zim.users(0, { a: notInGroup })]);
  expect(order.story()).toEqual(['a rejected']);
});

it('a no to what ends something is a no: the end that was planned before still stands', async () => {
  const { order } = await play(['a'], [lost, zim.users(0, { a: notInGroup })], { action: 'unmute' });
  expect(order.story()).toEqual(['a rejected']);
});
