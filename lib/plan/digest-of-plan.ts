// What a plan is named by: the work alone.
import { digestOf } from '../core/index.ts';
import type { Plan } from './plan.ts';

/**
 * The same work has the same name, whatever it is done for: somebody approved it, and a run that met a conflict is
 * planned again with "the fleet changed" where "the manifests changed" stood.
 */
export function digestOfPlan({ changes, ...content }: Omit<Plan, 'digest'>): string {
  const work = changes.map(({ cause: _cause, why: _why, ...change }) => change);
  return digestOf({ ...content, changes: work });
}
