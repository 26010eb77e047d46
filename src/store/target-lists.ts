import type { AskedTarget } from '../moderation/case.ts';

/** An id is a text, one that cannot be sent a pair of itself and its problem: most have none, and there can be a hundred thousand. */
type Written = string | [id: string, problem: string];

/** Targets as one JSON list. */
export function writeTargets(targets: readonly AskedTarget[]): string {
  return JSON.stringify(targets.map(({ id, problem }): Written => (problem === undefined ? id : [id, problem])));
}

/** Reads what {@link writeTargets} wrote, once it was parsed. */
export function readTargets(written: unknown): readonly AskedTarget[] {
  return (written as readonly Written[]).map((target) =>
    typeof target === 'string' ? { id: target } : { id: target[0], problem: target[1] },
  );
}
