// An export keeps the group under which it stands: an object of the other group would be another one, younger, and age
// decides conflicts (KEP-1645).
import { sortedEntries } from '../../../core/index.ts';
import {
  type ClusterRef,
  type DesiredResource,
  type DesiredState,
  apiGroupsOf,
  isClusterRef,
  isUnknown,
  refInCluster,
  refKey,
} from '../../../model/index.ts';
import type { FeatureRules } from '../../../plan/index.ts';
import { serviceExport } from '../kinds/service-export.ts';

type Standing = Parameters<NonNullable<FeatureRules['settle']>>[1];

export function inStandingGroups(wanted: DesiredState, beside: Standing): DesiredState {
  const settled = wanted.resources.map((resource): DesiredResource => {
    const { ref } = resource;
    if (!isClusterRef(ref) || ref.kind !== serviceExport.id) return resource;
    const at = standing(ref, beside);
    return at === undefined || at.group === ref.group ? resource : { ...resource, ref: at };
  });
  if (settled.every((resource, index) => resource === wanted.resources[index])) return wanted;
  const byKey = new Map(settled.map((resource) => [refKey(resource.ref), resource]));
  return { ...wanted, resources: sortedEntries(byKey).map(([, resource]) => resource) };
}

/**
 * Our own export is looked for first. One of somebody else under the other group is met, and so left alone, in place of
 * a second one beside it. Undefined where none stands.
 */
function standing({ cluster, name, namespace }: ClusterRef, { applied, observed }: Standing): ClusterRef | undefined {
  const refs = apiGroupsOf(serviceExport.api).map(({ group }) =>
    refInCluster(serviceExport, cluster, name, namespace, group),
  );
  const seen = (ref: ClusterRef) => observed.resources.get(refKey(ref));
  const isRecorded = (ref: ClusterRef): boolean => applied?.resources[refKey(ref)] !== undefined;
  return (
    refs.find((ref) => isRecorded(ref) && (seen(ref)?.ours === true || isUnknown(observed, ref))) ??
    refs.find((ref) => seen(ref)?.ours === true) ??
    refs.find((ref) => seen(ref) !== undefined)
  );
}
