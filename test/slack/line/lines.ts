import fc from 'fast-check';
import type { AppName } from '../../../src/moderation/vendor.ts';
import type { Command, LineRefusal } from '../../../src/slack/line/command.ts';
import type { LineContext } from '../../../src/slack/line/context.ts';
import { parseLine } from '../../../src/slack/line/parse-line.ts';

/** One app of each vendor, as environment variables set them up. */
export const oneOfEach: readonly AppName[] = [
  { name: 'zim', vendor: 'zim' },
  { name: 'netease', vendor: 'netease' },
];
/** Several apps, as `hush.yml` sets them up. */
export const several: readonly AppName[] = [
  { name: 'eu', vendor: 'zim' },
  { name: 'us', vendor: 'zim' },
  { name: 'cn', vendor: 'netease' },
  { name: 'jp', vendor: 'netease' },
];
/** With rules of `hush.yml`: reasons that have a length, and people who are known in the chats. */
export const withRules: LineContext = {
  apps: oneOfEach,
  ladder: true,
  templates: new Map<string, number | 'permanent'>([
    ['spam', 7200],
    ['Abuse', 86_400],
    ['ban evasion', 'permanent'],
    ['ban', 600],
    ["kid's stuff", 60],
  ]),
  people: new Map([
    ['U1', { zim: 'Bob', netease: 'bob_cn' }],
    ['U2', { zim: 'for' }],
  ]),
};
export const zimOnly: readonly AppName[] = [{ name: 'zim', vendor: 'zim' }];
export const neteaseOnly: readonly AppName[] = [{ name: 'netease', vendor: 'netease' }];

/** The command a line is read as; fails with the refusal's sentence. */
export function read(text: string, apps: readonly AppName[] | LineContext = oneOfEach): Command {
  const parsed = parseLine(text, apps);
  if (!parsed.ok) throw new Error(`refused: ${parsed.refusal.sentence}`);
  return parsed.command;
}

/** The refusal of a line; fails with the command it was read as. */
export function refuse(text: string, apps: readonly AppName[] | LineContext = oneOfEach): LineRefusal {
  const parsed = parseLine(text, apps);
  if (parsed.ok) throw new Error(`read as ${JSON.stringify(parsed.command)}`);
  return parsed.refusal;
}

/** What Slack makes of text that a person types, mentions apart. */
export function slackEscaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

const words = fc.constantFrom(
  ...'mute unmute silence unsilence groups active history case undo extend reason help ban free list log show why edit'.split(
    ' ',
  ),
  ...'in IN for For from everywhere groups users because by permanent forever auto'.split(' '),
  ...'p2p team room qchat Team P2P p2p,team everyone Everyone all role:admin role:100 role:member'.split(' '),
  ...'role:nobody --dry-run —x –'.split(' '),
  ...'SPAM abuse ban evasion "ban evasion" abus <@U2>'.split(' '),
  ...'2h 90 1d12h 1d 12h 30 0 -1 1M hours minutes and & + , - / to 2hh 1,5h spam'.split(' '),
  ...'alice Bob o’brien o\'brien "mary ann" “for” ‘2h’ «x» " \' “ "" eu/ eu/lobby cn/team eu/"team" zim/lobby x/y lobby'.split(
    ' ',
  ),
  ...['"mary ann"', "'mary ann'", '"a,b"', '<@U1>', '<@U1|bob>', '<#C1|lobby>', '<#C1|>', '<!here>', '&lt;', '&amp;'],
  ...['<!subteam^S1|@mods>', '<mailto:a@b|a@b>', '<http://x|x>', '<', '>', '&', '12', '#12', '@U012', '1\u00a0day'],
  ...['🔇', 'سلام', '\u202e', '\u0000', '\u200b', 'x'.repeat(33), '\ud83d'],
);
const separators = fc.constantFrom(' ', ' ', ' ', '  ', '\n', '\u00a0', ',', ', ', '');

/** Lines made of the grammar's own words in any order: far likelier to find a hole than random characters. */
export const wordSalad = fc
  .array(fc.tuple(words, separators), { maxLength: 14 })
  .map((pairs) => pairs.map(([word, separator]) => word + separator).join(''));

const item = fc.oneof(
  fc.constantFrom('alice', 'Bob', "o'brien", '"mary ann"', '“for”', '"2h"', "'team'", '"a,b"', 'x/y', '""', '1001'),
  fc.stringMatching(/^[a-z0-9_@.]{3,12}$/),
  fc.string({ minLength: 1, maxLength: 8 }).map((text) => `"${text}"`),
  fc.string({ minLength: 1, maxLength: 8, unit: 'binary' }).map((text) => `'${text}'`),
);
const items = fc.array(item, { minLength: 1, maxLength: 5 }).map((list) => list.join(' '));
const many = fc
  .array(fc.constantFrom('everyone', 'ALL', 'role:member', 'Role:Admin', 'role:owner', 'role:100', 'role:255', 'bob'), {
    minLength: 1,
    maxLength: 3,
  })
  .map((list) => list.join(' '));
const place = fc.oneof(
  fc.constantFrom('everywhere', 'in p2p', 'in team,room', 'in qchat, p2p', 'in cn/everywhere', 'in cn/p2p,team'),
  fc.constantFrom('in lobby', 'in "team"', 'in eu/lobby', 'in eu/"mary ann"', 'in us/x/y', 'in eu/"p2p"', 'in zim/a'),
  item.map((text) => `in ${text}`),
  item.map((text) => `in eu/${text}`),
);
const length = fc.constantFrom(
  '2h',
  '2 hours',
  '"1 day 12 hours"',
  'permanent',
  '1.5h',
  '90m',
  '1h90m',
  'FOREVER',
  'auto',
  'spam',
  '"Ban Evasion"',
  'ban',
);
const reason = fc.oneof(
  fc.constantFrom('', 'spam', 'he said "no"', "don't", '3 strikes', '- again', 'in error', '"--x"', '<@U1|bob> saw it'),
  fc.string({ maxLength: 20 }),
  fc.string({ maxLength: 20, unit: 'binary' }),
);
const kind = fc.constantFrom('groups', 'users', 'eu/groups', 'us/users', 'GROUPS');

/** Lines that are mostly right. */
export const likelyLine = fc.oneof(
  fc.tuple(items, place, length, reason).map(([who, where, long, why]) => `mute ${who} ${where} for ${long} ${why}`),
  fc.tuple(items, place, reason).map(([who, where, why]) => `unmute ${who} ${where} ${why}`),
  fc.tuple(many, place, length, reason).map(([who, where, long, why]) => `mute ${who} ${where} for ${long} ${why}`),
  fc.tuple(many, place, reason).map(([who, where, why]) => `unmute ${who} ${where} ${why}`),
  fc
    .tuple(item, kind, items, length, reason)
    .map(([user, from, what, long, why]) => `silence ${user} from ${from} ${what} for ${long} ${why}`),
  fc
    .tuple(item, kind, items, reason)
    .map(([user, from, what, why]) => `unsilence ${user} from ${from} ${what} because ${why}`),
  fc
    .tuple(fc.constantFrom('groups', 'groups eu/', 'active', 'history'), fc.oneof(item, reason))
    .map((pair) => pair.join(' ')),
  fc.tuple(fc.constantFrom('case', 'undo'), fc.integer({ min: 1 })).map((pair) => pair.join(' ')),
  fc
    .tuple(fc.constantFrom('extend 12 for', 'Extend #7 FOR', 'extend 12'), length, fc.constantFrom('', '', '', 'spam'))
    .map((parts) => parts.join(' ')),
  fc.tuple(fc.constantFrom('reason 12', 'REASON #7', 'reason 12,'), reason).map((pair) => pair.join(' ')),
  fc.constantFrom(
    '',
    'mute',
    'unmute',
    'silence',
    'unsilence',
    'help',
    'help mute',
    'groups',
    'active',
    'history by <@U1>',
  ),
);
