import { describe, expect, it } from 'vitest';
import { zimStage } from '../apps.ts';
import { testOrder, until } from '../orders.ts';
import { type Line, zim } from '../story-transport.ts';

/** Carries a mute in the lobby out against a story, to its end. */
async function play(targets: readonly string[], story: readonly Line[]) {
  const stage = zimStage(story);
  const order = testOrder(targets);
  const end = await until(stage.clock, stage.app.carryOut(order));
  return { ...stage, order, end };
}

describe('a no about the whole place', () => {
  it.each([660600001, 660600032, 660600024])('%i ends the order and tells the domain', async (code) => {
    const { order, end } = await play(['a', 'b'], [zim.code(code)]);
    expect(order.story()).toEqual(['a rejected', 'b rejected']);
    expect(end.placeRejected?.code).toBe(String(code));
    expect(end.placeRejected?.words).toBe(order.endings[0]?.words);
  });

  it('says whose membership is meant: the operator for the call, the user for an item', async () => {
    const whole = await play(['a'], [zim.code(660600024)]);
    expect(whole.order.endings[0]?.words).toBe('the operator is not in the group');
    const item = await play(['a'], [zim.users(0, { a: 660600024 })]);
    expect(item.order.endings[0]?.words).toBe('is not in the group');
    expect(item.end).toEqual({});
  });

  it('is not assumed when ZIM lists the users it is about', async () => {
    const { order, end } = await play(['a', 'b'], [zim.users(660600033, { a: 660600024, b: 51102 })]);
    expect(order.endings.map(({ code }) => code)).toEqual(['660600024', '51102']);
    expect(end).toEqual({});
  });
});

describe('codes nobody knows', () => {
  it('are kept raw, for a user and for the call, and logged as errors', async () => {
    const item = await play(['a', 'b'], [zim.users(0, { a: 123456 })]);
    expect(item.order.endings[0]).toEqual({
      target: 'a',
      outcome: 'rejected',
      code: '123456',
      words: 'a code Hush does not know',
    });
    const whole = await play(['a'], [zim.code(987654321)]);
    expect(whole.order.endings[0]).toMatchObject({ outcome: 'rejected', code: '987654321' });
    expect(whole.lines).toContainEqual(
      expect.objectContaining({ event: 'vendor.unknown-code', level: 50, code: 987654321 }),
    );
  });

  it('ignores users it never asked for, and says so in the log', async () => {
    const { order, lines } = await play(['a'], [zim.users(0, { mallory: 660600024 })]);
    expect(order.story()).toEqual(['a done']);
    expect(lines).toContainEqual(expect.objectContaining({ event: 'vendor.strangers', level: 40, count: 1 }));
  });
});

describe('refused credentials', () => {
  it('end the order failed, in words and with the code, and an error in the log', async () => {
    const { order, end, lines } = await play(['a', 'b'], [zim.code(100000005)]);
    const words = 'ZIM refused the credentials (100000005)';
    expect(order.endings).toEqual([
      { target: 'a', outcome: 'failed', code: '100000005', words },
      { target: 'b', outcome: 'failed', code: '100000005', words },
    ]);
    expect(end).toEqual({ credentialsRefused: { code: '100000005', words } });
    expect(lines).toContainEqual(expect.objectContaining({ event: 'vendor.refused', level: 50, code: 100000005 }));
  });

  it('keep the app silent for 60 s, then it asks again', async () => {
    const { app, clock, vendor } = zimStage([zim.code(100000010), zim.ok]);
    await until(clock, app.carryOut(testOrder(['a'])));
    const early = testOrder(['b']);
    const end = await until(clock, app.carryOut(early));
    expect(vendor.heard).toHaveLength(1);
    expect(early.asked).toEqual([]);
    expect(early.endings[0]).toMatchObject({ outcome: 'failed', code: '100000010' });
    expect(early.endings[0]?.words).toMatch(
      /^ZIM refused the credentials \(100000010\); Hush asks again at \d\d:\d\d:\d\d UTC$/,
    );
    expect(end.credentialsRefused?.code).toBe('100000010');
    await clock.advance(58_000);
    const stillEarly = testOrder(['b']);
    await until(clock, app.carryOut(stillEarly));
    expect(stillEarly.story()).toEqual(['b failed']);
    await clock.advance(2000);
    const late = testOrder(['c']);
    await until(clock, app.carryOut(late));
    expect(late.story()).toEqual(['c done']);
  });

  it('sign an expired signature anew once, then blame the clock', async () => {
    const healed = await play(['a'], [zim.code(100000004), zim.ok]);
    expect(healed.order.story()).toEqual(['a done']);
    const { order, end } = await play(['a'], [zim.code(100000004), zim.code(100000004)]);
    expect(order.endings[0]).toMatchObject({ outcome: 'failed', code: '100000004' });
    expect(order.endings[0]?.words).toContain('clock');
    expect(end.credentialsRefused?.code).toBe('100000004');
  });

  it('never show a secret, a signature or a URL in words or log', async () => {
    const { order, lines, vendor } = await play(['a'], [zim.code(100000005)]);
    const said = JSON.stringify([order.endings, lines]);
    expect(said).not.toContain('9193cc66');
    expect(said).not.toContain(vendor.heard[0]?.query.get('Signature'));
    expect(said).not.toContain('zim.test');
  });
});
