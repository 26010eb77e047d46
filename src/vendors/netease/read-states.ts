import type { Sendable } from '../../moderation/vendor.ts';
import type { Answer } from '../client.ts';
import type { Refusal } from '../gate.ts';
import type { OrderRun } from '../order-run.ts';
import { mostRepeats, repeatDelayMs } from '../retry.ts';
import type { AccountBook } from './account-book.ts';
import { type Flags, flagsOf } from './flags.ts';
import { getUinfos } from './operations/get-uinfos.ts';

/** An account's flags, and the book's version from before they were read. */
export interface KnownState {
  readonly flags: Flags;
  readonly version: number;
}

/** The states of some accounts, or why there are none. */
export type StatesRead =
  | { readonly kind: 'read'; readonly cleared: readonly Sendable[]; readonly states: ReadonlyMap<string, KnownState> }
  | { readonly kind: 'stopped' | 'dropped' }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** Nothing usable came, often enough to stop asking. */
  | { readonly kind: 'unreadable'; readonly targets: readonly string[]; readonly words: string; readonly code?: string }
  /** NetEase's no; `split` if it may be about one of several accounts. */
  | { readonly kind: 'no'; readonly targets: readonly string[]; readonly split: boolean; readonly answered: Refused };

export type Refused = Extract<Answer<unknown>, { kind: 'answered' }>;

export interface ReadRequest {
  readonly targets: readonly string[];
  readonly book: AccountBook;
  /** True: while NetEase surely got nothing, asks until the order's time is up. False: a few times, for there is a fallback. */
  readonly patient: boolean;
}

/** NetEase does not tell upper from lower case in account ids; everything is compared and sent in lower case. */
export function accountOf(target: string): string {
  return target.toLowerCase();
}

/** Reads the flags of up to 200 accounts. Reading changes nothing, so a lost reply is simply asked for again. */
export async function readStates(run: OrderRun, { targets, book, patient }: ReadRequest): Promise<StatesRead> {
  let lost = 0;
  for (;;) {
    const open = run.open(targets);
    if (open.length === 0) return { kind: 'dropped' };
    const versions = new Map<string, number>();
    const step = await run.request({
      operation: getUinfos,
      targets: open,
      encode: ({ targets: cleared }) => {
        for (const { target } of cleared) versions.set(accountOf(target), book.version(accountOf(target)));
        return { accids: [...versions.keys()] };
      },
    });
    if (step.kind !== 'answer') return step.kind === 'held' ? { kind: 'dropped' } : step;
    const { answer, cleared } = step;
    const asked = cleared.map(({ target }) => target);
    if (answer.kind === 'answered' && answer.code === getUinfos.success) {
      const states = new Map<string, KnownState>();
      for (const info of answer.reply.uinfos ?? []) {
        const version = versions.get(accountOf(info.accid));
        if (version !== undefined) states.set(accountOf(info.accid), { flags: flagsOf(info), version });
      }
      return { kind: 'read', cleared, states };
    }
    const trouble = troubleOf(answer);
    if (trouble.pauseMs) run.core.pause(getUinfos, trouble.pauseMs);
    if (trouble.kind === 'wait' && patient) {
      const waits = asked.map((target) => ({ target, words: trouble.words, ...trouble.told }));
      if (!(await run.rest({ repeats: [], waits }))) return { kind: 'stopped' };
      continue;
    }
    if (trouble.kind !== 'no') {
      lost += 1;
      if (lost > mostRepeats) return { kind: 'unreadable', targets: asked, words: trouble.words, ...trouble.told };
      if (!(await run.sleep(repeatDelayMs(lost, run.core.random)))) return { kind: 'stopped' };
      continue;
    }
    const { answered } = trouble;
    if (answered.fact?.next === 'refuse') {
      const { code, fact } = answered;
      return { kind: 'refused', refusal: run.core.gate.shut({ operation: getUinfos.name, code, words: fact.words }) };
    }
    return { kind: 'no', targets: asked, split: answered.fact?.next === 'split' && asked.length > 1, answered };
  }
}

type Trouble =
  | { kind: 'wait' | 'lost'; words: string; pauseMs?: number; told: { code?: string } }
  | { kind: 'no'; pauseMs?: undefined; answered: Refused };

function troubleOf(answer: Answer<unknown>): Trouble {
  if (answer.kind === 'lost') return { kind: answer.sent ? 'lost' : 'wait', words: answer.words, told: {} };
  if (answer.kind === 'limited') {
    return { kind: 'wait', words: 'too many calls a second', pauseMs: answer.pauseMs, told: {} };
  }
  const { fact } = answer;
  const told = { code: String(answer.code) };
  if (fact?.next === 'wait') return { kind: 'wait', words: fact.words, pauseMs: fact.pauseMs ?? 0, told };
  if (fact?.next === 'repeat' || fact?.next === 'readBack') return { kind: 'lost', words: fact.words, told };
  return { kind: 'no', answered: answer };
}
