import { codeText, escapeWithin, oneLine } from './mrkdwn.ts';

/** Characters of one sentence, escaped. */
const sentenceRoom = 600;

/**
 * A sentence of the domain as people read it, escaped: what stands between backticks is an id, and `@` with a Slack id outside of them is that
 * person (see `Verdict` in `moderation/policy/rule.ts`). Whatever an id says, it mentions nobody.
 */
export function ruleText(sentence: string): string {
  let room = sentenceRoom;
  const shown: string[] = [];
  for (const [index, part] of oneLine(sentence).split('`').entries()) {
    if (room <= 0) break;
    const text = index % 2 === 1 ? codeText(part) : withPeople(escapeWithin(part, room));
    shown.push(text);
    room -= text.length;
  }
  return shown.join('');
}

function withPeople(escaped: string): string {
  return escaped.replace(/(?<![\w@])@((?:T[A-Z0-9]{2,20}:)?[UW][A-Z0-9]{2,20})(?![\w])/g, '<@$1>');
}
