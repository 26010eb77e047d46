import type { Wish } from './rule.ts';

/** How many targets a wish would be carried out for: those of its own that are not skipped, and all that are asked for together with it. */
export function attemptedBy({ request, alongside = 0 }: Wish): number {
  return request ? request.targets.filter(({ problem }) => problem === undefined).length + alongside : 0;
}

/** `1 target`, `1,200 targets`. */
export function targetsInWords(count: number): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? 'target' : 'targets'}`;
}
