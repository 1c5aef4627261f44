// How many changes of each kind. May import: diff.
import type { Change } from '../diff/index.ts';
import type { ChangeCounts } from './plan.ts';

export function countChanges(changes: readonly Change[]): ChangeCounts {
  const counts = { create: 0, update: 0, replace: 0, delete: 0, adopt: 0, abandon: 0 };
  for (const change of changes) if (change.kind !== 'none') counts[change.kind] += 1;
  return counts;
}
