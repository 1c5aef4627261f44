// What a revision creates, compared with what the project's quotas have left.
import { compareText } from '../core/index.ts';
import type { Change } from '../diff/index.ts';
import { isComputeRef, type Kinds, type Quotas } from '../model/index.ts';

export interface Shortage {
  readonly metric: string;
  readonly need: number;
  readonly left: number;
}

/**
 * The most that the changes of one project need at once, by metric: what is created, because old and new stand side by
 * side until the end. GKE's own groups count as well. Only what is replaced in its own place needs nothing.
 */
export function quotaNeed(kinds: Kinds, project: string, changes: readonly Change[]): ReadonlyMap<string, number> {
  const need = new Map<string, number>();
  for (const { ref, kind } of changes) {
    if (kind !== 'create' || !isComputeRef(ref) || ref.project !== project) continue;
    const metric = kinds.ofCompute(ref.kind).quota;
    need.set(metric, (need.get(metric) ?? 0) + 1);
  }
  return need;
}

/** The metrics with less left than is needed, sorted; one that the project does not show is not known to be short. */
export function shortages(need: ReadonlyMap<string, number>, quotas: Quotas): readonly Shortage[] {
  const found: Shortage[] = [];
  for (const [metric, count] of need) {
    const quota = quotas.get(metric);
    if (quota === undefined) continue;
    const left = Math.max(0, quota.limit - quota.usage);
    if (count > left) found.push({ metric, need: count, left });
  }
  return found.sort((a, b) => compareText(a.metric, b.metric));
}
