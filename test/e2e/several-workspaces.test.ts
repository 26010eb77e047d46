import { afterEach, expect, it } from 'vitest';
import { playgroundSlack as names } from '../../src/playground/slack/seed.ts';
import { buttonIds } from '../../src/slack/buttons/ids.ts';
import { openToRead } from '../../src/store/open-to-read.ts';
import { readinessAt } from '../support/readiness.ts';
import { acme, beta, bothListed, type SeveralBed, startSeveralBed } from '../support/several.ts';

let bed: SeveralBed;
afterEach(() => bed.close());

const maria = names.moderator;
const noah = names.secondModerator;

/** Types a line in Beta; what its author is told next. */
async function sayInBeta(line: string, user: string = noah): Promise<string> {
  const before = bed.beta.ephemerals(user).length;
  await bed.beta.people.command({ user, channel: names.moderationChannel, text: line.replace('/hush ', '') });
  const message = await bed.beta.waitFor(() => bed.beta.ephemerals(user)[before]);
  return bed.beta.plainText(message);
}

const ready = () => readinessAt(bed.address('/readyz'));
const audited = () => {
  const database = openToRead(bed.folder);
  try {
    return database?.prepare('select event, actor from audit order by seq').all() ?? [];
  } finally {
    database?.close();
  }
};

it('two workspaces mute in the same chat, each with its own moderators, audit channel and words', async () => {
  bed = await startSeveralBed();
  await bed.install(acme.id);
  await bed.install(beta.id);
  expect(await ready()).toEqual({ status: 200, degraded: [] });

  expect((await bed.say('/hush mute alice in lobby for 2h spam')).text).toContain('1 done');
  // Maria of Beta has the id of Maria of Acme, and is no moderator: Beta knows no user group of Acme's.
  expect(await sayInBeta('/hush mute bob in lobby for 2h spam', maria)).toContain('moderator');
  expect(await sayInBeta('/hush mute bob in lobby for 2h flood')).toContain('1 done');
  await bed.slack.waitFor(() => bed.audit()[0]?.text.includes('Ended: 1 done'));
  await bed.beta.waitFor(() => bed.auditOfBeta()[0]?.includes('Ended: 1 done'));
  expect(bed.audit()).toHaveLength(1);
  expect(bed.audit()[0]?.text).toMatch(/^\*Case 1\* by @maria: .*lobby/s);
  expect(bed.auditOfBeta()).toHaveLength(1);
  expect(bed.auditOfBeta()[0]).toMatch(/^\*Case 2\* by @noah: .*lobby/s);

  // The history is one; who is of the other workspace is named with it.
  expect((await bed.say('/hush history bob')).text).toContain(`${noah} (Beta &`);
  expect(await sayInBeta(`/hush history by @noah`)).toContain('Case 2');
  expect((await bed.say('/hush history by @noah')).text).not.toContain('Case 2');
  expect(audited().filter(({ event }) => event === 'case.recorded')).toMatchObject([
    { actor: `${acme.id}:${maria}` },
    { actor: `${beta.id}:${noah}` },
  ]);
});

it('undoes what another workspace did: told there where it was asked, and below the original', async () => {
  bed = await startSeveralBed();
  await bed.install(acme.id);
  await bed.install(beta.id);
  await bed.say('/hush mute alice in lobby for 2h spam');
  await bed.slack.waitFor(() => bed.audit()[0]?.text.includes('Ended: 1 done'));
  expect(await sayInBeta('/hush undo 1')).toContain('1 done');
  await bed.beta.waitFor(() => bed.auditOfBeta()[0]?.includes('Ended: 1 done'));
  await bed.slack.waitFor(() => bed.audit()[0]?.text.includes('Undone by case 2'));
  expect(bed.auditOfBeta()[0]).toMatch(/^\*Case 2\* by @noah/);
  const [original] = bed.audit();
  const below = bed.audit().filter(({ message }) => message.threadTs === original?.message.ts);
  expect(below.map(({ text }) => text)).toEqual([
    expect.stringContaining('undoes this from another workspace, as case 2'),
  ]);
  expect(below[0]?.text).toContain(`${noah} (Beta &`);
});

it('a workspace that removes Hush in the middle of a case loses nothing, keeps nobody waiting, and is told once it is back', async () => {
  bed = await startSeveralBed();
  await bed.install(acme.id);
  await bed.install(beta.id);
  bed.zim.faults.add({ operation: 'MuteGroupMembers', fault: { kind: 'hang' }, times: 1 });
  await bed.type('/hush mute alice in lobby for 2h spam');
  await bed.zim.waitFor(() => bed.zim.calls.length > 0);
  await bed.slack.endTokens('account_inactive');
  await expect
    .poll(async () => (await ready()).degraded)
    .toEqual([`workspace: Workspace ${acme.id}: not installed any more (app_uninstalled).`]);

  // The case goes on, and Beta does not wait.
  expect(await sayInBeta('/hush mute bob in lobby for 2h flood')).toContain('1 done');
  await bed.beta.waitFor(() => bed.auditOfBeta()[0]?.includes('Ended: 1 done'));
  await bed.zim.waitFor(
    () => bed.zim.calls.filter(({ params }) => JSON.stringify(params).includes('alice')).length > 1,
  );
  expect(bed.audit()).toEqual([]);
  expect((await bed.say('/hush groups')).text).toContain('not installed in this workspace any more');

  await bed.install(acme.id);
  await bed.slack.waitFor(() => bed.audit()[0]?.text.includes('Ended: 1 done'), 10_000);
  expect(await ready()).toEqual({ status: 200, degraded: [] });
  expect(audited().filter(({ event }) => event === 'workspace.removed')).toHaveLength(1);
});

it.each([
  'invalid_auth',
  'account_inactive',
  'token_revoked',
] as const)('a token that Slack answers with %s is forgotten at once, and what it was to tell waits for the next', async (word) => {
  bed = await startSeveralBed();
  await bed.install(acme.id);
  await bed.install(beta.id);
  await bed.say('/hush mute alice in lobby for 2h spam');
  await bed.slack.waitFor(() => bed.audit()[0]?.text.includes('Ended: 1 done'));
  // Nothing is said: the next call finds out.
  await bed.slack.endTokens(word, false);
  await sayInBeta('/hush undo 1');
  await expect
    .poll(async () => (await ready()).degraded)
    .toEqual([`workspace: Workspace ${acme.id}: not installed any more (${word}).`]);
  await bed.install(acme.id);
  await bed.slack.waitFor(() => bed.audit().some(({ text }) => text.includes('undoes this from another')), 10_000);
  await bed.slack.waitFor(() => bed.audit()[0]?.text.includes('Undone by case 2'));
});

it('a second moderator says yes in the workspace of who asked, and nobody in another', async () => {
  const policy = '\npolicy: { approval: { above: 1 } }\n';
  bed = await startSeveralBed({ hushYml: bothListed + policy });
  await bed.install(acme.id);
  await bed.install(beta.id);
  await bed.type('/hush mute alice bob in lobby for 2h spam');
  await bed.slack.waitFor(() => bed.audit()[0]?.text.includes('asks for a second moderator'));
  expect(bed.auditOfBeta()).toEqual([]);
  await bed.beta.people.openHome({ user: noah });
  await bed.beta.waitFor(() => bed.beta.home(noah));
  expect(JSON.stringify(bed.beta.home(noah))).not.toContain('asks for');
  const [message] = bed.slack.messages(names.auditChannel);
  if (!message) throw new Error('There is no message');
  // Pressed in Beta as if it stood there.
  const forged = bed.beta.admin.say({
    user: names.botUser,
    channel: names.moderationChannel,
    text: 'x',
    blocks: message.blocks,
  });
  const copy = bed.beta.messages(names.moderationChannel).find(({ ts }) => ts === forged);
  if (!copy) throw new Error('There is no message');
  const actionId = buttonIds.approve;
  await bed.beta.people.press({ user: noah, message: copy, actionId });
  await bed.beta.waitFor(() =>
    bed.beta.ephemerals(noah).some((each) => bed.beta.plainText(each).includes('another workspace')),
  );
  expect(bed.zim.calls).toEqual([]);
  await bed.slack.people.press({ user: noah, message, actionId });
  await bed.slack.waitFor(() => bed.audit().some(({ text }) => text.includes('Ended: 2 done')));
  expect(bed.auditOfBeta()).toEqual([]);
});

it('what one workspace does not take now keeps nobody in another waiting', async () => {
  bed = await startSeveralBed();
  await bed.install(acme.id);
  await bed.install(beta.id);
  bed.slack.faults.add({ operation: 'chat.postMessage', fault: { kind: 'rate-limited', retryAfter: 30 } });
  bed.slack.faults.add({ operation: 'conversations.open', fault: { kind: 'rate-limited', retryAfter: 30 } });
  await bed.say('/hush mute alice in lobby for 2h spam');
  await bed.slack.waitFor(() => bed.slack.calls('chat.postMessage').some(({ status }) => status === 429));
  expect(await sayInBeta('/hush mute bob in lobby for 2h flood')).toContain('1 done');
  await bed.beta.waitFor(() => bed.auditOfBeta()[0]?.includes('Ended: 1 done'));
  await expect
    .poll(async () => (await ready()).degraded)
    .toEqual(['audit-channel: Slack takes no messages for the audit channel: ratelimited.']);
  expect(bed.audit()).toEqual([]);
});

it('Hush’s own page is each workspace’s own', async () => {
  bed = await startSeveralBed();
  await bed.install(acme.id);
  await bed.install(beta.id);
  await bed.say('/hush mute alice in lobby for 2h spam');
  await bed.slack.people.openHome({ user: maria });
  await bed.slack.waitFor(() => bed.slack.home(maria));
  expect(JSON.stringify(bed.slack.home(maria))).toContain(`<@${maria}>`);
  await bed.beta.people.openHome({ user: noah });
  await bed.beta.waitFor(() => bed.beta.home(noah));
  expect(JSON.stringify(bed.beta.home(noah))).toContain(`${maria} (Acme)`);
  // Maria is nobody in Beta.
  await bed.beta.people.openHome({ user: maria });
  await bed.beta.waitFor(() => bed.beta.home(maria));
  expect(JSON.stringify(bed.beta.home(maria))).not.toContain('alice');
});
