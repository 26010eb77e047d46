import { takesLength } from '../action.ts';
import { type AskedTarget, type CaseRequest, isPossible } from '../case.ts';
import type { Wish } from './rule.ts';

/** How many of these targets are not skipped. */
export function attempted(targets: readonly AskedTarget[]): number {
  return targets.reduce((count, target) => (isPossible(target) ? count + 1 : count), 0);
}

/** How many targets a wish would be carried out for: those of its own that are not skipped, and all that are asked for together with it. */
export function attemptedBy({ request, alongside = 0 }: Wish): number {
  return request ? attempted(request.targets) + alongside : 0;
}

/** True for a mute of a whole group: nobody knows of how many, so it counts as more than any number. */
export function isOfMany({ place, action }: Pick<CaseRequest, 'place' | 'action'>): boolean {
  return place.kind === 'whole-group' && takesLength(action);
}

/** `1 target`, `1,200 targets`. */
export function targetsInWords(count: number): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? 'target' : 'targets'}`;
}
