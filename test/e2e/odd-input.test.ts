import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startTestBed, type TestBed } from '../support/hush.ts';

let bed: TestBed;
beforeAll(async () => {
  bed = await startTestBed({ slack: { switches: { messagesPerSecond: 0 } } });
});
afterEach(() => {
  expect(bed.slack.violations()).toEqual([]);
});
afterAll(async () => {
  await bed.close();
});

test.each([
  ['control characters', '/hush mute a\u0007lice bob in lobby for 2h', /1 done[\s\S]*1 skipped/],
  ['emoji', '/hush mute 👩‍👩‍👧‍👦 bob in lobby for 2h 🎉', /Reason: 🎉/],
  ['right-to-left text', '/hush mute مستخدم bob in lobby for 2h سبام \u202eevil', /1 done/],
  ['a target of forty bytes', `/hush mute ${'é'.repeat(20)} bob in lobby for 2h`, /1 skipped/],
  ['an empty id', '/hush mute "" bob in lobby for 2h', /1 skipped/],
  ['only bad ids', `/hush mute ${'x'.repeat(33)} in lobby for 2h`, /1 skipped/],
  ['backticks in an id', '/hush mute a`b bob in lobby for 2h', /1 done/],
  ['a reason of 5,000 characters', `/hush mute bob in lobby for 2h ${'&<>`*_~ '.repeat(625)}`, /1 done/],
  ['line breaks', '/hush mute alice\nbob\nin lobby\nfor 2h\nfirst\nsecond', /2 done/],
])('%s are handled: a case, a true summary, a whole message', async (_, line, expected) => {
  const { text } = await bed.say(line);
  expect(text).toMatch(/Case \d+/);
  expect(text).toMatch(expected);
});

test.each([
  ['nothing but spaces', '/hush    '],
  ['a 100,000 character word', `/hush ${'x'.repeat(100_000)}`],
  ['a megabyte short of the limit of quotes', `/hush mute ${'"'.repeat(50_000)}`],
])('%s gets an answer', async (_, line) => {
  const { httpStatus, ms } = await bed.type(line);
  expect(httpStatus).toBe(200);
  expect(ms).toBeLessThan(3000);
});

test('10,000 ids in one line are one case, carried out to the end', async () => {
  const ids = Array.from({ length: 10_000 }, (_, index) => `u${index}`);
  bed.zim.addUsers(ids);
  bed.zim.addGroup({ id: 'stadium', owner: 'admin', members: ids });
  // The quota is its own matter: here the vendor is generous, and Hush is told so.
  const fast = await startTestBed({
    // All of it is in this process, which is busy: the vendor has time to answer.
    environment: { ZIM_CALLS_PER_SECOND: '2000', ZIM_API_URL: bed.zim.url, HUSH_VENDOR_TIMEOUT_MS: '10000' },
    slack: { switches: { messagesPerSecond: 0 } },
  });
  bed.zim.switches.callsPerSecond = 4000;
  const { ms } = await fast.type(`/hush mute ${ids.join(' ')} in stadium for 2h raid`);
  expect(ms).toBeLessThan(2000);
  let summary = (await fast.told()).text;
  if (summary.includes('started')) summary = (await fast.told()).text;
  expect(summary).toContain('*10,000 done*');
  expect(summary).toMatch(/and 9,9\d\d more/);
  expect(bed.zim.muted('stadium')).toHaveLength(10_000);
  // The audit channel and the summary are told independently of each other.
  await fast.slack.waitFor(() => fast.audit().some(({ text }) => text.includes('Ended')), 30_000);
  expect(fast.audit().filter(({ text }) => text.startsWith('*Case 1*'))).toHaveLength(1);
  expect(fast.slack.violations()).toEqual([]);
  await fast.close();
}, 60_000);
