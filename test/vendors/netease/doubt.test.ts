import { describe, expect, it } from 'vitest';
import type { Place } from '../../../src/moderation/place.ts';
import { neteaseStage } from '../apps.ts';
import { everywhere, type OrderOptions, testOrder, until } from '../orders.ts';
import { type Line, lost, netease, unreached } from '../story-transport.ts';

const p2p: Place = { kind: 'modules', app: 'netease', modules: ['p2p'] };

async function play(targets: readonly string[], story: readonly Line[], options: OrderOptions = {}) {
  const stage = neteaseStage(story);
  const order = testOrder(targets, { place: everywhere, ...options });
  await until(stage.clock, stage.app.carryOut(order));
  return { order };
}

describe('a no from NetEase', () => {
  it('414 is quoted in the same words for every account', async () => {
    const names = ['Bob', 'o', 'a.b+c', 'x'.repeat(300)];
    const words = new Set<string | undefined>();
    for (const name of names) {
      const { order } = await play([name], [netease.code(414, `No, not found: (${name.toLowerCase()})`)]);
      words.add(order.endings[0]?.words?.replace(/ \(a wrong.*/, ''));
    }
    expect([...words]).toEqual(['NetEase refused the parameters: "No, not found: (the account)"']);
  });

  it('after a lost reply is told for what reading shows', async () => {
    const no = netease.code(403);
    const worked = await play(['bob'], [lost, no, netease.accounts({ bob: 'ptrq' })]);
    expect(worked.order.endings).toEqual([{ target: 'bob', outcome: 'done' }]);
    const nothing = await play(['bob'], [lost, no, netease.accounts({ bob: '----' })]);
    expect(nothing.order.endings[0]).toMatchObject({ outcome: 'rejected', code: '403' });
    const unreadable = await play(['bob'], [lost, no, no]);
    expect(unreadable.order.endings).toEqual([
      {
        target: 'bob',
        outcome: 'unconfirmed',
        code: '403',
        words: 'an earlier request may have worked; then NetEase does not permit this operation',
      },
    ]);
  });

  it('after a lost reply stays a no for what ends something, and after one that was never sent', async () => {
    const no = netease.code(403);
    const unmute = await play(['bob'], [lost, no, no], { action: 'unmute' });
    expect(unmute.order.story()).toEqual(['bob rejected']);
    const unsent = await play(['bob'], [unreached, no]);
    expect(unsent.order.story()).toEqual(['bob rejected']);
  });

  it('to reading what an earlier order may have set leaves it in doubt', async () => {
    const { order } = await play(['bob'], [netease.code(403)], { place: p2p, repeated: ['bob'] });
    expect(order.story()).toEqual(['bob unconfirmed']);
  });
});
