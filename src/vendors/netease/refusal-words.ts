import type { Answered } from '../client.ts';
import { unknownCodeWords } from '../errors.ts';
import type { Unsettled } from '../order-run.ts';

/** NetEase's own sentence is cut after this; a moderator needs no more to know what it is about. Characters. */
const longestQuote = 200;

/** How NetEase says, of this account and of nothing else, that it does not know it: `… is not registered`, `… not register`. */
const notRegistered = /^the account (?:is )?not register(?:ed)?[.!]?$/i;

/** NetEase's no to one account, with its code and in words. */
export function refusalOf(target: string, answered: Answered<unknown>): Unsettled & { readonly code: string } {
  return { target, code: String(answered.code), words: refusalWords(answered, target) };
}

/**
 * NetEase's no in words. 414 stands for many things, so NetEase's own sentence is quoted as it came, unless it says that there is no such
 * account, which is what moderators meet most. Only the account's id is taken out of it: who is refused for the same reason is told in one
 * group, and the group names them.
 * @see https://doc.commsease.com/en/messaging/server-apis/TM5NTk2Mzc?platform=server
 */
function refusalWords({ code, fact, message }: Answered<unknown>, target: string): string {
  if (!fact) return unknownCodeWords;
  if (code !== 414) return fact.words;
  const said = message && withoutId(message, target);
  if (said && notRegistered.test(said)) return 'is not registered';
  const quote = said
    ? `: "${said.length > longestQuote ? `${said.slice(0, longestQuote).replace(/[\uD800-\uDBFF]$/, '')}…` : said}"`
    : '';
  return `${fact.words}${quote} (a wrong secret or a wrong clock gives the same code)`;
}

/** Whole words only: an account `a` must not take every a out of the sentence. */
function withoutId(sentence: string, target: string): string {
  if (target === '') return sentence;
  const literally = target.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  const id = new RegExp(`(?<![\\p{L}\\p{N}_])${literally}(?![\\p{L}\\p{N}_])`, 'giu');
  return sentence.replaceAll(id, 'the account');
}
