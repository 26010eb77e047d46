import { excerpt } from '../../moderation/excerpt.ts';
import type { Verb } from './command.ts';
import { type Fault, faultAt } from './fault.ts';
import { dashFault } from './item-fault.ts';
import { type Item, keywordOf } from './items.ts';
import { isDashWord } from './keywords.ts';
import { placeholders } from './placeholders.ts';

/** The case's number that an item says, written `12` or `#12`. At most 15 digits: more would not stay exact, and no case has them. */
export function caseNumber(item: Item): number | undefined {
  const digits = item.mention === undefined ? /^#?([1-9]\d{0,14})$/.exec(item.text)?.[1] : undefined;
  return digits === undefined ? undefined : Number(digits);
}

/** `012`, `-3`, `12:`, `case12`, `x12`; not the digits inside an id, a fraction or a length: an undo of case 7 is no guess to make of `alice7`. */
const numberMeant = /^[^\p{L}\p{N}]*(?:case|nr|no|x)?[^\p{L}\p{N}]*0*([1-9]\d{0,14})[^\p{L}\p{N}]*$/iu;

/** What stands for a case's number in a verb's line. No number is made up: somebody might type it as it stands. */
export function numberPlaceholder(verb: Verb): string {
  return verb === 'case' || verb === 'undo' ? placeholders.number : placeholders.case;
}

/** The refusal of an item that stands where a case's number was expected, and is none. */
export function caseNumberFault(text: string, item: Item, verb: Verb): Fault {
  if (!item.quoted && isDashWord(item.text) && !/^[—–]\d/.test(item.text)) {
    return faultAt(text, item, dashFault(item.text));
  }
  if (keywordOf(item) === 'case') {
    const sentence = `The number comes right after ${verb}, without the word “case”.`;
    return faultAt(text, item, { sentence, instead: [''] });
  }
  const likely =
    item.mention === undefined ? numberMeant.exec(item.text.slice(0, 100).normalize('NFKC'))?.[1] : undefined;
  const sentence = `“${excerpt(item.text)}” is not a case’s number. Cases are numbered 1, 2, 3 and so on.`;
  return faultAt(text, item, { sentence, instead: [likely ?? numberPlaceholder(verb)] });
}
