import { excerpt } from '../../moderation/excerpt.ts';
import { isLengthWord } from '../../moderation/length.ts';
import { dryRunWord, meansDryRun } from './dry-run.ts';
import { type Item, inQuotes, keywordOf } from './items.ts';
import { isDashWord, isGroupWord } from './keywords.ts';

/** What an item was read as. `field` is the whole content of a form's field or of a look-up, where no other words can be meant. */
export type ItemRole = 'target' | 'user' | 'conversation' | 'place' | 'field';

/** What is wrong with one item, and what could stand in its place; an empty text: nothing. */
export interface ItemFault {
  readonly sentence: string;
  readonly instead: readonly string[];
}

const nouns = {
  target: 'a user',
  user: 'a user',
  conversation: 'a conversation',
  place: 'a place',
  field: 'a user or group',
} as const satisfies Record<ItemRole, string>;

const strayWords: Readonly<Record<ItemRole, ReadonlySet<string>>> = {
  target: new Set(['in', 'everywhere', 'for', 'from', 'because']),
  user: new Set(['in', 'everywhere', 'for', 'from', 'because', 'groups', 'users']),
  conversation: new Set(['in', 'everywhere', 'for', 'from', 'because', 'groups', 'users']),
  place: new Set(['in', 'for', 'from', 'because']),
  field: new Set(),
};

/** A directory of people was looked in for a mention, and had no id for it; `app` is absent where it is not known which was meant. */
export interface AskedDirectory {
  readonly app: string | undefined;
}

/** Why an item cannot be an id at all, quoted or not; undefined when it can. Bytes and characters are checked elsewhere. */
export function itemFault(item: Item, role: ItemRole, directory?: AskedDirectory): ItemFault | undefined {
  const { text } = item;
  if (item.unclosed) {
    const instead = text.length > 1 ? [text.slice(1)] : [''];
    return {
      sentence: `The quote in ${excerpt(text)} is opened and never closed. Close it before a space, or leave it out.`,
      instead,
    };
  }
  if (item.mention !== undefined) return mentionFault(item, nouns[role], directory);
  if (item.quoted) return undefined;
  if (isDashWord(text) || meansDryRun(text)) return dashFault(text);
  // As a target of a mute it means many people, see `group-words.ts`; as a place, a group with that id.
  if (role !== 'place' && role !== 'target' && isGroupWord(text)) {
    const sentence = `“${excerpt(text)}” means many people in a group, and only mute and unmute know it.`;
    return { sentence: `${sentence} If it is an id, put it in quotes.`, instead: [inQuotes(text)] };
  }
  const word = keywordOf(item) ?? '';
  if (strayWords[role].has(word)) {
    const sentence = `“${excerpt(text)}” stands where ${nouns[role]} was expected. If it is an id, put it in quotes.`;
    return { sentence, instead: [inQuotes(text)] };
  }
  if (role !== 'field' && isLengthWord(text)) {
    const sentence = `${excerpt(text)} is a length, and stands where ${nouns[role]} was expected. If it is an id, put it in quotes.`;
    return { sentence, instead: [inQuotes(text)] };
  }
  return undefined;
}

/** The refusal of words like `--force`, which a later version may give a meaning. A field of a form may hold `--dry-run` as well. */
export function dashFault(text: string): ItemFault {
  const sentence = meansDryRun(text)
    ? `${dryRunWord} is the last word of a line, and has no meaning here.`
    : `Words that start with two dashes or a long one, like “${excerpt(text)}”, are kept for a later version of Hush.`;
  return { sentence: `${sentence} Leave it out, or put it in quotes.`, instead: ['', inQuotes(text)] };
}

function mentionFault(item: Item, noun: string, directory: AskedDirectory | undefined): ItemFault {
  const what = {
    person: 'is a person here in Slack',
    'user-group': 'is a user group of Slack',
    broadcast: 'calls people in Slack',
    channel: 'is a Slack channel, and Slack keeps its name to itself',
  }[item.mention?.kind ?? 'person'];
  const inApp = directory?.app === undefined ? '' : ` in ${directory.app}`;
  const unknown = directory && item.mention?.kind === 'person' ? `: the directory has no id for them${inApp}` : '';
  const sentence = `${excerpt(item.text)} ${what}, where ${noun} of your chat product was expected. Write the id it has there${unknown}.`;
  return { sentence, instead: ['<id>'] };
}
