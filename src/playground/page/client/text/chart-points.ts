import { type Data, wordsOf } from './data.ts';
import { unescaped } from './mrkdwn.ts';

/** What a point or segment of a chart is called. */
export function nameOf(point: Data): string {
  return unescaped(wordsOf(point.label ?? point.name ?? point.x));
}

export function pointValue(point: Data): number {
  const value = Number(point.value ?? point.y);
  return Number.isFinite(value) ? value : 0;
}
