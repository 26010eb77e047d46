import { describe, expect, it } from 'vitest';
import type { MutedGroup } from '../../../src/moderation/vendor.ts';
import { MisconfiguredError, RejectedError, UnavailableError, UnknownCodeError } from '../../../src/vendors/errors.ts';
import { zimStage } from '../apps.ts';
import { until } from '../orders.ts';
import { json, type Line, lost, raw, unreached, zim } from '../story-transport.ts';

const page = (groups: Readonly<Record<string, number>>, more: object) =>
  json({
    Code: 0,
    GroupList: Object.entries(groups).map(([GroupId, ForbidType]) => ({ GroupId, ForbidType })),
    ...more,
  });

async function collect(groups: AsyncIterable<MutedGroup>): Promise<MutedGroup[]> {
  const collected: MutedGroup[] = [];
  for await (const group of groups) collected.push(group);
  return collected;
}

async function play(story: readonly Line[]) {
  const stage = zimStage(story);
  const groups = await until(stage.clock, collect(stage.app.mutedGroups(new AbortController().signal)));
  return { ...stage, groups, names: groups.map(({ group }) => group) };
}

const failing = (story: readonly Line[]) => {
  const { app, clock } = zimStage(story);
  return until(clock, collect(app.mutedGroups(new AbortController().signal)));
};

describe('the list of muted groups', () => {
  it('is asked for as the operator, page after page, until FetchEnd says so', async () => {
    const { vendor, names, lines } = await play([
      page({ a: 1, b: 2 }, { FetchEnd: 0, NextFlag: 10_000 }),
      page({ c: 4 }, { FetchEnd: 1, NextFlag: 20_000 }),
    ]);
    expect(vendor.heard.map((one) => one.json)).toEqual([
      { FromUserId: 'admin', StartFlag: 0 },
      { FromUserId: 'admin', StartFlag: 10_000 },
    ]);
    expect(names).toEqual(['a', 'b', 'c']);
    expect(lines.some(({ event }) => event === 'vendor.pages')).toBe(false);
  });

  it('tells who is muted, and keeps bits that Hush does not know', async () => {
    const { groups } = await play([page({ a: 1, b: 6, c: 8 + 16 + 1 }, { FetchEnd: 1 })]);
    expect(groups).toEqual([
      { group: 'a', everyone: true, roles: false, people: false, unknownBits: 0 },
      { group: 'b', everyone: false, roles: true, people: true, unknownBits: 0 },
      { group: 'c', everyone: true, roles: false, people: false, unknownBits: 24 },
    ]);
  });

  it('joins what one page says twice of a group', async () => {
    const twice = json({
      Code: 0,
      FetchEnd: 1,
      GroupList: [
        { GroupId: 'a', ForbidType: 1 },
        { GroupId: 'a', ForbidType: 4 },
      ],
    });
    const { groups } = await play([twice]);
    expect(groups).toEqual([{ group: 'a', everyone: true, roles: false, people: true, unknownBits: 0 }]);
  });

  it.each([
    ['missing', {}],
    ['null', { NextFlag: null }],
    ['0', { NextFlag: 0 }],
  ])('ends when NextFlag is %s, and warns if there should be more', async (_, flag) => {
    const { names, lines } = await play([page({ a: 1 }, { FetchEnd: 0, ...flag })]);
    expect(names).toEqual(['a']);
    expect(lines).toContainEqual(expect.objectContaining({ event: 'vendor.pages', level: 40 }));
  });

  it('never loops: a flag that came before ends the list', async () => {
    const { vendor, names } = await play([
      page({ a: 1 }, { FetchEnd: 0, NextFlag: 5 }),
      page({ b: 1 }, { FetchEnd: 0, NextFlag: 6 }),
      page({ c: 1 }, { FetchEnd: 0, NextFlag: 5 }),
    ]);
    expect(vendor.heard).toHaveLength(3);
    expect(names).toEqual(['a', 'b', 'c']);
  });

  it('stops after a thousand pages with an error, not with half a list', async () => {
    let next = 0;
    const endless: Line = () => page({}, { FetchEnd: 0, NextFlag: ++next });
    await expect(failing(Array.from({ length: 1001 }, () => endless))).rejects.toThrow('no end');
  });

  it('may be empty', async () => {
    expect((await play([json({ Code: 0, FetchEnd: 1 })])).groups).toEqual([]);
    expect((await play([json({ Code: 0, FetchEnd: 1, GroupList: null })])).groups).toEqual([]);
  });

  it('holds one page at a time: the next is asked for only when this one is used up', async () => {
    const { app, clock, vendor } = zimStage([
      page({ a: 1, b: 1 }, { FetchEnd: 0, NextFlag: 2 }),
      page({ c: 1 }, { FetchEnd: 1 }),
    ]);
    const groups = app.mutedGroups(new AbortController().signal);
    await until(clock, groups.next());
    await clock.advance(10_000);
    await until(clock, groups.next());
    expect(vendor.heard).toHaveLength(1);
    await until(clock, groups.next());
    expect(vendor.heard).toHaveLength(2);
  });
});

describe('a list that cannot be read', () => {
  it('is asked for again a few times while that may help', async () => {
    const end = page({ a: 1 }, { FetchEnd: 1 });
    const { names } = await play([lost, zim.code(660600006), raw('<html>', 502), end]);
    expect(names).toEqual(['a']);
    const limited = await play([zim.code(660300005), unreached, end]);
    expect(limited.names).toEqual(['a']);
  });

  it('gives up with an error for people', async () => {
    const error = await failing([lost, lost, lost, lost]).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UnavailableError);
    expect(error).toHaveProperty('message', 'ZIM did not answer: no answer within 2 s');
  });

  it('says which of the vendors said what, by class', async () => {
    await expect(failing([zim.code(660500002)])).rejects.toThrow(RejectedError);
    await expect(failing([zim.code(424242)])).rejects.toThrow(UnknownCodeError);
    await expect(failing([zim.code(100000005)])).rejects.toThrow('ZIM refused the credentials (100000005)');
  });

  it('signs an expired signature anew once, then blames the clock', async () => {
    const healed = await play([zim.code(100000004), page({ a: 1 }, { FetchEnd: 1 })]);
    expect(healed.names).toEqual(['a']);
    await expect(failing([zim.code(100000004), zim.code(100000004)])).rejects.toThrow(MisconfiguredError);
  });

  it('sends nothing while the credentials are refused', async () => {
    const { app, clock, vendor } = zimStage([zim.code(100000005)]);
    const list = () => until(clock, collect(app.mutedGroups(new AbortController().signal)));
    await expect(list()).rejects.toThrow('(100000005)');
    await expect(list()).rejects.toThrow('Hush asks again at');
    expect(vendor.heard).toHaveLength(1);
  });

  it('stops when it is aborted', async () => {
    const { app, clock } = zimStage([lost, lost]);
    const stop = new AbortController();
    const list = collect(app.mutedGroups(stop.signal));
    await clock.advance(1500);
    stop.abort(new Error('cancelled'));
    await expect(list).rejects.toThrow('cancelled');
  });
});
