import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { playgroundSlack } from '../../../src/playground/slack/seed.ts';
import { maria, mutedInAll, type OpenPage, type PageBed, startPageBed } from './page-bed.ts';

const hour = 3_600_000;
const day = 24 * hour;

describe('what is broken in the page', () => {
  let bed: PageBed;
  let page: OpenPage;
  beforeEach(async () => {
    bed = await startPageBed({ bot: true });
    page = await bed.open();
  });
  afterEach(() => bed.close());

  const isOn = (id: string) => page.state.breakages.find((each) => each.id === id)?.on;
  const zimCalls = () => page.state.vendors.find(({ vendor }) => vendor === 'zim')?.calls ?? [];
  const suggested = (id: string) => page.state.suggestions.find((each) => each.id === id)?.steps ?? [];
  const lineOf = (id: string) => suggested(id).find((step) => step.kind === 'type')?.text ?? '';

  test('a vendor that is down is mended again, and the mute is carried out then', async () => {
    expect(await bed.do({ kind: 'break', id: 'zim-down', on: true })).toEqual({ ok: true });
    await bed.do({ kind: 'break', id: 'netease-down', on: true });
    await page.until(() => isOn('zim-down') && isOn('netease-down'));
    await bed.say('/hush mute alice in lobby for 2h');
    await page.message('ZIM has not answered');
    expect(mutedInAll(page.state)).toBe(0);
    await bed.do({ kind: 'break', id: 'zim-down', on: false });
    await page.until((state) => mutedInAll(state) === 1, 20_000);
    expect(isOn('zim-down')).toBe(false);
    expect(isOn('netease-down')).toBe(true);
  });

  test('lost replies leave a mute unconfirmed, and are shown as calls without an answer', async () => {
    await bed.do({ kind: 'break', id: 'zim-replies-lost', on: true });
    await bed.say('/hush mute carol in lobby for 2h');
    await page.message('1 unconfirmed', 20_000);
    expect(zimCalls()[0]).toMatchObject({ reply: 'no answer', tone: 'bad' });
    expect(mutedInAll(page.state)).toBe(1);
  });

  test('some people are refused, and none once it is mended', async () => {
    await bed.do({ kind: 'break', id: 'zim-some-fail', on: true });
    await bed.say('/hush mute alice bob in lobby for 2h');
    const { text } = await page.message('1 done');
    expect(text).toContain('1 rejected – is unknown or logged out (660200001): `bob`');
    await bed.do({ kind: 'break', id: 'zim-some-fail', on: false });
    await bed.say('/hush mute bob in lobby for 2h');
    await page.until((state) => mutedInAll(state) === 2);
  });

  test('a quota that others use up, and slow answers, are got through', async () => {
    await bed.do({ kind: 'break', id: 'zim-over-quota', on: true });
    await bed.do({ kind: 'break', id: 'zim-slow', on: true });
    await bed.say(`/hush mute ${page.state.people.slice(12, 132).join(' ')} in lobby for 2h`);
    await page.until(({ vendors }) =>
      vendors[0]?.operations.some(({ limit, overQuota }) => limit === 3 && overQuota > 0),
    );
    await page.until(() => zimCalls().some(({ tookMs = 0 }) => tookMs >= 1400));
    await bed.do({ kind: 'break', id: 'zim-slow', on: false });
    await bed.do({ kind: 'break', id: 'zim-over-quota', on: false });
    await page.until((state) => mutedInAll(state) === 120, 20_000);
    expect(page.state.vendors[0]?.operations[0]?.limit).toBe(20);
  });

  test('an audit channel that is archived is shown so, and gets what was kept for it when it is back', async () => {
    const archived = () => page.state.channels.find(({ id }) => id === playgroundSlack.auditChannel)?.archived;
    await bed.do({ kind: 'break', id: 'slack-audit-gone', on: true });
    await page.until(archived);
    await bed.say('/hush mute alice in lobby for 2h');
    await page.message('1 done');
    await bed.do({ kind: 'break', id: 'slack-audit-gone', on: false });
    await page.until(() => archived() === false);
    // Kept, and written late.
    await page.until(
      ({ messages }) => messages.some(({ channel }) => channel === playgroundSlack.auditChannel),
      40_000,
    );
  }, 60_000);

  test('two hours later a mute of two hours at NetEase is lifted', async () => {
    await bed.say('/hush mute dave everywhere for 2h');
    await page.message('1 done');
    expect(page.state.vendors[1]?.muted.rows).toEqual([{ id: 'dave', place: 'everywhere' }]);
    const before = page.state.now;
    expect(await bed.do({ kind: 'forward', ms: 2 * hour })).toEqual({ ok: true });
    await page.until(({ now }) => now >= before + 2 * hour);
    await page.until((state) => mutedInAll(state) === 0, 5000);
  });

  test('the time of day stays where it was moved to when the bot is restarted', async () => {
    await bed.do({ kind: 'forward', ms: 40 * day });
    const { pid } = page.state.bot;
    expect(await bed.do({ kind: 'restart' })).toEqual({ ok: true });
    await page.until(({ bot }) => bot.status === 'running' && bot.pid !== pid);
    await bed.say('/hush mute alice in lobby for 2h');
    await page.message('1 done');
    const [zim] = (await page.until((state) => mutedInAll(state) === 1 && state)).vendors;
    const end = bed.world.clock.now() + 2 * hour;
    expect(Math.abs((zim?.muted.rows[0]?.until ?? 0) - end)).toBeLessThan(60_000);
    // What Slack says and when Hush says it ends fit together, to the second that Slack’s signatures are checked by.
    expect((await page.message('1 done')).at).toBeGreaterThan(Date.now() + 39 * day);
  });

  test('a mute of 45 days is renewed on the 29th', async () => {
    for (const step of suggested('forty-five-days')) {
      if (step.kind === 'type') await bed.say(step.text);
      if (step.kind === 'wait') await page.message('1 done');
      if (step.kind === 'forward') await bed.do(step);
    }
    const end = bed.world.clock.now() + 16 * day;
    await page.until(({ vendors }) => Math.abs((vendors[0]?.muted.rows[0]?.until ?? 0) - end) < hour, 5000);
    expect(zimCalls()).toHaveLength(2);
  });

  test('a bot that is killed in the middle of a raid does not answer, and finishes it once it is restarted', async () => {
    const { port } = page.state.bot;
    await bed.say(lineOf('kill'));
    await page.until((state) => mutedInAll(state) >= 300, 20_000);
    expect(await bed.do({ kind: 'kill' })).toEqual({ ok: true });
    await page.until(({ bot }) => bot.status === 'killed');
    expect(await bed.say('/hush groups')).toEqual({ ok: true });
    expect(await page.message('failed with the error "dispatch_failed"')).toMatchObject({ author: 'USLACKBOT' });
    expect(mutedInAll(page.state)).toBeLessThan(2000);
    expect(await bed.do({ kind: 'restart' })).toEqual({ ok: true });
    await page.until((state) => mutedInAll(state) === 2000, 30_000);
    await page.message('2,000 done');
    expect(page.state.bot).toMatchObject({ status: 'running', port });
  }, 60_000);

  test('a raid of 2,000 reaches the page in few events, none of them large', async () => {
    const opened = page.events.length;
    await bed.say(lineOf('raid'));
    await page.until((state) => mutedInAll(state) === 2000, 30_000);
    await page.message('2,000 done');
    const events = page.events.slice(opened);
    // At most one in 200 ms: the pauses between the sender’s timers and this reader may shrink a little, the number may not grow.
    const vendors = events.filter(({ name }) => name === 'vendors');
    const lastedMs = (events.at(-1)?.at ?? 0) - (events[0]?.at ?? 0);
    expect(vendors.length).toBeGreaterThan(3);
    expect(vendors.length).toBeLessThanOrEqual(lastedMs / 200 + 3);
    expect(events.length - vendors.length).toBeLessThan(30);
    for (const { data } of events) expect(JSON.stringify(data).length).toBeLessThan(100_000);
    expect(page.state.vendors[0]?.muted.rows).toHaveLength(200);
  }, 60_000);

  test('somebody who comes back finds everything as it is now', async () => {
    await bed.say('/hush mute alice in lobby for 2h');
    await page.message('1 done');
    page.close();
    await bed.do({ kind: 'break', id: 'zim-slow', on: true });
    const again = await bed.open(maria);
    expect(again.state.messages.some(({ text }) => text.includes('1 done'))).toBe(true);
    expect(again.state.breakages.find(({ id }) => id === 'zim-slow')?.on).toBe(true);
    expect(mutedInAll(again.state)).toBe(1);
  });
});
