import type { Bells, Word } from '../../moderation/replicas.ts';
import type { Ask } from './driver.ts';
import type { Line } from './line.ts';

/** Where words are notified. PostgreSQL carries them to every process that listens, the one that rang too. */
export const channel = 'hush';

export function textOf(word: Word): string {
  return 'number' in word ? `${word.kind} ${word.number}` : word.kind;
}

/** Undefined for what no Hush of this version says. */
export function wordOf(text: string): Word | undefined {
  const [, kind, number] = /^(begin|cancel|outbox|free)(?: (\d{1,15}))?$/.exec(text) ?? [];
  if (kind === 'begin' || kind === 'cancel') return number === undefined ? undefined : { kind, number: Number(number) };
  return kind === 'outbox' || kind === 'free' ? { kind } : undefined;
}

/** Rings by NOTIFY and hears by LISTEN on the line. */
export function createBells(ask: Ask, line: Line): Bells {
  return {
    ring: (word) => {
      // A word that is lost comes later: whoever is concerned looks at the tables every second.
      ask('select pg_notify($1, $2)', [channel, textOf(word)]).catch(() => undefined);
    },
    onRing: (heard) => line.onNotice((text) => heard(text === undefined ? undefined : wordOf(text))),
  };
}
