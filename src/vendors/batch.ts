import { unknownCodeWords } from './errors.ts';
import type { CodeFact, CodeTable } from './operation.ts';

/** One target that a reply names as failed. */
export interface ListedError {
  readonly target: string;
  readonly code: number;
}

/** What a reply means for one of the targets asked for. */
export type Verdict =
  | { readonly kind: 'done' }
  | { readonly kind: 'already'; readonly code: string }
  | { readonly kind: 'rejected'; readonly code: string; readonly words: string }
  /** Perhaps carried out: repeat a few times. */
  | { readonly kind: 'repeat'; readonly code: string; readonly words: string }
  /** Surely not carried out: leave the bucket alone, then repeat. */
  | { readonly kind: 'wait'; readonly code: string; readonly words: string; readonly pauseMs: number }
  /** Refused only because of others in the call: repeat without them. */
  | { readonly kind: 'again' };

/** What a reply means for a call with several targets. */
export type Reading =
  | { readonly kind: 'whole'; readonly code: number; readonly fact: CodeFact }
  | { readonly kind: 'each'; readonly verdicts: ReadonlyMap<string, Verdict>; readonly strangers: readonly string[] };

export interface BatchReply {
  readonly asked: readonly string[];
  /** The code for the call as a whole. */
  readonly code: number;
  readonly success: number;
  readonly listed: readonly ListedError[];
  readonly codes: CodeTable;
  /** The state asked for: true to set it, false to end it. */
  readonly state: boolean;
}

/** Answers that are about the call as a whole and not about its targets, when no target is listed. */
const wholeKinds: ReadonlySet<CodeFact['next']> = new Set(['rejectPlace', 'split']);
/** Answers that are about the app, whatever is listed. */
const appKinds: ReadonlySet<CodeFact['next']> = new Set(['refuse', 'resign']);

/**
 * Reads a reply with partial failures. The rules (ZIM, https://www.zegocloud.com/docs/zim-server/accessing-server-apis and the pages of
 * the operations): code 0 and a target listed: that one failed, the others are done. Another code and targets listed: those failed with
 * their own codes, the others with the call's. Another code and nothing listed: the call failed as a whole. Listed ids that were never
 * asked for mean nothing; they come back as `strangers`.
 */
export function readBatch(reply: BatchReply): Reading {
  const { asked, code, success, codes } = reply;
  const known = new Set(asked);
  const listed = new Map<string, number>();
  const strangers: string[] = [];
  for (const { target, code: sub } of reply.listed) {
    if (known.has(target)) listed.set(target, sub);
    else strangers.push(target);
  }

  const fact = codes[code];
  if (fact && (appKinds.has(fact.next) || (wholeKinds.has(fact.next) && listed.size === 0))) {
    return { kind: 'whole', code, fact };
  }
  const unlisted: Verdict = code === success ? { kind: 'done' } : unlistedVerdict(reply, listed.size > 0);
  const verdicts = new Map<string, Verdict>();
  for (const target of asked) {
    const sub = listed.get(target);
    verdicts.set(target, sub === undefined ? unlisted : itemVerdict(sub, reply));
  }
  return { kind: 'each', verdicts, strangers };
}

function unlistedVerdict(reply: BatchReply, othersListed: boolean): Verdict {
  const fact = reply.codes[reply.code];
  if (othersListed && fact?.next === 'split') return { kind: 'again' };
  return verdictOf(reply.code, { fact, state: reply.state, words: fact?.wholeWords ?? fact?.words });
}

function itemVerdict(code: number, reply: BatchReply): Verdict {
  // Listed as failed with the code of success: it says two things at once, so it is asked again.
  if (code === reply.success) return { kind: 'repeat', code: String(code), words: 'the answer contradicted itself' };
  const fact = reply.codes[code];
  return verdictOf(code, { fact, state: reply.state, words: fact?.words });
}

function verdictOf(
  number: number,
  { fact, state, words = unknownCodeWords }: { fact: CodeFact | undefined; state: boolean; words: string | undefined },
): Verdict {
  const code = String(number);
  switch (fact?.next) {
    case 'already':
      return fact.state === state ? { kind: 'already', code } : { kind: 'rejected', code, words };
    case 'wait':
      return { kind: 'wait', code, words, pauseMs: fact.pauseMs ?? 0 };
    case 'repeat':
    case 'readBack':
      return { kind: 'repeat', code, words };
    default:
      return { kind: 'rejected', code, words };
  }
}

/** Two halves, the first no smaller than the second. */
export function halves(targets: readonly string[]): readonly [readonly string[], readonly string[]] {
  const middle = Math.ceil(targets.length / 2);
  return [targets.slice(0, middle), targets.slice(middle)];
}
