// Whether the pods that a changed service selects exist somewhere: asked before the merge, and never a reason not to plan.
// May import: core, model, ports.
import pLimit from 'p-limit';
import { type Diagnostic, diagnostic, objectAt, RangelightError } from '../core/index.ts';
import {
  type ClusterRef,
  isComputeRef,
  isOfKind,
  OBJECT_KINDS,
  type ObjectKey,
  parseObjectKey,
  refKey,
} from '../model/index.ts';
import type { Clusters } from '../ports/index.ts';
import type { CompiledFleet } from './compile-fleet.ts';
import type { UnitPlan } from './plan-units.ts';

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

interface Selection {
  readonly ref: ClusterRef;
  readonly labels: Readonly<Record<string, string>>;
}

interface SelectingObject {
  readonly object: ObjectKey;
  /** One for each cluster that it serves from, whether something changes there or not. */
  readonly selections: readonly Selection[];
}

function changedServices({ plan, desired }: UnitPlan): readonly SelectingObject[] {
  const changed = new Set(plan?.changes.map(({ key }) => key));
  const selections = new Map<ObjectKey, Map<string, Selection>>();
  const concerned = new Set<ObjectKey>();
  for (const { ref, body, owners } of desired.resources) {
    const object = owners.find((owner) => isOfKind(owner, OBJECT_KINDS.service));
    if (object === undefined || isComputeRef(ref) || ref.kind !== 'service') continue;
    if (changed.has(refKey(ref))) concerned.add(object);
    const labels = objectAt(body, 'spec', 'selector') as Selection['labels'];
    const own = selections.get(object) ?? new Map<string, Selection>();
    // Each port has a derived Service of its own with the same selector: one answer serves them all.
    selections.set(object, own.set(ref.cluster, { ref, labels }));
  }
  return [...concerned].map((object) => ({ object, selections: [...(selections.get(object)?.values() ?? [])] }));
}

async function mayMatch({ ref, labels }: Selection, clusters: Clusters, signal: AbortSignal): Promise<boolean> {
  const namespace = ref.namespace === undefined ? {} : { namespace: ref.namespace };
  try {
    return await clusters.has(ref.cluster, 'pod', { ...namespace, labels }, signal);
  } catch (error) {
    if (signal.aborted || !(error instanceof RangelightError)) throw error;
    return true;
  }
}
