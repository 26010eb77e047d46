import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { playgroundSlack } from '../../src/playground/slack/seed.ts';
import { type FileForms, fileForms } from '../support/file-forms.ts';
import { startTestBed, type TestBed } from '../support/hush.ts';

const maria = playgroundSlack.moderator;
const fans = Array.from({ length: 40 }, (_, index) => `fan${index}`);

let bed: TestBed;
let forms: FileForms;
beforeAll(async () => {
  bed = await startTestBed({ slack: { switches: { messagesPerSecond: 0 } } });
  bed.zim.addUsers(fans);
  bed.zim.addGroup({ id: 'arena', owner: 'admin', members: fans });
  forms = fileForms(bed);
});
afterEach(async () => {
  bed.slack.faults.clear();
  if (bed.slack.views(maria).length > 0) await bed.slack.people.close({ user: maria, all: true });
  expect(bed.slack.violations()).toEqual([]);
});
afterAll(() => bed.close());

/** How many cases are recorded. */
const cases = () => {
  const database = new DatabaseSync(join(bed.folder, 'hush.db'), { readOnly: true });
  const { count } = database.prepare('select count(*) as count from cases').get() as { count: number };
  database.close();
  return count;
};

describe('a list of ids in a form', () => {
  test('is shown as it was understood, and only after a yes recorded and carried out', async () => {
    const content = `name,user_id\nA,fan0\nB,fan1\nC,${'x'.repeat(40)}\nD,fan0\n`;
    const before = bed.zim.calls.length;
    const text = await forms.preview('mute', { place: 'arena', length: '2h', reason: 'a <raid>' }, { content });
    expect(text).toContain('*mute of 2 members in `arena` (zim) for 2 hours, counted from when you confirm*');
    expect(text).toContain('Reason: a <raid>');
    expect(text).toContain(
      '*2 ids understood* in ids.csv, from the column “user_id”. 1 other column is left out.\n`fan0`, `fan1`',
    );
    expect(text).toContain(`*1 dropped – is longer than 32 bytes*\n\`${'x'.repeat(40)}\``);
    expect(text).toContain('*1 dropped – a repeat: each id counts once*\n`fan0`');
    expect(text).toContain('[Mute 2]');
    expect(bed.zim.calls.length).toBe(before);
    const sent = await bed.slack.people.submit({ user: maria });
    expect(sent).toMatchObject({ sent: true, action: 'close' });
    const told = await bed.told();
    // Where /hush was typed, not as a direct message.
    expect(told.message.onlyFor).toBe(maria);
    expect(told.text).toContain('mute of 2 members in `arena` (zim) for 2 hours');
    expect(told.text).toContain('*2 done*');
    expect(told.text).not.toContain('skipped');
    expect(told.text).toContain('1 id was written more than once');
    expect(bed.zim.muted('arena').toSorted()).toEqual(['fan0', 'fan1']);
  });

  test('works for unmutes, for NetEase, and for silences', async () => {
    await forms.preview('unmute', { place: 'arena' }, { name: 'ids.TXT', content: 'fan0, fan1\n' });
    await bed.slack.people.submit({ user: maria });
    expect((await bed.told()).text).toContain('*2 done*');
    expect(bed.zim.muted('arena')).toEqual([]);

    const everywhere = await forms.preview(
      'mute',
      { place: 'everywhere', length: 'permanent' },
      { content: 'accid\nALICE\n' },
    );
    expect(everywhere).toContain('*mute of 1 account everywhere (netease) permanently*');
    await bed.slack.people.submit({ user: maria });
    expect((await bed.told()).text).toContain('`alice`');

    const values = { user: 'alice', conversations: 'groups', length: '1h' };
    const silence = await forms.preview('silence', values, { content: 'lobby\nstream\n' });
    expect(silence).toContain('*silence of 2 groups for `alice` (zim) for 1 hour, counted from when you confirm*');
    expect(silence).toContain('from the first column. It has no heading that Hush knows');
    await bed.slack.people.submit({ user: maria });
    await bed.told();
    expect(bed.zim.silenced('alice').groups.toSorted()).toEqual(['lobby', 'stream']);
    await forms.preview('unsilence', { user: 'alice', conversations: 'groups' }, { content: 'lobby\nstream\n' });
    await bed.slack.people.submit({ user: maria });
    await bed.told();
    expect(bed.zim.silenced('alice').groups).toEqual([]);
  });

  test('is one case however often yes is said', async () => {
    const before = cases();
    await forms.preview('mute', { place: 'arena', length: '1h' }, { content: 'fan2\n' });
    const [view] = bed.slack.views(maria);
    const first = await bed.slack.people.submit({ user: maria });
    if (!first.sent) throw new Error('The form was not sent');
    const again = await Promise.all([bed.slack.people.resend(first), bed.slack.people.resend(first)]);
    for (const { httpStatus, body } of again) expect({ httpStatus, body }).toEqual({ httpStatus: 200, body: '' });
    await bed.told();
    expect(cases()).toBe(before + 1);
    expect(view?.id).toBe(first.viewId);
  });

  test('is its moderator’s alone, and whoever says yes is asked for anew', async () => {
    const noah = playgroundSlack.secondModerator;
    await forms.preview('mute', { place: 'arena', length: '1h' }, { content: 'fan3\n', user: noah });
    const [view] = bed.slack.views(noah);
    const stolen = { type: 'view_submission', user: { id: playgroundSlack.stranger }, view: view?.view };
    const answer = await bed.slack.people.raw({
      body: new URLSearchParams({
        payload: JSON.stringify({ ...stolen, view: { ...view?.view, id: view?.id } }),
      }).toString(),
    });
    expect(answer.body).toContain('You may not use Hush here');
    // Another moderator's list is not theirs to confirm either.
    const other = { ...stolen, user: { id: maria }, view: { ...view?.view, id: view?.id } };
    const refused = await bed.slack.people.raw({
      body: new URLSearchParams({ payload: JSON.stringify(other) }).toString(),
    });
    expect(refused.body).toContain('What was read from the file is no longer kept.');
    await bed.slack.people.close({ user: noah, all: true });
    expect(bed.zim.muted('arena')).not.toContain('fan3');
  });

  test('keeps people’s file names and ids from meaning anything in Slack', async () => {
    const content = 'id\n<!channel>\n<@U0NOAH0001>\n`x`\n';
    const name = '<!here> *x*.csv';
    await forms.preview('mute', { place: 'arena', length: '1h' }, { name, content });
    expect(JSON.stringify(bed.slack.views(maria).at(-1)?.view.blocks)).not.toMatch(/<[!@]/);
  });
});

describe('before anything is read', () => {
  test('every field is checked, and neither ids nor a file is an error at the ids', async () => {
    const downloads = bed.slack.calls('download').length;
    await forms.open('mute');
    const nothing = await bed.slack.people.submit({ user: maria, values: { place: 'arena', length: '1h' } });
    expect(nothing).toMatchObject({ errors: { targets: 'Write at least one id, or choose a file with the ids.' } });
    const file = bed.slack.admin.upload({ user: maria, name: 'ids.csv', content: 'fan0\n' });
    const wrong = await bed.slack.people.submit({
      user: maria,
      values: { place: 'arena', length: '90', file: [file] },
    });
    expect(wrong).toMatchObject({ errors: { length: expect.stringContaining('90') } });
    const both = { place: 'arena', length: '1h', targets: 'fan1', file: [file] };
    expect(await bed.slack.people.submit({ user: maria, values: both })).toMatchObject({
      errors: { file: 'Write the ids or choose a file, not both.' },
    });
    expect(bed.slack.calls('download')).toHaveLength(downloads);
  });

  test.each([
    ['is empty', { content: '' }],
    ['larger than 10 MB', { content: 'x', announcedLength: 100_000_000 }],
    ['no longer has', { content: 'x', deleted: true }],
    ['no longer has', { content: 'x', announcedUrl: '' }],
  ])('a file that %s is an error at its field', async (words, {
    deleted,
    ...file
  }: { deleted?: boolean; content: string }) => {
    const downloads = bed.slack.calls('download').length;
    await forms.open('mute');
    const id = bed.slack.admin.upload({ user: maria, name: 'ids.csv', ...file });
    if (deleted) bed.slack.admin.deleteFile(id);
    const sent = await bed.slack.people.submit({ user: maria, values: { place: 'arena', length: '1h', file: [id] } });
    expect(sent).toMatchObject({ action: 'errors', errors: { file: expect.stringContaining(words) } });
    expect(bed.slack.calls('download')).toHaveLength(downloads);
  });
});

describe('a file that will not do', () => {
  const png = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), Buffer.alloc(5000)]);
  test.each([
    ['a heading alone', 'user_id\n', 'holds a heading and no ids'],
    ['nothing but blank lines', '\r\n\r\n', 'holds no id that could be sent'],
    ['a picture', png, 'is a picture'],
    ['a workbook', Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(5000, 7)]), 'is an Excel workbook'],
    ['text that is not UTF-8', Buffer.from('id\nmüller\n', 'latin1'), 'is not UTF-8 text'],
    [
      'a million lines',
      Array.from({ length: 1_000_000 }, (_, n) => n.toString(36)).join('\n'),
      'more than 100,000 ids',
    ],
    ['one line without end', Buffer.alloc(9_000_000, 'x'), 'is longer than 65,536 characters'],
    ['cells without end', Buffer.alloc(9_000_000, ','), 'is longer than 65,536 characters'],
  ])('(%s) brings the form back as it was, with a sentence, and nothing is recorded', async (_, content, words) => {
    const before = [cases(), bed.zim.calls.length];
    const values = { place: 'arena', length: '1h', reason: 'because' };
    const text = await forms.answer('mute', values, { content });
    expect(text).toContain(words);
    expect(text).toContain('Where: <arena>');
    expect(text).toContain('Reason: <because>');
    expect([cases(), bed.zim.calls.length]).toEqual(before);
    // The form still works.
    const sent = await bed.slack.people.submit({ user: maria, values: { targets: 'fan9' } });
    expect(sent).toMatchObject({ action: 'close' });
    expect((await bed.told()).text).toContain('`fan9`');
  });

  test('because it is larger than Slack says is not read to its end', async () => {
    const content = Buffer.alloc(100_000_000, `fan1,${'x'.repeat(200)}\n`);
    expect(await forms.answer('mute', { place: 'arena', length: '1h' }, { content, announcedLength: 5000 })).toContain(
      'larger than 10 MB',
    );
  });

  test.each([
    ['HTTP 404', { kind: 'status', status: 404 }, 'Slack no longer has ids.csv'],
    ['HTTP 500', { kind: 'status', status: 500 }, 'would not hand out ids.csv (HTTP 500)'],
    ['a cut connection', { kind: 'reset-before' }, 'The connection to Slack broke off'],
    ['half of the file', { kind: 'half-body' }, 'The connection to Slack broke off'],
    ['an address elsewhere', { kind: 'redirect', to: 'https://evil.example/x' }, 'the permission files:read'],
    ['itself as the address', { kind: 'redirect', to: '/files-pri/x' }, 'Slack sent Hush from one address to the next'],
  ] as const)('because the host answers with %s is told', async (_, fault, words) => {
    bed.slack.faults.add({ fault, operation: 'download' });
    expect(await forms.answer('mute', { place: 'arena', length: '1h' }, { content: 'fan0\n' })).toContain(words);
  });

  test('because the permission is missing says which one', async () => {
    const { scopes } = bed.slack.switches;
    bed.slack.switches.scopes = scopes.filter((scope) => scope !== 'files:read');
    const text = await forms.answer('mute', { place: 'arena', length: '1h' }, { content: 'fan0\n' });
    bed.slack.switches.scopes = scopes;
    expect(text).toContain('lacks the permission files:read');
  });

  test('because it is not kept by Slack is not fetched: the token goes nowhere else', async () => {
    const announcedUrl = `http://localhost:${new URL(bed.slack.apiUrl).port}/files-pri/x`;
    const downloads = bed.slack.calls('download').length;
    const text = await forms.answer('mute', { place: 'arena', length: '1h' }, { content: 'fan0\n', announcedUrl });
    expect(text).toContain('is not kept by Slack itself');
    expect(bed.slack.calls('download')).toHaveLength(downloads);
  });
});

describe('a form that was closed while its file was read', () => {
  test('is told about in words, and nothing is recorded', async () => {
    const before = cases();
    bed.slack.faults.add({ fault: { kind: 'slow', ms: 400 }, operation: 'download' });
    await forms.submitFile('mute', { place: 'arena', length: '1h' }, { content: 'fan4\n' });
    await bed.slack.people.close({ user: maria, all: true });
    const told = await bed.told();
    expect(told.text).toBe(
      'The form was closed before you confirmed the ids in ids.csv. Nothing was recorded or done.',
    );
    expect(told.message.onlyFor).toBe(maria);
    expect(cases()).toBe(before);
  });

  test('is told what was wrong with the file', async () => {
    bed.slack.faults.add({ fault: { kind: 'slow', ms: 400 }, operation: 'download' });
    await forms.submitFile('mute', { place: 'arena', length: '1h' }, { content: 'user_id\n' });
    await bed.slack.people.close({ user: maria, all: true });
    expect((await bed.told()).text).toBe('ids.csv holds a heading and no ids. Nothing was recorded or done.');
  });
});
