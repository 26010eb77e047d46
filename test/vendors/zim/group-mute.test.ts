import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Place, Whom } from '../../../src/moderation/place.ts';
import { seenIn } from '../../../src/vendors/zim/group-mute.ts';
import { type MuteGroupInput, muteGroup } from '../../../src/vendors/zim/operations/mute-group.ts';
import { zimStage } from '../apps.ts';
import { type OrderOptions, type TestOrder, testOrder, until } from '../orders.ts';
import { type Heard, json, type Line, lost, raw, unreached, zim } from '../story-transport.ts';

const group = (whom: Whom): Place => ({ kind: 'whole-group', app: 'zim', group: 'lobby', whom });

interface Asked extends OrderOptions {
  readonly whom?: Whom;
  /** Called before each line of the story. */
  readonly meanwhile?: (order: TestOrder, line: number) => void;
}

/** Carries one order for the whole lobby out against a story, to its end. */
async function play(story: readonly Line[], { whom = 'everyone', meanwhile, ...options }: Asked = {}) {
  const told = story.map(
    (line, index): Line =>
      (heard) => {
        meanwhile?.(order, index);
        return typeof line === 'function' ? line(heard) : line;
      },
  );
  const stage = zimStage(told);
  const order = testOrder(['lobby'], { place: group(whom), ...options });
  const end = await until(stage.clock, stage.app.carryOut(order));
  return { ...stage, order, end, actions: stage.vendor.heard.map(({ query }) => query.get('Action')) };
}

/** QueryGroupInfo's reply. `until` is seconds from the clock's start. */
function info(all: boolean, roles: readonly number[] = [], until?: number): Line {
  const expiry = until === undefined ? {} : { ForbidExpireTime: startMs + until * 1000 };
  return json({ Code: 0, Message: 'success', GroupName: 'Lobby', IsAllForbid: all, ForbidList: roles, ...expiry });
}
const { clock: first } = zimStage([]);
const startMs = first.now();
/** Until when the orders ask for it. */
const muted = info(true, [], 7200);
/** For ever, from before: it has no end to be told by. */
const mutedForEver = info(true);
const open = info(false);

const lifting = { action: 'unmute' } as const;
const write = 'MuteGroup';
const read = 'QueryGroupInfo';

describe('a mute of a whole group', () => {
  it('is one GET that writes everything out, and one read', async () => {
    const { vendor, order, end, actions } = await play([zim.ok, muted]);
    expect(vendor.heard[0]?.method).toBe('GET');
    expect(vendor.heard[0]?.path).toContain('&FromUserId=admin&GroupId=lobby&IsAllMuted=true&Duration=7200');
    expect(vendor.heard[1]?.json).toEqual({ FromUserId: 'admin', GroupId: 'lobby' });
    expect(actions).toEqual([write, read]);
    expect(order.endings).toEqual([{ target: 'lobby', outcome: 'done' }]);
    expect(order.asked).toEqual([['lobby']]);
    expect(end).toEqual({});
  });

  it('names roles instead of all', async () => {
    const { vendor, order } = await play([zim.ok, info(false, [100, 3])], { whom: [3, 100] });
    expect(vendor.heard[0]?.path).toContain('&IsAllMuted=false&MuteRoleList[]=3&MuteRoleList[]=100&Duration=7200');
    expect(order.story()).toEqual(['lobby done']);
  });

  it.each([['everyone'], [[3]]] as const)('is lifted by 0 seconds, whomever it was about: %s', async (whom) => {
    const { vendor, order } = await play([zim.ok, open], { whom, ...lifting });
    expect(vendor.heard[0]?.path).toContain('&IsAllMuted=false&Duration=0');
    expect(vendor.heard[0]?.query.has('MuteRoleList[]')).toBe(false);
    expect(order.story()).toEqual(['lobby done']);
  });

  it.each([0, -2, 1.5, 2_592_001, Number.NaN])('is never sent with %s seconds', async (durationSeconds) => {
    for (const whom of ['everyone', [2]] as const) {
      const { app, clock, vendor } = zimStage([zim.ok]);
      const order = testOrder(['lobby'], { place: group(whom), durationSeconds });
      await expect(until(clock, app.carryOut(order))).rejects.toThrow(RangeError);
      expect(vendor.heard).toHaveLength(0);
    }
  });

  it.each([7200, -1])('is never lifted with %s seconds', async (durationSeconds) => {
    const { app, clock, vendor } = zimStage([zim.ok]);
    const order = testOrder(['lobby'], { place: group('everyone'), durationSeconds, ...lifting });
    await expect(until(clock, app.carryOut(order))).rejects.toThrow(RangeError);
    expect(vendor.heard).toHaveLength(0);
  });

  it('is about its own group and nothing else', async () => {
    const { app, clock, vendor } = zimStage([zim.ok]);
    const order = testOrder(['alice'], { place: group('everyone') });
    await expect(until(clock, app.carryOut(order))).rejects.toThrow(RangeError);
    expect(vendor.heard).toHaveLength(0);
  });
});

it('no input whatever is sent without saying whom and for how long', () => {
  const whom = fc.oneof(
    fc.constantFrom('everyone', 'nobody'),
    fc.array(fc.oneof(fc.integer({ min: -2, max: 300 }), fc.double()), { maxLength: 22 }),
    fc.anything(),
  );
  const seconds = fc.oneof(fc.constantFrom(-1, 0, 1, 7200, 2_592_000), fc.double(), fc.anything());
  let sent = 0;
  fc.assert(
    fc.property(whom, seconds, (muted, durationSeconds) => {
      let query: readonly (readonly [string, string])[] = [];
      try {
        const input = { operator: 'admin', group: 'lobby', muted, durationSeconds } as MuteGroupInput;
        query = muteGroup.encode(input).query ?? [];
      } catch {
        return;
      }
      sent += 1;
      const values = (name: string) => query.filter(([key]) => key === name).map(([, value]) => value);
      const roles = values('MuteRoleList[]');
      expect(values('IsAllMuted')).toEqual([String(muted === 'everyone')]);
      expect(values('Duration')).toEqual([String(durationSeconds)]);
      expect(durationSeconds === 0).toBe(muted === 'nobody');
      expect(durationSeconds === -1 || (Number(durationSeconds) >= 0 && Number(durationSeconds) <= 2_592_000)).toBe(
        true,
      );
      expect(roles.length > 0).toBe(muted !== 'everyone' && muted !== 'nobody');
      expect(roles.length).toBeLessThanOrEqual(20);
      expect(new Set(roles).size).toBe(roles.length);
      for (const role of roles) expect(role).toMatch(/^[1-9]\d{0,2}$/);
    }),
    { numRuns: 3000 },
  );
  expect(sent).toBeGreaterThan(100);
});

describe('a yes is looked at', () => {
  it.each([
    ['not muted', 'everyone', open],
    ['muted by roles only', 'everyone', info(false, [3])],
    ['muted for everyone, not by roles', [3], info(true)],
    ['muted for other roles', [3], info(false, [2])],
    ['muted for more roles', [3], info(false, [2, 3])],
    ['muted until another time', 'everyone', info(true, [], 86_400)],
  ] as const)('and is not done where the group is %s, read twice', async (_, whom, shows) => {
    const { order, vendor, actions } = await play([zim.ok, shows, shows], { whom });
    expect(order.endings).toEqual([
      { target: 'lobby', outcome: 'failed', words: 'ZIM said yes, but the group is not muted so' },
    ]);
    expect(actions).toEqual([write, read, read]);
    expect((vendor.heard[2]?.at ?? 0) - (vendor.heard[1]?.at ?? 0)).toBeGreaterThanOrEqual(900);
  });

  it('and is done if the group shows it a second later', async () => {
    const { order } = await play([zim.ok, open, muted]);
    expect(order.story()).toEqual(['lobby done']);
  });

  it.each([info(true), info(false, [3])])('also of what lifts', async (still) => {
    const { order } = await play([zim.ok, still, still], lifting);
    expect(order.endings[0]).toMatchObject({
      outcome: 'failed',
      words: 'ZIM said yes, but the group is still muted',
    });
  });

  it.each([
    ['unanswered', Array<Line>(4).fill(lost)],
    ['never reached', Array<Line>(4).fill(unreached)],
    ['unreadable', Array<Line>(4).fill(raw('<html>'))],
    ['over quota', Array<Line>(4).fill(zim.code(660300005))],
    ['refused', [zim.code(660600009)]],
    ['of a code that nobody knows', [zim.code(1234)]],
    ['silent about mutes', [zim.ok]],
  ] as const)('but stands if the read is %s', async (_, story) => {
    const { order, vendor } = await play([zim.ok, ...story]);
    expect(order.endings).toEqual([{ target: 'lobby', outcome: 'done' }]);
    expect(vendor.left).toBe(0);
  });

  it('and stands if the order is aborted before anything was read', async () => {
    const { order, actions } = await play([zim.ok], { meanwhile: (running) => running.abort() });
    expect(order.story()).toEqual(['lobby done']);
    expect(actions).toEqual([write]);
  });
});

describe('a lost reply', () => {
  it('is done if the group shows it: nothing is sent again', async () => {
    const { order, actions } = await play([lost, muted]);
    expect(order.endings).toEqual([{ target: 'lobby', outcome: 'done' }]);
    expect(actions).toEqual([write, read]);
  });

  it('is repeated if the group does not', async () => {
    const { order, actions } = await play([lost, open, zim.code(1), open, zim.ok, muted]);
    expect(order.story()).toEqual(['lobby done']);
    expect(actions).toEqual([write, read, write, read, write, read]);
  });

  it('four times over is a failure, if the group surely is not muted', async () => {
    const { order, actions, vendor } = await play([lost, open, lost, open, lost, open, lost, open]);
    expect(order.endings).toEqual([
      {
        target: 'lobby',
        outcome: 'failed',
        words: 'the reply was lost: no answer within 2 s; the group is not muted so',
      },
    ]);
    expect(actions.filter((action) => action === write)).toHaveLength(4);
    expect(vendor.left).toBe(0);
  });

  it('is unconfirmed where the group was muted for ever before: the mute that it shows has no end', async () => {
    const { order } = await play([lost, mutedForEver, lost, mutedForEver, lost, mutedForEver, lost, mutedForEver]);
    expect(order.story()).toEqual(['lobby unconfirmed']);
  });

  it('four times over is done, if the group shows it in the end', async () => {
    const { order } = await play([lost, open, lost, open, lost, open, lost, muted]);
    expect(order.story()).toEqual(['lobby done']);
  });

  it('four times over leaves in doubt what nobody can read', async () => {
    const unread = Array<Line>(4).fill(lost);
    const { order, vendor } = await play([lost, ...unread, lost, ...unread, lost, ...unread, lost, ...unread]);
    expect(order.endings).toEqual([
      { target: 'lobby', outcome: 'unconfirmed', words: 'the reply was lost: no answer within 2 s' },
    ]);
    expect(vendor.left).toBe(0);
  });

  it('is left open when the order is aborted', async () => {
    const { order, actions } = await play([lost], { meanwhile: (running) => running.abort() });
    expect(order.endings).toEqual([]);
    expect(actions).toEqual([write]);
  });

  it('and then a no: the group tells which of the two it was', async () => {
    const no = zim.code(660600032);
    expect((await play([lost, open, no, muted])).order.endings).toEqual([{ target: 'lobby', outcome: 'done' }]);
    expect((await play([lost, open, no, open])).order.endings[0]).toMatchObject({ outcome: 'rejected' });
    expect((await play([lost, open, no, zim.code(2)])).order.endings[0]).toMatchObject({ outcome: 'unconfirmed' });
  });

  it('and then a newer case: nothing more is sent', async () => {
    const { order, actions } = await play([lost, open], {
      clearing: (_, asked) => (asked > 1 ? { targets: [] } : {}),
    });
    expect(order.endings).toEqual([]);
    expect(actions).toEqual([write, read]);
  });
});

describe('as any order', () => {
  it.each([
    [660600001, 'the group does not exist'],
    [660600024, 'the operator is not in the group'],
    [660600032, "the operator is not the group's owner or admin, or it is an admin, who cannot mute the owner"],
    [660500002, 'the user that Hush calls as is not registered with ZIM'],
  ])('ends rejected with %i', async (code, words) => {
    const { order, end } = await play([zim.code(code)], { whom: [1] });
    expect(order.endings).toEqual([{ target: 'lobby', outcome: 'rejected', code: String(code), words }]);
    expect(end.placeRejected).toEqual({ code: String(code), words });
  });

  it('waits while ZIM surely did not get it, and says so to the domain', async () => {
    const { order, actions } = await play([unreached, zim.code(660300005), zim.ok, muted]);
    expect(order.story()).toEqual(['lobby done']);
    expect(order.notSent).toEqual([['lobby'], ['lobby']]);
    expect(actions).toEqual([write, write, write, read]);
  });

  it('signs anew once, then tells that a clock is wrong', async () => {
    const expired = zim.code(100000004);
    expect((await play([expired, zim.ok, muted])).order.story()).toEqual(['lobby done']);
    const { order, end } = await play([expired, expired]);
    expect(order.endings[0]).toMatchObject({ outcome: 'failed', code: '100000004' });
    expect(end.credentialsRefused?.code).toBe('100000004');
  });

  it('stops at refused credentials', async () => {
    const { order, end } = await play([zim.code(100000005)]);
    expect(order.story()).toEqual(['lobby failed']);
    expect(end.credentialsRefused?.code).toBe('100000005');
  });

  it('keeps a quota of its own for each of its two operations', async () => {
    const { app, clock, vendor } = zimStage(Array.from({ length: 100 }, () => answering));
    const orders = Array.from({ length: 50 }, () => testOrder(['lobby'], { place: group('everyone') }));
    await until(clock, Promise.all(orders.map((order) => app.carryOut(order))), 10);
    for (const action of [write, read]) {
      const times = vendor.heard.filter(({ query }) => query.get('Action') === action).map(({ at }) => at);
      for (const [index, at] of times.entries())
        expect((times[index + 20] ?? Number.POSITIVE_INFINITY) - at).toBeGreaterThanOrEqual(1000);
      expect(times).toHaveLength(50);
    }
    expect(vendor.heard.findIndex(({ query }) => query.get('Action') === read)).toBeLessThanOrEqual(20);
  });
});

function answering({ query }: Heard) {
  return (query.get('Action') === read ? muted : zim.ok) as ReturnType<typeof json>;
}

describe('the end that a group shows', () => {
  const at = 1_000_000_000_000;
  const seen = (offMs: number, durationSeconds = 7200) =>
    seenIn(
      { Code: 0, IsAllForbid: true, ForbidExpireTime: at + durationSeconds * 1000 + offMs },
      { input: { muted: 'everyone', durationSeconds }, at },
      at + 500,
    );

  it.each([
    [0, 'so'],
    [60_000, 'so'],
    [-60_000, 'so'],
    [61_000, 'unclear'],
    [-600_000, 'unclear'],
    [600_001, 'not so'],
    [-3_600_000, 'not so'],
  ])('%i ms off is %s', (offMs, expected) => {
    expect(seen(offMs)).toBe(expected);
  });

  it.each([
    undefined,
    null,
    0,
    -1,
  ])('of %s is that of a mute without end, and leaves open whose a timed one is', (ForbidExpireTime) => {
    const reply = { Code: 0, IsAllForbid: true, ForbidExpireTime };
    const shown = (durationSeconds: number) => seenIn(reply, { input: { muted: 'everyone', durationSeconds }, at }, at);
    expect(shown(-1)).toBe('so');
    expect(shown(7200)).toBe('unclear');
  });

  it('of a mute without end is none that ZIM keeps a clock for', () => {
    const permanent = (ForbidExpireTime: number) =>
      seenIn(
        { Code: 0, IsAllForbid: false, ForbidList: [3], ForbidExpireTime },
        { input: { muted: [3], durationSeconds: -1 }, at },
        at,
      );
    expect(permanent(at + 30 * 86_400_000)).toBe('not so');
    expect(permanent(at + 365 * 86_400_000)).toBe('so');
  });
});
