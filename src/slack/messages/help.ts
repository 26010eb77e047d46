import { type Verb, verbs } from '../line/command.ts';
import { verbHelp } from '../line/usage.ts';
import { type Message, section } from './message.ts';
import { codeText, escapeText } from './mrkdwn.ts';

/** Each form of a verb's line, as inline code. */
export function usageText(verb: Verb): string {
  return verbHelp[verb].lines.map(codeText).join('\n');
}

/** What every verb does and how its line goes, one paragraph a verb. */
export function helpLines(): readonly string[] {
  return verbs.map(verbText);
}

function verbText(verb: Verb): string {
  return `*${verb}*: ${escapeText(verbHelp[verb].summary)}\n${usageText(verb)}`;
}

const opening = "*Hush mutes people in the product's chat from here.* A bare `/hush` opens a form.";
const lengths =
  'Lengths: `30s`, `10m`, `2h`, `1d`, `1w`, joined as in `1d12h`, or `permanent`. ' +
  'Ids with spaces, and words like `for`, go in quotes. A name in front picks an app: `in eu/lobby`.';

/** What `/hush help` says; with a verb, that verb only. */
export function helpMessage(verb: Verb | undefined): Message {
  const lines = verb ? [verbText(verb), lengths] : [opening, ...helpLines(), lengths];
  return { text: lines.join('\n'), blocks: lines.map(section) };
}
