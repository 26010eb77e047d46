import { dataOf, isData } from '../../wire/data.ts';
import { blockProblems } from './block-problems.ts';
import { viewShape } from './block-shapes.ts';
import { type Problem, problemsOf } from './problem.ts';

/** Everything Slack would refuse in a modal or Home, but for its size in bytes; empty: nothing. */
export function viewProblems(view: unknown): readonly Problem[] {
  if (!isData(view)) return [{ pointer: '/view', message: 'must provide an object' }];
  const problems = [...problemsOf(viewShape, { value: view, at: '/view' })];
  const blocks: readonly unknown[] = Array.isArray(view.blocks) ? view.blocks : [];
  const surface = view.type === 'home' ? 'home' : 'modal';
  // A list that is too long was already said by the view's own shape.
  problems.push(...blockProblems({ blocks: blocks.slice(0, 100), surface, at: '/view/blocks' }));
  const asks = blocks.some((block) => dataOf(block).type === 'input');
  if (surface === 'modal' && asks && view.submit === undefined) {
    problems.push({ pointer: '/view', message: 'missing required field: submit' });
  }
  return problems;
}
