import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { examine } from '../../src/doctor.ts';
import { systemRandom } from '../../src/lib/random.ts';
import { readinessAt } from '../support/readiness.ts';
import { acme, beta, type SeveralBed, startSeveralBed } from '../support/several.ts';

let bed: SeveralBed;
beforeEach(async () => {
  bed = await startSeveralBed();
  await bed.install(acme.id);
  await bed.install(beta.id);
  expect(await ready()).toEqual([]);
});
afterEach(() => bed.close());

const ready = async () => (await readinessAt(bed.address('/readyz'))).degraded;

function inDatabase<T>(work: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(join(bed.folder, 'hush.db'));
  try {
    return work(database);
  } finally {
    database.close();
  }
}

const rows = () => inDatabase((database) => database.prepare('select * from installations order by workspace').all());
/** What the doctor says of workspaces. */
async function doctor(more = {}): Promise<readonly string[]> {
  const { clock } = bed;
  const findings = await examine(readConfig({ ...bed.environment, ...more }), { clock, random: systemRandom });
  return findings.filter(({ what }) => what.startsWith('Workspace')).map(({ level, what }) => `${level} ${what}`);
}

it('no token stands in the database, and the doctor tells of each workspace', async () => {
  expect(JSON.stringify(rows())).not.toMatch(/xoxb/);
  expect(rows()).toHaveLength(2);
  expect(await doctor()).toEqual([
    `ok Workspace ${acme.id}: Slack token: bot hush in workspace Acme`,
    `ok Workspace ${acme.id}: Slack scopes: all 7 that Hush needs`,
    `ok Workspace ${acme.id}: Moderators: Slack knows S0MODS0001`,
    `ok Workspace ${beta.id}: Slack token: bot hush in workspace Beta & <Sons>`,
    `ok Workspace ${beta.id}: Slack scopes: all 7 that Hush needs`,
    `ok Workspace ${beta.id}: Moderators: Slack knows U0NOAH0001`,
  ]);
});

it('another HUSH_TOKEN_KEY is told in words, deletes nothing, and with the right one all is as before', async () => {
  const before = rows();
  await bed.stop();
  bed.environment.HUSH_TOKEN_KEY = randomBytes(32).toString('base64');
  await bed.start();
  const why = 'its token was stored with another HUSH_TOKEN_KEY';
  expect(await ready()).toEqual([
    `workspace: Workspace ${acme.id}: ${why}.`,
    `workspace: Workspace ${beta.id}: ${why}.`,
  ]);
  expect((await bed.say('/hush groups')).text).toContain('Hush cannot read its token for this workspace');
  expect(await doctor()).toEqual([`fail Workspace ${acme.id}: ${why}`, `fail Workspace ${beta.id}: ${why}`]);
  expect(rows()).toEqual(before);
  await bed.stop();
  bed.environment.HUSH_TOKEN_KEY = bed.key;
  await bed.start();
  expect(await ready()).toEqual([]);
  expect((await bed.say('/hush mute alice in lobby for 2h')).text).toContain('1 done');
});

it('a lost key is replaced by installing again', async () => {
  await bed.stop();
  bed.environment.HUSH_TOKEN_KEY = randomBytes(32).toString('base64');
  await bed.start();
  expect((await bed.install(acme.id)).text).toContain('Hush is installed in Acme');
  expect((await bed.say('/hush mute alice in lobby for 2h')).text).toContain('1 done');
  expect(await ready()).toEqual([`workspace: Workspace ${beta.id}: its token was stored with another HUSH_TOKEN_KEY.`]);
});

it('tokens that were swapped between workspaces, or changed, are used nowhere', async () => {
  inDatabase((database) => {
    const token = (workspace: string) =>
      String(database.prepare('select token from installations where workspace = ?').get(workspace)?.token);
    const [of, other] = [token(acme.id), token(beta.id)];
    const put = database.prepare('update installations set token = ? where workspace = ?');
    put.run(other, acme.id);
    put.run(
      of.replace(/.$/, (last) => (last === 'A' ? 'Q' : 'A')),
      beta.id,
    );
  });
  const calls = bed.slack.calls().length + bed.beta.calls().length;
  const why = 'its stored token was changed, or is that of another workspace';
  expect(await ready()).toEqual([
    `workspace: Workspace ${acme.id}: ${why}.`,
    `workspace: Workspace ${beta.id}: ${why}.`,
  ]);
  expect((await bed.say('/hush mute alice in lobby for 2h')).text).toContain('cannot read its token');
  expect(bed.zim.calls).toEqual([]);
  const made = bed.slack.calls().length + bed.beta.calls().length - calls;
  // Only what was told where it was typed.
  expect(made).toBe(1);
});

it('an event about an installation of before does not remove the new one', async () => {
  await bed.slack.endTokens('token_revoked');
  await expect.poll(ready).toEqual([`workspace: Workspace ${acme.id}: not installed any more (tokens_revoked).`]);
  await bed.install(acme.id);
  inDatabase((database) => database.exec('update installations set installed_at = installed_at + 60000'));
  // As Slack repeats it.
  await bed.slack.people.tellRemoval('app_uninstalled');
  expect((await bed.say('/hush mute alice in lobby for 2h')).text).toContain('1 done');
  expect(await ready()).toEqual([]);
});
