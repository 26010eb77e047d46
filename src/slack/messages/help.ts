import type { AppName } from '../../moderation/vendor.ts';
import { type Verb, verbs } from '../line/command.ts';
import { type LineParts, verbHelp } from '../line/usage.ts';
import { type Message, section } from './message.ts';
import { codeText, escapeText } from './mrkdwn.ts';

/** Each form of a verb's line, as inline code. */
export function usageText(verb: Verb): string {
  return verbHelp[verb].lines.map(codeText).join('\n');
}

function verbText(verb: Verb): string {
  return `*${verb}*: ${escapeText(verbHelp[verb].summary)}\n${usageText(verb)}`;
}

const opening = "*Hush mutes people in the product's chat from here.* A bare `/hush` opens a form.";
const lengths = 'Lengths: `30s`, `10m`, `2h`, `1d`, `1w`, joined as in `1d12h`, or `permanent`.';
const elsewhere =
  'Hush’s own page, below Apps in the sidebar, shows what is on. “More actions” of a message offers to mute the people in it.';
const autoLength = 'A mute for `auto` takes the next step of the ladder, if one is set up, for each target.';
const dryRun = '`--dry-run` at the end of a line has you see what it would do.';
const quotes = 'Ids with spaces, and words like `for`, go in quotes.';
const words =
  'In a ZIM group `everyone`, or `all`, means all of it; roles are `role:owner`, `role:admin`, `role:member` and `role:100` to `role:255`. It takes the place of the mute that the group had as a whole; an unmute lifts that, and people who are muted one by one stay muted.';

/** What `/hush help` says; with a verb, that verb only, and of lengths, quotes and apps what its line can have. */
export function helpMessage(verb: Verb | undefined, apps: readonly AppName[]): Message {
  const shown = verb === undefined ? verbs : [verb];
  const has = shown.map((each): LineParts => verbHelp[each].has);
  const notes = [
    ...(has.some(({ length }) => length) ? [lengths] : []),
    ...(shown.includes('mute') ? [autoLength] : []),
    ...(has.some(({ ids }) => ids) ? [quotes] : []),
    ...(has.some((each) => each.words) ? [words] : []),
    ...(has.some(({ changes }) => changes) ? [dryRun] : []),
    ...appNote(has, apps),
  ].join(' ');
  const all = verb === undefined;
  const lines = [
    ...(all ? [opening] : []),
    ...shown.map(verbText),
    ...(notes === '' ? [] : [notes]),
    ...(all ? [elsewhere] : []),
  ];
  return { text: lines.join('\n'), blocks: lines.map(section) };
}

/** Only who has several apps of a vendor ever writes a name in front: an example with one of theirs. */
function appNote(has: readonly LineParts[], apps: readonly AppName[]): readonly string[] {
  const examples = has.flatMap(({ apps: written = {} }) =>
    (['zim', 'netease'] as const).flatMap((vendor) => {
      const [first, ...others] = apps.filter((app) => app.vendor === vendor);
      const write: ((app: string) => string) | undefined = written[vendor];
      return first === undefined || others.length === 0 || write === undefined ? [] : [codeText(write(first.name))];
    }),
  );
  const told = [...new Set(examples)];
  return told.length === 0 ? [] : [`A name in front picks an app: ${told.join(', ')}.`];
}
