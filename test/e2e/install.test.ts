import { afterEach, beforeEach, expect, it } from 'vitest';
import { createLog } from '../../src/lib/log.ts';
import { CookieBrowser } from '../support/cookie-browser.ts';
import { watchLine } from '../support/leaks.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { passUntil } from '../support/pass-time.ts';
import { readinessAt } from '../support/readiness.ts';
import { acme, beta, type SeveralBed, startSeveralBed } from '../support/several.ts';

const onlyAcme = `
workspaces:
  ${acme.id}: { auditChannel: C0MODAUDIT }
`;

let clock: ManualClock;
let lines: string[];
let bed: SeveralBed;
beforeEach(async () => {
  clock = new ManualClock();
  lines = [];
  const write = (line: string) => {
    lines.push(line);
    watchLine(line);
  };
  bed = await startSeveralBed({ clock, hushYml: onlyAcme, log: createLog('trace', { write }) });
});
afterEach(() => bed.close());

const events = (name: string) => lines.map((line) => JSON.parse(line)).filter(({ event }) => event === name);
const degraded = async () => (await readinessAt(bed.address('/readyz'))).degraded;

/** Up to Slack's question, by a browser; the page with its answers. */
async function asked(browser = bed.browser) {
  const first = await browser.open(bed.address('/slack/install'));
  return browser.open(first.links.get('Continue to Slack') ?? '');
}

/** Where Slack sends the browser back to, without going there. */
async function sentBack(answer: string | undefined): Promise<string> {
  const response = await fetch(answer ?? '', { redirect: 'manual' });
  return response.headers.get('location') ?? '';
}

it('a browser installs Hush in a listed workspace; then it answers there, also after a restart', async () => {
  expect(await degraded()).toEqual([`workspace: Workspace ${acme.id}: not installed.`]);
  const page = await bed.install();
  expect(page).toMatchObject({ status: 200, text: expect.stringContaining('Hush is installed in Acme') });
  expect(await degraded()).toEqual([]);
  expect(events('workspace.installed')).toMatchObject([{ workspace: acme.id }]);
  expect(bed.browser.cookies(new URL(page.url).host)).toBe('');
  await bed.stop();
  await bed.start();
  expect(await degraded()).toEqual([]);
  await bed.type('/hush mute alice in lobby for 2h', 'U0ADA00001');
  await passUntil(clock, () => bed.allTold('U0ADA00001').some(({ text }) => text.includes('1 done')));
});

it('its pages load, run, send and frame nothing, are kept nowhere, and set a cookie that only this host gets', async () => {
  const response = await fetch(bed.address('/slack/install'));
  const { headers } = response;
  const html = await response.text();
  expect(headers.get('content-security-policy')).toMatch(
    /^default-src 'none'; style-src 'sha256-[\w+/]{43}='; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
  );
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.getSetCookie()).toEqual([
    expect.stringMatching(/^__Host-hush-install=[0-9a-f]{64}; Max-Age=600; Path=\/; Secure; HttpOnly; SameSite=Lax$/),
  ]);
  // The cookie's secret stands nowhere else.
  const secret = /=([0-9a-f]{64});/.exec(headers.getSetCookie()[0] ?? '')?.[1] ?? 'none';
  expect(html).not.toContain(secret);
  expect((await fetch(bed.address('/slack/oauth_redirect'), { method: 'HEAD' })).status).toBe(405);
  expect((await fetch(bed.address('/slack/install'), { method: 'POST' })).status).toBe(405);
});

it('who says no in Slack is told that nothing was changed', async () => {
  const page = await bed.browser.open((await asked()).links.get('Cancel') ?? '');
  expect(page).toMatchObject({ status: 403, text: expect.stringContaining('said no in Slack') });
  expect(page.links.get('Start again')).toBe(bed.address('/slack/install'));
  expect(bed.slack.calls('oauth.v2.access')).toEqual([]);
});

it('a workspace that is not listed is refused in words, and its token given back and kept nowhere', async () => {
  const page = await bed.install(beta.id);
  expect(page.status).toBe(403);
  expect(page.text).toContain('does not serve the workspace Beta & <Sons> (T0BETATEAM)');
  expect(page.html).not.toContain('<Sons>');
  expect(bed.beta.calls('auth.revoke')).toMatchObject([{ answer: { ok: true, revoked: true } }]);
  expect(events('install.refused')).toMatchObject([{ why: 'not listed' }]);
  // What Slack signed for is answered all the same, and does nothing.
  await bed.beta.people.command({ user: 'U0ADA00001', channel: 'C0MODERATE', text: 'mute alice in lobby for 2h' });
  const told = await bed.beta.waitFor(() => bed.beta.ephemerals('U0ADA00001')[0]);
  expect(bed.beta.plainText(told)).toContain('Hush does not serve this workspace');
  expect(bed.zim.calls).toEqual([]);
});

it('only what began in the same browser is ended, within ten minutes, once', async () => {
  const refused = async (url: string, browser: CookieBrowser) => {
    const page = await browser.open(url);
    expect(page.html).toContain('Hush was not installed');
    return page.text;
  };
  const back = await sentBack((await asked()).links.get(acme.id));

  // Somebody else's browser (the attacker's link in the victim's, and the other way round), without a cookie and with one of its own.
  const other = new CookieBrowser();
  expect(await refused(back, other)).toContain('not begun in this browser');
  await other.open(bed.address('/slack/install'));
  expect(await refused(back, other)).toContain('not begun in this browser');
  // Changed in any part, or without one.
  const url = new URL(back);
  const state = url.searchParams.get('state') ?? '';
  const changed = [
    '',
    'x',
    state.replace(/^./, (first) => (first === 'a' ? 'b' : 'a')),
    state.replace(/\.\d+\./, (until) => until.replace(/\d(?=\.$)/, (last) => String((Number(last) + 1) % 10))),
    `${state}x`,
    '"><script>alert(1)</script>',
  ];
  for (const each of changed) {
    url.searchParams.set('state', each);
    // The browser forgets its secret with each; so it begins anew with the same one.
    const fresh = new CookieBrowser();
    await fresh.open(bed.address('/slack/install'));
    expect(await refused(url.href, fresh)).toContain('not begun in this browser');
  }
  expect(bed.slack.calls('oauth.v2.access')).toEqual([]);

  expect((await bed.browser.open(back)).text).toContain('Hush is installed in Acme');
  expect(events('install.refused').map(({ why }) => why)).toEqual(Array(8).fill('state: foreign'));
});

it('a state is good once, also with the cookie of then, and not after ten minutes', async () => {
  const first = await fetch(bed.address('/slack/install'));
  const cookie = first.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const to = /<a href="([^"]+)"/.exec(await first.text())?.[1]?.replaceAll('&amp;', '&') ?? '';
  const choose = async () => {
    const html = await (await fetch(to)).text();
    const allow = /href="([^"]*allow[^"]*)"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
    return sentBack(new URL(allow, to).href);
  };
  const [once, again] = [await choose(), await choose()];
  const open = async (url: string) => (await fetch(url, { headers: { cookie } })).text();
  expect(await open(once)).toContain('Hush is installed in Acme');
  expect(await open(once)).toContain('ended before');
  expect(await open(again)).toContain('ended before');
  expect(bed.slack.calls('oauth.v2.access')).toHaveLength(1);

  const late = await sentBack((await asked()).links.get(acme.id));
  await clock.advance(600_000);
  const page = await bed.browser.open(late);
  expect(page.text).toContain('More than ten minutes have passed');
  expect(bed.slack.calls('oauth.v2.access')).toHaveLength(1);
});

it.each([
  ['a whole organisation', { is_enterprise_install: true, team: null, enterprise: { id: 'E1' } }, 'whole organisation'],
  ['token rotation', { refresh_token: 'xoxe-1-T0-1-installed', expires_in: 43_200 }, 'token rotation'],
  ['fewer permissions', { scope: 'commands,chat:write' }, 'im:write, users:read'],
  ['no bot token', { access_token: 'xoxp-1', token_type: 'user' }, 'unexpected_answer'],
])('what Hush cannot use is refused and not kept: %s', async (_, answers, words) => {
  if (bed.slack.oauth) bed.slack.oauth.answers = answers;
  const page = await bed.install();
  expect(page.html).toContain('Hush was not installed');
  expect(page.text).toContain(words);
  expect(await degraded()).toEqual([`workspace: Workspace ${acme.id}: not installed.`]);
});

it('Slack’s own refusal is told, whatever stands in it', async () => {
  bed.slack.faults.add({ operation: 'oauth.v2.access', fault: { kind: 'error', error: '<b>bad_code</b>' }, times: 1 });
  const page = await bed.install();
  expect(page.status).toBe(502);
  expect(page.html).toContain('&lt;b&gt;bad_code&lt;/b&gt;');
});
