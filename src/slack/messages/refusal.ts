import { button, buttonIds } from '../buttons/ids.ts';
import type { LineRefusal } from '../line/command.ts';
import { helpLines, usageText } from './help.ts';
import { type Message, section } from './message.ts';
import { codeText, cutText, escapeText } from './mrkdwn.ts';

/** A line may hold ten thousand ids; what is repeated of it may not. */
const longestWord = 100;
const longestSuggestion = 300;
const mostSuggestions = 5;

/** Why a line was refused: the wrong word, what to type instead, the form of the line, and a button to the form filled in (`draft`). */
export function refusalMessage(refusal: LineRefusal, draft: string | undefined): Message {
  const { sentence, word, suggestions, verb } = refusal;
  const pointed = word !== undefined && !sentence.includes(word) ? `${codeText(cutText(word, longestWord))}: ` : '';
  const lines = [`${pointed}${escapeText(cutText(sentence, 600))}`];
  if (suggestions.length > 0) {
    const shown = suggestions.slice(0, mostSuggestions).map((line) => codeText(cutText(line, longestSuggestion)));
    lines.push(`Type instead: ${shown.join(' or ')}`);
  }
  lines.push('Nothing was done.');
  const usage = verb ? [`The form of the line:\n${usageText(verb)}`] : helpLines();
  return {
    text: [...lines, ...usage].join('\n'),
    blocks: [
      section(lines.join('\n')),
      ...usage.map(section),
      ...(draft
        ? [
            {
              type: 'actions' as const,
              block_id: 'refusal',
              elements: [
                button({
                  id: buttonIds.openDraft,
                  text: 'Open the form',
                  value: draft,
                  label: 'Open the form filled with what was typed',
                  primary: true,
                }),
              ],
            },
          ]
        : []),
    ],
  };
}
