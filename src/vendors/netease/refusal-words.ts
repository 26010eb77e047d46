import type { Answered } from '../client.ts';
import { unknownCodeWords } from '../errors.ts';

/** NetEase's own sentence is cut after this; a moderator needs no more to know what it is about. Characters. */
const longestQuote = 200;

/**
 * NetEase's no in words. 414 stands for many things, so NetEase's own sentence is quoted as it came, never parsed.
 * @see https://doc.commsease.com/en/messaging/server-apis/TM5NTk2Mzc?platform=server
 */
export function refusalWords({ code, fact, message }: Answered<unknown>): string {
  if (!fact) return unknownCodeWords;
  if (code !== 414) return fact.words;
  const quote = message ? `: "${message.length > longestQuote ? `${message.slice(0, longestQuote)}…` : message}"` : '';
  return `${fact.words}${quote} (a wrong secret or a wrong clock gives the same code)`;
}
