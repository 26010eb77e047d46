import { describe, expect, it } from 'vitest';
import type { Place } from '../../../src/moderation/place.ts';
import { zimStage } from '../apps.ts';
import { type OrderOptions, testOrder, until } from '../orders.ts';
import { forbidden, type Heard, json, type Line, lost, raw, unreached, zim } from '../story-transport.ts';

const notifications: Place = { kind: 'notifications', app: 'zim', user: 'alice', of: 'groups' };

/** Carries one order out against a story, to its end. */
async function play(targets: readonly string[], story: readonly Line[], options: OrderOptions = {}) {
  const stage = zimStage(story);
  const order = testOrder(targets, options);
  const end = await until(stage.clock, stage.app.carryOut(order));
  return { ...stage, order, end };
}

const users = ({ query }: Heard) => query.getAll('UserIds[]').join(' ');

describe('a mute in a ZIM group', () => {
  it('is one GET that names the operator, the group, every user and the seconds', async () => {
    const { vendor, order, end } = await play(['a', 'b c&d'], [zim.ok]);
    const [heard] = vendor.heard;
    expect(heard?.method).toBe('GET');
    expect(heard?.path).toContain('&UserIds[]=a&UserIds[]=b%20c%26d&Duration=7200');
    expect(Object.fromEntries(heard?.query ?? [])).toMatchObject({
      Action: 'MuteGroupMembers',
      FromUserId: 'admin',
      GroupId: 'lobby',
      SignatureVersion: '2.0',
    });
    expect(order.story()).toEqual(['a done', 'b c&d done']);
    expect(end).toEqual({});
  });

  it('stops where this process may not call any more: what is open stays open, and is no failure', async () => {
    const { vendor, order, end } = await play(['a', 'b'], [zim.users(0, { b: 660600003 }), forbidden]);
    expect(vendor.heard).toHaveLength(2);
    expect(order.story()).toEqual(['a done']);
    expect(order.notSent).toEqual([]);
    expect(end).toEqual({});
  });

  it('tells what failed and calls the rest done', async () => {
    const { order } = await play(['a', 'b', 'c'], [zim.users(0, { b: 660600024 })]);
    expect(order.endings).toEqual([
      { target: 'a', outcome: 'done' },
      { target: 'b', outcome: 'rejected', code: '660600024', words: 'is not in the group' },
      { target: 'c', outcome: 'done' },
    ]);
  });

  it('sends the seconds that clearance computed for this very request', async () => {
    let seconds = 3600;
    const { vendor } = await play(['a'], [lost, zim.ok], {
      clearing: () => ({ durationSeconds: seconds-- }),
    });
    expect(vendor.heard.map(({ query }) => query.get('Duration'))).toEqual(['3600', '3599']);
  });

  it('sends 0 for an unmute and -1 for a permanent mute', async () => {
    const unmute = await play(['a'], [zim.ok], { action: 'unmute' });
    const permanent = await play(['a'], [zim.ok], { durationSeconds: -1 });
    expect(unmute.vendor.heard[0]?.query.get('Duration')).toBe('0');
    expect(permanent.vendor.heard[0]?.query.get('Duration')).toBe('-1');
  });

  it.each([0, -2, 1.5, 2_592_001, Number.NaN])('never sends a mute of %s seconds', async (durationSeconds) => {
    const { app, clock, vendor } = zimStage([zim.ok]);
    await expect(until(clock, app.carryOut(testOrder(['a'], { durationSeconds })))).rejects.toThrow(RangeError);
    expect(vendor.heard).toHaveLength(0);
  });

  it('drops what clearance does not name, and says nothing of it', async () => {
    const { vendor, order } = await play(['a', 'b'], [zim.ok], {
      clearing: () => ({ targets: [{ target: 'b', repeated: false }] }),
    });
    expect(vendor.heard.map(users)).toEqual(['b']);
    expect(order.story()).toEqual(['b done']);
  });

  it('makes no request when clearance names nobody', async () => {
    const { vendor, order } = await play(['a'], [], { clearing: () => ({ targets: [] }) });
    expect(vendor.heard).toHaveLength(0);
    expect(order.endings).toEqual([]);
  });

  it('signs every attempt anew', async () => {
    const { vendor } = await play(['a'], [lost, lost, zim.ok]);
    const nonces = vendor.heard.map(({ query }) => query.get('SignatureNonce'));
    expect(new Set(nonces).size).toBe(3);
    const [first, , third] = vendor.heard.map(({ query }) => Number(query.get('Timestamp')));
    expect((third ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(2);
  });
});

describe('a silence on ZIM', () => {
  it('is one POST as the silenced user', async () => {
    const { vendor, order } = await play(['g1', 'g2'], [zim.ok], { action: 'silence', place: notifications });
    expect(vendor.heard[0]?.method).toBe('POST');
    expect(vendor.heard[0]?.json).toEqual({ FromUserId: 'alice', ConvType: 2, ConvIds: ['g1', 'g2'], Enable: true });
    expect(order.story()).toEqual(['g1 done', 'g2 done']);
  });

  it('names one-to-one conversations by type 0, and ends with Enable false', async () => {
    const place: Place = { ...notifications, of: 'users' };
    const { vendor } = await play(['bob'], [zim.ok], { action: 'unsilence', place });
    expect(vendor.heard[0]?.json).toEqual({ FromUserId: 'alice', ConvType: 0, ConvIds: ['bob'], Enable: false });
  });

  it.each([
    { action: 'silence', code: 660800051 },
    { action: 'unsilence', code: 660800052 },
  ] as const)('$action: $code means already, as an item or as the whole answer', async ({ action, code }) => {
    const item = await play(['g1', 'g2'], [zim.conversations(0, { g1: code })], { action, place: notifications });
    expect(item.order.endings[0]).toEqual({
      target: 'g1',
      outcome: 'already',
      code: String(code),
      words: 'was already so',
    });
    expect(item.order.story()).toEqual(['g1 already', 'g2 done']);
    const whole = await play(['g1', 'g2'], [zim.code(code)], { action, place: notifications });
    expect(whole.order.story()).toEqual(['g1 already', 'g2 already']);
  });

  it.each([
    { action: 'silence', code: 660800052 },
    { action: 'unsilence', code: 660800051 },
  ] as const)('$action: $code is the opposite of what was asked and is a no', async ({ action, code }) => {
    const { order } = await play(['g1'], [zim.code(code)], { action, place: notifications });
    expect(order.endings[0]).toMatchObject({ outcome: 'rejected', code: String(code) });
    expect(order.endings[0]?.words).toMatch(/ZIM says it is/);
  });

  it('calls already done when an earlier unanswered call of ours may have done it', async () => {
    const told = await play(['g1'], [zim.code(660800051)], {
      action: 'silence',
      place: notifications,
      repeated: ['g1'],
    });
    expect(told.order.endings).toEqual([{ target: 'g1', outcome: 'done' }]);
    const own = await play(['g1'], [lost, zim.code(660800051)], { action: 'silence', place: notifications });
    expect(own.order.endings).toEqual([{ target: 'g1', outcome: 'done' }]);
  });

  it('still calls it already when the earlier try surely never arrived', async () => {
    const { order } = await play(['g1'], [unreached, zim.code(660800051)], { action: 'silence', place: notifications });
    expect(order.story()).toEqual(['g1 already']);
    expect(order.notSent).toEqual([['g1']]);
  });
});

describe('a reply that was lost', () => {
  it('is repeated about 1, 2 and 4 s later, then the target is unconfirmed', async () => {
    const { vendor, order } = await play(['a'], [lost, lost, lost, lost]);
    const gaps = vendor.heard.slice(1).map(({ at }, index) => at - (vendor.heard[index]?.at ?? 0));
    for (const [index, expected] of [1000, 2000, 4000].entries()) {
      expect(gaps[index]).toBeGreaterThanOrEqual(expected * 0.9);
      expect(gaps[index]).toBeLessThanOrEqual(expected * 1.1 + 60);
    }
    expect(order.endings).toEqual([
      { target: 'a', outcome: 'unconfirmed', words: 'the reply was lost: no answer within 2 s' },
    ]);
    expect(order.asked).toHaveLength(4);
  });

  it.each([
    [raw('<html>Bad gateway</html>', 502), 'the answer was a web page (HTTP 502)'],
    [raw(''), 'the answer was empty (HTTP 200)'],
    [raw('{"Code":0,"Mess'), 'the answer could not be read (HTTP 200)'],
    [raw('[]'), 'the answer had no code (HTTP 200)'],
    [raw('null'), 'the answer had no code (HTTP 200)'],
    [json({ Code: '0' }), 'the answer had no code (HTTP 200)'],
    [json({ Code: 0, ErrorUsers: 'none' }), 'the answer had an unexpected form (HTTP 200)'],
    [json({ Code: 0, ErrorUsers: [{ UserId: 'a', SubCode: 'x' }] }), 'the answer had an unexpected form (HTTP 200)'],
    [json({ Code: 0 }, 500), 'the answer contradicted itself (HTTP 500)'],
    [raw('', 302), 'the answer was a redirect, which Hush does not follow (HTTP 302)'],
  ])('is never called done: %j', async (line, words) => {
    const { order } = await play(['a'], [line, line, line, line]);
    expect(order.endings).toEqual([{ target: 'a', outcome: 'unconfirmed', words: `the reply was lost: ${words}` }]);
  });

  it('is done when a repeat is answered', async () => {
    const { order } = await play(['a', 'b'], [lost, zim.ok]);
    expect(order.story()).toEqual(['a done', 'b done']);
  });

  it('repeats only the users whose own code leaves doubt', async () => {
    const { vendor, order } = await play(['a', 'b', 'c'], [zim.users(0, { b: 660000001 }), zim.ok]);
    expect(vendor.heard.map(users)).toEqual(['a b c', 'b']);
    expect(order.story()).toEqual(['a done', 'b done', 'c done']);
  });

  it('ends unconfirmed with the code when ZIM keeps saying that something went wrong', async () => {
    const { order } = await play(
      ['a'],
      Array.from({ length: 4 }, () => zim.code(660000001)),
    );
    expect(order.endings).toEqual([
      {
        target: 'a',
        outcome: 'unconfirmed',
        code: '660000001',
        words: 'ZIM did not say whether it worked: general server error',
      },
    ]);
  });
});

describe('a request that surely never arrived', () => {
  it('is repeated with growing waits until it works', async () => {
    const { vendor, order } = await play(['a'], [...Array.from({ length: 9 }, () => unreached), zim.ok]);
    expect(order.story()).toEqual(['a done']);
    const gaps = vendor.heard.slice(1).map(({ at }, index) => at - (vendor.heard[index]?.at ?? 0));
    expect(gaps[0]).toBeLessThan(700);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(10_100);
    expect(Math.max(...gaps)).toBeGreaterThan(7_000);
    expect(order.notSent).toHaveLength(9);
  });

  it('ends failed when its time is up', async () => {
    const stage = zimStage(Array.from({ length: 50 }, () => unreached));
    const order = testOrder(['a'], { giveUpAt: stage.clock.now() + 30_000 });
    await until(stage.clock, stage.app.carryOut(order));
    expect(stage.clock.monotonic()).toBeLessThan(31_000);
    expect(order.endings).toEqual([
      { target: 'a', outcome: 'failed', words: 'could not get through to ZIM: the connection was refused' },
    ]);
  });

  it('ends unconfirmed instead if an earlier request may have worked', async () => {
    const stage = zimStage([lost, ...Array.from({ length: 50 }, () => unreached)]);
    const order = testOrder(['a'], { giveUpAt: stage.clock.now() + 30_000 });
    await until(stage.clock, stage.app.carryOut(order));
    expect(order.endings[0]).toMatchObject({ outcome: 'unconfirmed' });
    expect(order.endings[0]?.words).toContain('an earlier request may have worked');
  });

  it.each([7, 660300005, 660300006])('waits after rate code %i, and pauses the whole operation', async (code) => {
    const { app, clock, vendor } = zimStage([zim.code(code), zim.ok, zim.ok]);
    const first = testOrder(['a']);
    const both = Promise.all([app.carryOut(first), app.carryOut(testOrder(['b'], { turn: '2' }))]);
    await until(clock, both, 10);
    const [refused, next] = vendor.heard;
    expect((next?.at ?? 0) - (refused?.at ?? 0)).toBeGreaterThanOrEqual(1000);
    expect(first.story()).toEqual(['a done']);
  });

  it('waits after HTTP 429 without a code', async () => {
    const { order } = await play(['a'], [raw('slow down', 429), zim.ok]);
    expect(order.story()).toEqual(['a done']);
    expect(order.notSent).toEqual([['a']]);
  });

  it('stops at once when the order is aborted, and leaves its targets open', async () => {
    const { app, clock, vendor } = zimStage(Array.from({ length: 5 }, () => unreached));
    const order = testOrder(['a']);
    const end = app.carryOut(order);
    await clock.advance(1100);
    order.abort();
    expect(await end).toEqual({});
    expect(order.endings).toEqual([]);
    expect(vendor.heard).toHaveLength(1);
  });

  it('leaves the queue for permits when the order is aborted', async () => {
    const { app, clock, vendor } = zimStage([]);
    const order = testOrder(['a']);
    const end = app.carryOut(order);
    order.abort();
    expect(await end).toEqual({});
    await clock.advance(5000);
    expect(vendor.heard).toHaveLength(0);
  });

  it('still reads the reply of a request that was under way when the order was aborted', async () => {
    const { app, clock, vendor } = zimStage([zim.ok]);
    vendor.tookMs = 500;
    const order = testOrder(['a']);
    const end = app.carryOut(order);
    await clock.advance(1200);
    order.abort();
    await until(clock, end);
    expect(order.story()).toEqual(['a done']);
  });
});

describe('a batch that is refused as a whole', () => {
  it('is halved until the culprit stands alone', async () => {
    const bad = (heard: Heard) => (users(heard).split(' ').includes('u6') ? zim.code(660000012) : zim.ok);
    const targets = Array.from({ length: 20 }, (_, index) => `u${index}`);
    const { vendor, order } = await play(
      targets,
      Array.from({ length: 30 }, () => bad),
    );
    expect(order.endings.filter(({ outcome }) => outcome === 'done')).toHaveLength(19);
    expect(order.endings.find(({ target }) => target === 'u6')).toMatchObject({
      outcome: 'rejected',
      code: '660000012',
    });
    expect(vendor.heard.length).toBeLessThanOrEqual(11);
  });

  it('is asked again without those that ZIM names as the culprits', async () => {
    const { vendor, order } = await play(['a', 'b', 'c'], [zim.users(660000002, { b: 51102 }), zim.ok]);
    expect(vendor.heard.map(users)).toEqual(['a b c', 'a c']);
    expect(order.story()).toEqual(['a done', 'b rejected', 'c done']);
  });

  it('keeps its rules in each half: clearance is asked, and aborting stops the rest', async () => {
    const stage = zimStage([zim.code(2), zim.ok, zim.ok]);
    const order = testOrder(['a', 'b'], {
      settle: async () => order.abort(),
    });
    await until(stage.clock, stage.app.carryOut(order));
    expect(order.asked).toEqual([['a', 'b'], ['a']]);
  });
});

describe('what ZIM can do', () => {
  const { app } = zimStage([]);
  const modules: Place = { kind: 'modules', app: 'zim', modules: ['p2p'] };

  it('takes 20 members or 10 conversations a call', () => {
    expect(app.batching('mute', { kind: 'group', app: 'zim', group: 'g' })).toMatchObject({
      size: 20,
      concurrency: 20,
    });
    expect(app.batching('unsilence', notifications)).toMatchObject({ size: 10, concurrency: 20 });
  });

  it('says in words what it cannot do', () => {
    expect(app.batching('mute', modules)).toHaveProperty('unsupported');
    expect(app.batching('silence', { kind: 'group', app: 'zim', group: 'g' })).toHaveProperty('unsupported');
    expect(app.batching('mute', notifications)).toHaveProperty('unsupported');
  });

  it('refuses to carry out what it cannot do', async () => {
    await expect(async () => app.carryOut(testOrder(['a'], { place: modules }))).rejects.toThrow(TypeError);
  });

  it('keeps the clock of mutes for 30 days and of nothing else', () => {
    expect(app.keepsClockFor('mute')).toBe(30 * 86_400);
    expect(app.keepsClockFor('silence')).toBe(0);
    expect(app.keepsClockFor('unmute')).toBe(0);
  });
});

describe('a domain that fails', () => {
  it('ends the order with its error, and the permit comes back', async () => {
    const { app, clock } = zimStage(Array.from({ length: 40 }, () => zim.ok));
    for (let count = 0; count < 25; count++) {
      const broken = testOrder(['a'], { settle: () => Promise.reject(new Error('disk full')) });
      await expect(until(clock, app.carryOut(broken))).rejects.toThrow('disk full');
    }
    const uncleared = testOrder(['a'], { clear: () => Promise.reject(new Error('disk full')) });
    await expect(until(clock, app.carryOut(uncleared))).rejects.toThrow('disk full');
    const order = testOrder(['b']);
    await until(clock, app.carryOut(order));
    expect(order.story()).toEqual(['b done']);
  });
});
