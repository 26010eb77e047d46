import { button, buttonIds } from '../buttons/ids.ts';
import type { LineRefusal, Verb } from '../line/command.ts';
import { usageText } from './help.ts';
import { type Message, section } from './message.ts';
import { codeText, cutText, escapeWithin } from './mrkdwn.ts';

/** A line may hold ten thousand ids; what is repeated of it may not. */
const longestWord = 100;
const longestSuggestion = 300;
const mostSuggestions = 5;
const longestSentence = 1000;

/**
 * Why a line was refused: the wrong word, what to type instead, the form of the line, and a button to the form filled in (`draft`). Of a
 * mistyped verb only the forms of those that were perhaps meant: thirty lines of help would hide the one that matters.
 */
export function refusalMessage(refusal: LineRefusal, draft: string | undefined): Message {
  const { sentence, word, suggestions, verb, likely = [] } = refusal;
  const pointed = word !== undefined && !sentence.includes(word) ? `${codeText(cutText(word, longestWord))}: ` : '';
  const lines = [
    `${pointed}${escapeWithin(sentence, longestSentence)}`,
    ...suggestionTexts(suggestions),
    'Nothing was done.',
    ...usageLines(verb === undefined ? likely : [verb]),
    ...(verb === undefined && !suggestions.includes('/hush help') ? ['`/hush help` shows every verb.'] : []),
  ];
  const actions = {
    type: 'actions' as const,
    block_id: 'refusal',
    elements: [
      button({
        id: buttonIds.openDraft,
        text: 'Open the form',
        value: draft ?? '',
        label: 'Open the form filled with what was typed',
        primary: true,
      }),
    ],
  };
  return { text: lines.join('\n'), blocks: [...lines.map(section), ...(draft ? [actions] : [])] };
}

function usageLines(verbs: readonly Verb[]): readonly string[] {
  return verbs.length === 0 ? [] : [`The form of the line:\n${verbs.map(usageText).join('\n')}`];
}

/** What to type instead, one section each: escaped, one can be five times as long as it was typed. */
function suggestionTexts(suggestions: readonly string[]): readonly string[] {
  return suggestions
    .slice(0, mostSuggestions)
    .map((line, index) => `${index === 0 ? 'Type instead' : 'or'}: ${codeText(cutText(line, longestSuggestion))}`);
}
