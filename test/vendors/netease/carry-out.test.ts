import { describe, expect, it } from 'vitest';
import type { Module, Place } from '../../../src/moderation/place.ts';
import { createNeteaseApp } from '../../../src/vendors/netease/index.ts';
import { credentials, neteaseStage } from '../apps.ts';
import { everywhere, type OrderOptions, testOrder, until } from '../orders.ts';
import { askedFlags, type Heard, json, type Line, lost, netease, raw, unreached } from '../story-transport.ts';

const named = (...modules: Module[]): Place => ({ kind: 'modules', app: 'netease', modules });
const p2p = named('p2p');

async function play(targets: readonly string[], story: readonly Line[], options: OrderOptions = {}) {
  const stage = neteaseStage(story);
  const order = testOrder(targets, { place: everywhere, ...options });
  const end = await until(stage.clock, stage.app.carryOut(order));
  return { ...stage, order, end };
}

/** `muteModule bob ptrq` or `getUinfos ["bob"]`, request by request. */
const told = (heard: readonly Heard[]) =>
  heard.map((one) => {
    const name = one.path.replace('/nimserver/user/', '').replace('.action', '');
    return name === 'muteModule'
      ? `${name} ${one.form.get('accid')} ${askedFlags(one)}`
      : `${name} ${one.form.get('accids')}`;
  });

describe('a mute everywhere', () => {
  it('sets all four flags in one signed form, without a read', async () => {
    const { vendor, order } = await play(['bob'], [netease.echo('ptrq')]);
    const [heard] = vendor.heard;
    expect(heard?.path).toBe('/nimserver/user/muteModule.action');
    expect(heard?.body).toBe('accid=bob&muteP2P=true&muteTeam=true&muteRoom=true&muteQChat=true');
    expect(heard?.headers).toMatchObject({
      AppKey: 'app-key',
      CheckSum: expect.stringMatching(/^[0-9a-f]{40}$/),
      'content-type': 'application/x-www-form-urlencoded;charset=utf-8',
    });
    expect(order.endings).toEqual([{ target: 'bob', outcome: 'done' }]);
  });

  it('sets all four to false for an unmute, and accounts in lower case', async () => {
    const { vendor, order } = await play(['Bob'], [netease.echo('----')], { action: 'unmute' });
    expect(told(vendor.heard)).toEqual(['muteModule bob ----']);
    expect(order.endings).toEqual([{ target: 'Bob', outcome: 'done' }]);
  });

  it('is done when the echo differs but the read-back says so', async () => {
    const { order } = await play(['bob'], [netease.echo('pt-q'), netease.accounts({ BOB: 'ptrq' })]);
    expect(order.story()).toEqual(['bob done']);
  });

  it('is failed when the echo differs and the read-back agrees with it', async () => {
    const { order } = await play(['bob'], [netease.echo('----'), netease.accounts({ bob: '----' })]);
    expect(order.endings[0]).toMatchObject({ outcome: 'failed' });
    expect(order.endings[0]?.words).toContain('NetEase shows that nothing changed');
  });

  it('is unconfirmed when the echo differs and nothing can be read', async () => {
    const { order, vendor } = await play(['bob'], [netease.echo('----'), lost, lost, unreached, lost]);
    expect(order.story()).toEqual(['bob unconfirmed']);
    expect(vendor.left).toBe(0);
  });

  it('reads back when the echo is missing altogether', async () => {
    const { order } = await play(['bob'], [netease.code(200), netease.accounts({ bob: 'ptrq' })]);
    expect(order.story()).toEqual(['bob done']);
  });

  it('reads the other modules first when clearance leaves only some', async () => {
    const { vendor, order } = await play(['bob'], [netease.accounts({ bob: '--r-' }), netease.obeys], {
      clearing: () => ({ targets: [{ target: 'bob', repeated: false, modules: ['p2p', 'team'] }] }),
    });
    expect(told(vendor.heard)).toEqual(['getUinfos ["bob"]', 'muteModule bob ptr-']);
    expect(order.story()).toEqual(['bob done']);
  });
});

describe('a mute in named modules', () => {
  it('leaves the other modules as they were', async () => {
    const { vendor, order } = await play(
      ['ann', 'bob'],
      [netease.accounts({ ann: '-t--', bob: '---q' }), netease.obeys, netease.obeys],
      { place: named('p2p', 'room') },
    );
    expect(told(vendor.heard)).toEqual(['getUinfos ["ann","bob"]', 'muteModule ann ptr-', 'muteModule bob p-rq']);
    expect(vendor.heard[0]?.form.get('muteStatus')).toBe('true');
    expect(order.story()).toEqual(['ann done', 'bob done']);
  });

  it('writes nothing where it is so already', async () => {
    const { vendor, order } = await play(['ann'], [netease.accounts({ ann: 'p--q' })], { place: p2p });
    expect(vendor.heard).toHaveLength(1);
    expect(order.endings).toEqual([{ target: 'ann', outcome: 'already', words: 'was already so' }]);
    const repeated = await play(['ann'], [netease.accounts({ ann: 'p--q' })], { place: p2p, repeated: ['ann'] });
    expect(repeated.order.story()).toEqual(['ann done']);
  });

  it('rejects accounts that NetEase does not name', async () => {
    const { order } = await play(['ann', 'zoe'], [netease.accounts({ ann: '----' }), netease.obeys], { place: p2p });
    expect(order.endings).toContainEqual({
      target: 'zoe',
      outcome: 'rejected',
      words: 'NetEase knows no such account',
    });
    expect(order.story()).toEqual(['ann done', 'zoe rejected']);
  });

  it('changes only the modules that clearance still names at the write', async () => {
    const { vendor } = await play(['ann'], [netease.accounts({ ann: '----' }), netease.obeys], {
      place: named('p2p', 'team'),
      clearing: (_, asked) => ({
        targets: [{ target: 'ann', repeated: false, modules: asked === 1 ? ['p2p', 'team'] : ['team'] }],
      }),
    });
    expect(told(vendor.heard)[1]).toBe('muteModule ann -t--');
  });

  it('counts reads as not sent, so that they cannot turn a later already into done', async () => {
    const { order } = await play(['ann', 'bob'], [netease.accounts({ ann: 'p---', bob: '----' }), netease.obeys], {
      place: p2p,
    });
    expect(order.asked).toEqual([['ann', 'bob'], ['bob']]);
    expect(order.onlyRead).toEqual([['ann', 'bob']]);
  });

  it('halves a read that is refused for its parameters', async () => {
    const { vendor, order } = await play(
      ['ann', 'b b', 'cat'],
      [
        netease.code(414),
        netease.code(414),
        netease.accounts({ ann: 'p---' }),
        netease.code(414, 'b b illegal'),
        netease.accounts({ cat: 'p---' }),
      ],
      { place: p2p },
    );
    expect(told(vendor.heard)).toEqual([
      'getUinfos ["ann","b b","cat"]',
      'getUinfos ["ann","b b"]',
      'getUinfos ["ann"]',
      'getUinfos ["b b"]',
      'getUinfos ["cat"]',
    ]);
    expect(order.story()).toEqual(['ann already', 'b b rejected', 'cat already']);
    expect(order.endings.find(({ target }) => target === 'b b')?.words).toContain('"the account illegal"');
  });

  it('fails, surely without effect, when the state cannot be read', async () => {
    const { order } = await play(['ann'], [lost, lost, lost, lost], { place: p2p });
    expect(order.endings).toEqual([
      { target: 'ann', outcome: 'failed', words: 'NetEase did not tell what is muted now: no answer within 2 s' },
    ]);
  });

  it.each([
    raw('<html>'),
    json({ code: 200, uinfos: [{ accid: 'ann' }] }),
    json({ code: 200, uinfos: 'x' }),
  ])('takes no state from an answer of another form: %j', async (line) => {
    const { order } = await play(['ann'], [line, netease.accounts({ ann: '----' }), netease.obeys], { place: p2p });
    expect(order.story()).toEqual(['ann done']);
  });

  it('does not undo what another order wrote after the read', async () => {
    const stage = neteaseStage([
      netease.accounts({ ann: 'pt--' }),
      netease.accounts({ ann: 'pt--' }),
      netease.obeys,
      netease.accounts({ ann: '-t--' }),
      netease.obeys,
    ]);
    stage.vendor.tookMs = 80;
    const first = testOrder(['ann'], { action: 'unmute', place: p2p, turn: '1' });
    const second = testOrder(['ann'], { action: 'unmute', place: named('team'), turn: '2' });
    await until(stage.clock, Promise.all([stage.app.carryOut(first), stage.app.carryOut(second)]));
    const writes = told(stage.vendor.heard).filter((line) => line.startsWith('mute'));
    expect(writes).toEqual(['muteModule ann -t--', 'muteModule ann ----']);
    expect([...first.story(), ...second.story()]).toEqual(['ann done', 'ann done']);
  });
});

describe('a NetEase reply that was lost', () => {
  it('is repeated under the same request id, then read back', async () => {
    const { vendor, order } = await play(['bob'], [lost, lost, lost, lost, netease.accounts({ bob: 'ptrq' })]);
    const ids = vendor.heard.slice(0, 4).map(({ headers }) => headers.RequestId);
    expect(new Set(ids).size).toBe(1);
    expect(new Set(vendor.heard.map(({ headers }) => headers.Nonce)).size).toBe(5);
    expect(order.story()).toEqual(['bob done']);
  });

  it('is failed when the read-back shows the old state', async () => {
    const { order } = await play(['bob'], [lost, lost, lost, lost, netease.accounts({ bob: '----' })]);
    expect(order.endings[0]).toMatchObject({
      outcome: 'failed',
      words: 'the reply was lost: no answer within 2 s; NetEase shows that nothing changed',
    });
  });

  it('is unconfirmed when the read-back fails too', async () => {
    const { order } = await play(
      ['bob'],
      Array.from({ length: 8 }, () => lost),
    );
    expect(order.endings).toEqual([
      { target: 'bob', outcome: 'unconfirmed', words: 'the reply was lost: no answer within 2 s' },
    ]);
  });

  it('takes another request id for another wish', async () => {
    const { vendor } = await play(['bob'], [netease.accounts({ bob: '----' }), lost, netease.obeys], {
      place: named('p2p', 'team'),
      clearing: (_, asked) => ({
        targets: [{ target: 'bob', repeated: false, modules: asked <= 2 ? ['p2p', 'team'] : ['team'] }],
      }),
    });
    const [, first, second] = vendor.heard;
    expect(askedFlags(second as Heard)).toBe('-t--');
    expect(first?.headers.RequestId).not.toBe(second?.headers.RequestId);
  });

  it.each([500, 503, 408, 514])('code %i leaves doubt like no reply', async (code) => {
    const { order } = await play(['bob'], [netease.code(code), netease.echo('ptrq')]);
    expect(order.story()).toEqual(['bob done']);
  });

  it('431 is settled by reading: done if it is so', async () => {
    const { order } = await play(['bob'], [lost, netease.code(431), netease.accounts({ bob: 'ptrq' })]);
    expect(order.story()).toEqual(['bob done']);
  });

  it('431 that shows the old state is asked again under a new id', async () => {
    const { vendor, order } = await play(
      ['bob'],
      [lost, netease.code(431), netease.accounts({ bob: '----' }), netease.obeys],
    );
    expect(vendor.heard[3]?.headers.RequestId).not.toBe(vendor.heard[0]?.headers.RequestId);
    expect(order.story()).toEqual(['bob done']);
  });

  it('417 means already if the state agrees', async () => {
    const { order } = await play(['bob'], [netease.code(417), netease.accounts({ bob: 'ptrq' })]);
    expect(order.endings[0]).toMatchObject({ outcome: 'already', code: '417' });
  });
});

describe('a no from NetEase', () => {
  it('414 quotes NetEase and says what else gives it', async () => {
    const { order, end } = await play(['bob'], [netease.code(414, 'mute flags of bob are odd')]);
    expect(order.endings).toEqual([
      {
        target: 'bob',
        outcome: 'rejected',
        code: '414',
        words:
          'NetEase refused the parameters: "mute flags of the account are odd" (a wrong secret or a wrong clock gives the same code)',
      },
    ]);
    expect(end).toEqual({});
  });

  it.each([
    'bob not register',
    'bob is not registered',
    'BOB is not registered.',
  ])('414 with %j is an unknown account', async (sentence) => {
    const { order } = await play(['bob'], [netease.code(414, sentence)]);
    expect(order.endings).toEqual([{ target: 'bob', outcome: 'rejected', code: '414', words: 'is not registered' }]);
  });

  it('414 with a long sentence is quoted without half a character at its end', async () => {
    const { order } = await play(['bob'], [netease.code(414, `${'x'.repeat(199)}😀😀`)]);
    expect(order.endings[0]?.words?.isWellFormed()).toBe(true);
  });

  it('414 about another account is quoted', async () => {
    const { order } = await play(['bob'], [netease.code(414, 'ann is not registered')]);
    expect(order.endings[0]?.words).toContain('"ann is not registered" (a wrong secret');
  });

  it('414 with an object for a sentence quotes nothing', async () => {
    const { order } = await play(['bob'], [json({ code: 414, desc: { x: 1 } })]);
    expect(order.endings[0]?.words).not.toContain('"');
  });

  it('403 is a no, an unknown code is kept raw', async () => {
    const forbidden = await play(['bob'], [netease.code(403)]);
    expect(forbidden.order.endings[0]).toMatchObject({ outcome: 'rejected', code: '403' });
    const unknown = await play(['bob'], [netease.code(777)]);
    expect(unknown.order.endings[0]).toEqual({
      target: 'bob',
      outcome: 'rejected',
      code: '777',
      words: 'a code Hush does not know',
    });
  });

  it('315 keeps the app silent for 60 s and tells people', async () => {
    const { app, clock, vendor, order, end } = await play(['bob'], [netease.code(315), netease.obeys]);
    expect(order.endings[0]).toMatchObject({ outcome: 'failed', code: '315' });
    expect(end.credentialsRefused?.code).toBe('315');
    const early = testOrder(['ann'], { place: everywhere });
    await until(clock, app.carryOut(early));
    expect(early.story()).toEqual(['ann failed']);
    expect(vendor.heard).toHaveLength(1);
    await clock.advance(60_000);
    const late = testOrder(['ann'], { place: everywhere });
    await until(clock, app.carryOut(late));
    expect(late.story()).toEqual(['ann done']);
  });

  it('416 stops every call of the operation for 10 s', async () => {
    const { app, clock, vendor } = neteaseStage([netease.code(416), netease.obeys, netease.obeys]);
    const orders = ['ann', 'bob'].map((target) => testOrder([target], { place: everywhere, turn: target }));
    const all = Promise.all(orders.map((order) => app.carryOut(order)));
    await until(clock, all, 10);
    const [refused, ...rest] = vendor.heard.map(({ at }) => at);
    for (const at of rest) expect(at - (refused ?? 0)).toBeGreaterThanOrEqual(10_000);
    expect(orders.flatMap((order) => order.story())).toEqual(['ann done', 'bob done']);
  });
});

describe('an order of many accounts', () => {
  it('ends as a whole only after every write, also when the domain fails', async () => {
    const targets = ['a', 'b', 'c', 'd'];
    const stage = neteaseStage([
      netease.accounts({ a: '----', b: '----', c: '----', d: '----' }),
      ...targets.map(() => netease.obeys),
    ]);
    stage.vendor.tookMs = 300;
    const order = testOrder(targets, {
      place: p2p,
      settle: () => Promise.reject(new Error('disk full')),
    });
    await expect(until(stage.clock, stage.app.carryOut(order), 10)).rejects.toThrow('disk full');
    const heard = stage.vendor.heard.length;
    await stage.clock.advance(10_000);
    expect(stage.vendor.heard).toHaveLength(heard);
  });

  it('leaves everything open when aborted', async () => {
    const stage = neteaseStage([netease.accounts({ a: '----', b: '----' }), netease.obeys, netease.obeys]);
    stage.vendor.tookMs = 50;
    const order = testOrder(['a', 'b'], { place: p2p });
    const end = stage.app.carryOut(order);
    await stage.clock.advance(1040);
    order.abort();
    expect(await until(stage.clock, end)).toEqual({});
    expect(order.endings).toEqual([]);
  });
});

describe('what NetEase can do', () => {
  const { app } = neteaseStage([]);

  it('takes one account a call everywhere, and reads 200 at once for named modules', () => {
    expect(app.batching('mute', everywhere)).toEqual({
      size: 1,
      concurrency: 20,
      pace: { targetsPerRequest: 1, requestsPerSecond: 20 },
    });
    expect(app.batching('unmute', p2p)).toEqual({
      size: 200,
      concurrency: 2,
      pace: { targetsPerRequest: 1, requestsPerSecond: 20 },
    });
  });

  it('says in words what it cannot do', () => {
    expect(app.batching('mute', { kind: 'group', app: 'netease', group: 'g' })).toHaveProperty('unsupported');
    expect(app.batching('silence', p2p)).toHaveProperty('unsupported');
    expect(app.mutedGroups).toBeUndefined();
  });

  it('keeps no clock', () => {
    expect(app.keepsClockFor('mute')).toBe(0);
  });

  it('refuses to carry out what it cannot do', async () => {
    await expect(app.carryOut(testOrder(['a'], { action: 'silence', place: p2p }))).rejects.toThrow(TypeError);
  });

  it('refuses a base URL with its path doubled', () => {
    const { clock, vendor } = neteaseStage([]);
    const options = { name: 'n', callsPerSecond: 1, timeoutMs: 1, clock, transport: vendor } as const;
    const url = 'https://api.netease.im/nimserver/nimserver/';
    const build = () => createNeteaseApp({ ...options, ...credentials.netease, url, random: never, log: never });
    expect(build).toThrow('once, not twice');
  });
});

const never = undefined as never;
