// Which pods a unit's MultiClusterServices select, by the derived Services that are wanted: one selection for each
// cluster that they serve from, whether something changes there or not. Pure.
import { objectAt } from '../../../core/index.ts';
import {
  type ClusterLink,
  type ClusterRef,
  type DesiredResource,
  isComputeRef,
  isKeyOfKind,
  type ObjectKey,
} from '../../../model/index.ts';
import { OBJECT_KINDS } from '../object-kinds.ts';

export interface Selection {
  readonly ref: ClusterRef;
  readonly labels: Readonly<Record<string, string>>;
}

/** A derived Service, and the MultiClusterService that it is made from. */
export interface Derived {
  readonly object: ObjectKey;
  readonly ref: ClusterRef;
  readonly body: DesiredResource['body'];
}

export function derivedServices(resources: readonly DesiredResource[]): readonly Derived[] {
  return resources.flatMap(({ ref, body, owners }) => {
    const object = owners.find((owner) => isKeyOfKind(owner, OBJECT_KINDS.service));
    return object === undefined || isComputeRef(ref) || ref.kind !== 'service' ? [] : [{ object, ref, body }];
  });
}

/** Each port has a derived Service of its own with the same selector: one answer serves them all. */
export function selectionsOf(derived: readonly Derived[]): ReadonlyMap<ObjectKey, readonly Selection[]> {
  const found = new Map<ObjectKey, Map<ClusterLink, Selection>>();
  for (const { object, ref, body } of derived) {
    const labels = objectAt(body, 'spec', 'selector') as Selection['labels'];
    found.set(object, (found.get(object) ?? new Map<ClusterLink, Selection>()).set(ref.cluster, { ref, labels }));
  }
  return new Map([...found].map(([object, byCluster]) => [object, [...byCluster.values()]]));
}

/** What to look for in the cluster of a selection. */
export function podsOf({ ref, labels }: Selection): {
  readonly namespace?: string;
  readonly labels: Selection['labels'];
} {
  return { ...(ref.namespace === undefined ? {} : { namespace: ref.namespace }), labels };
}
