// The outgoing edges of a Compute body: every string in it that names another resource.
import { isJsonList, isJsonObject, type Json, oncePer } from '../core/index.ts';
import type { ClusterKindDefinition } from './kind.ts';
import { apiGroupsOf, type Kinds } from './kinds.ts';
import { isNameOf } from './names.ts';
import {
  type ClusterKey,
  type ComputeRef,
  parseClusterKey,
  parseComputePath,
  type RefKey,
  refInCluster,
  refInProject,
  type ResourceRef,
} from './ref.ts';

/** The resource that a canonical partial URL names; undefined for what is of no kind of ours. */
export function refOfPath(kinds: Kinds, path: string): ComputeRef | undefined {
  const key = parseComputePath(path);
  const kind = key && kinds.compute.find(({ api }) => api.collection === key.collection);
  return kind && refInProject(kind, key.project, key.name, key.zone);
}

/** The resource of a key, of Compute or in a cluster; undefined for what is of no kind of ours. */
export function refOfKey(kinds: Kinds, key: RefKey): ResourceRef | undefined {
  const found = parseClusterKey(key);
  if (found === undefined) return refOfPath(kinds, key);
  const kind = kindOfKey(kinds, found);
  return kind && refInCluster(kind, found.cluster, found.name, found.namespace, found.group);
}

/**
 * The kind of an object in a cluster. Where two kinds have one API, objects with names that we give are of the one that
 * gives these. Undefined for what is of no kind of ours.
 */
export function kindOfKey(
  kinds: Kinds,
  { group, plural, subresource, name }: ClusterKey,
): ClusterKindDefinition | undefined {
  const all = (byPlural(kinds).get(plural) ?? []).filter(
    ({ api }) => api.subresource === subresource && apiGroupsOf(api).some((one) => one.group === group),
  );
  if (all.length < 2) return all[0];
  return all.find((kind) => isNameOf(kind, name)) ?? all.find((kind) => kind.name === undefined);
}

const byPlural = oncePer(({ cluster }: Kinds) => Map.groupBy(cluster, ({ api }) => api.plural));

/** The keys of all resources that a body refers to, sorted and unique. Free text (`description`) is not read. */
export function referencesIn(body: Json): readonly RefKey[] {
  const found = new Set<RefKey>();
  collect(body, found);
  return [...found].sort();
}

function collect(value: Json | undefined, found: Set<RefKey>): void {
  if (typeof value === 'string') {
    if (parseComputePath(value) !== undefined) found.add(value);
  } else if (isJsonList(value)) {
    for (const item of value) collect(item, found);
  } else if (isJsonObject(value)) {
    for (const [key, member] of Object.entries(value)) if (key !== 'description') collect(member, found);
  }
}
