// Whether the pods that a changed service selects exist somewhere: asked before the merge, and never a reason not to plan.
import pLimit from 'p-limit';
import { type Diagnostic, diagnostic, RangelightError } from '../../core/index.ts';
import { type ObjectKey, parseObjectKey, refKey } from '../../model/index.ts';
import type { Clusters } from '../../ports/index.ts';
import type { CompiledFleet } from './compile-fleet.ts';
import type { UnitPlan } from './plan-units.ts';
import { derivedServices, podsOf, type Selection, selectionsOf } from './selections.ts';

const CONCURRENCY = 8;
const SELECTOR = ['spec', 'template', 'spec', 'selector'];

/**
 * A warning for each MultiClusterService with a derived Service that is to be made or changed, and no pod in any cluster
 * that it selects. A cluster that cannot be read may have one.
 */
export async function checkSelectors(
  units: readonly UnitPlan[],
  clusters: Clusters,
  placeOf: CompiledFleet['placeOf'],
  signal: AbortSignal,
): Promise<readonly Diagnostic[]> {
  const limit = pLimit(CONCURRENCY);
  const checks = units.flatMap(changedServices).map(async ({ object, selections }) => {
    const found = await Promise.all(selections.map((one) => limit(() => mayMatch(one, clusters, signal))));
    if (found.includes(true)) return [];
    const message = `${parseObjectKey(object)?.name ?? object} selects no pod in any of its clusters`;
    const hint = 'Compare the selector with the labels of the pods, or deploy them first.';
    return [diagnostic('selector-matches-nothing', message, placeOf(object, SELECTOR), hint)];
  });
  return (await Promise.all(checks)).flat();
}

interface SelectingObject {
  readonly object: ObjectKey;
  readonly selections: readonly Selection[];
}

function changedServices({ plan, desired }: UnitPlan): readonly SelectingObject[] {
  const changed = new Set(plan?.changes.map(({ key }) => key));
  const derived = derivedServices(desired.resources);
  const selections = selectionsOf(derived);
  const concerned = new Set(derived.flatMap(({ object, ref }) => (changed.has(refKey(ref)) ? [object] : [])));
  return [...concerned].map((object) => ({ object, selections: selections.get(object) ?? [] }));
}

async function mayMatch(selection: Selection, clusters: Clusters, signal: AbortSignal): Promise<boolean> {
  try {
    return await clusters.has(selection.ref.cluster, 'pod', podsOf(selection), signal);
  } catch (error) {
    if (signal.aborted || !(error instanceof RangelightError)) throw error;
    return true;
  }
}
