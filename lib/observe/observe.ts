// Puts the answers of Compute and the clusters into one graph.
import { type JsonObject, objectAt } from '../core/index.ts';
import {
  type ClusterLink,
  isClusterRef,
  isComputeRef,
  isOurs,
  type KindId,
  type Kinds,
  type ObservedResource,
  type ObservedState,
  type Owner,
  referencesIn,
  refInCluster,
  type RefKey,
  refKey,
  refOfPath,
  type ResourceRef,
  type UnknownPart,
} from '../model/index.ts';

interface Item {
  readonly ref: ResourceRef;
  readonly body: JsonObject;
}

/** One read of one part of the world, as it ended. */
export type Reading =
  | {
      readonly part: 'compute';
      readonly kind: KindId;
      readonly items: readonly Item[];
      readonly unreachable: readonly string[];
    }
  | { readonly part: 'compute'; readonly kind: KindId; readonly failed: string }
  | { readonly part: 'cluster'; readonly cluster: ClusterLink; readonly items: readonly Item[] }
  | { readonly part: 'cluster'; readonly cluster: ClusterLink; readonly failed: string; readonly refused?: true };

/** @param owner whose marks count as ours. */
export function observe(kinds: Kinds, owner: Owner, readings: readonly Reading[]): ObservedState {
  const resources = new Map<RefKey, ObservedResource>();
  const unknown: UnknownPart[] = [];
  for (const reading of readings) {
    if ('failed' in reading) {
      unknown.push(
        reading.part === 'cluster'
          ? {
              part: 'cluster',
              cluster: reading.cluster,
              reason: reading.failed,
              ...(reading.refused === true ? { refused: true } : {}),
            }
          : { part: 'compute', kind: reading.kind, reason: reading.failed },
      );
      continue;
    }
    if (reading.part === 'compute') {
      for (const scope of reading.unreachable) unknown.push(unreachable(reading.kind, scope));
    }
    for (const item of reading.items) {
      for (const seen of aspects(kinds, item)) {
        resources.set(refKey(seen.ref), { ...seen, ours: isOurs(item.body, owner) });
      }
    }
  }
  return { resources, unknown: [...unknown, ...outOfDate(kinds, resources, readings)] };
}

/**
 * Compute deletes nothing that is referred to. A list without something that a resource of ours names is older than that
 * resource: what else it lacks, nobody knows.
 */
function outOfDate(
  kinds: Kinds,
  resources: ReadonlyMap<RefKey, ObservedResource>,
  readings: readonly Reading[],
): readonly UnknownPart[] {
  const listed = new Set(readings.flatMap((one) => (one.part === 'compute' && !('failed' in one) ? [one.kind] : [])));
  const found = new Map<KindId, UnknownPart>();
  for (const [key, { ref, body, ours }] of resources) {
    if (!ours || !isComputeRef(ref)) continue;
    for (const other of referencesIn(body)) {
      const named = refOfPath(kinds, other);
      if (named === undefined || resources.has(other) || named.project !== ref.project) continue;
      const { kind } = named;
      if (!listed.has(kind) || found.has(kind)) continue;
      found.set(kind, { part: 'compute', kind, reason: `the list lacks ${other}, which ${key} refers to` });
    }
  }
  return [...found.values()];
}

function unreachable(kind: KindId, scope: string): UnknownPart {
  const zone = /zones\/([^/]+)$/.exec(scope)?.[1];
  const part = { part: 'compute', kind, reason: `${scope} is unreachable` } as const;
  return zone === undefined ? part : { ...part, zone };
}

/** An object and its aspects, which are resources of their own: what is written through another door (a status) is there if it says anything. */
function aspects(kinds: Kinds, item: Item): readonly Item[] {
  const { ref, body } = item;
  if (!isClusterRef(ref)) return [item];
  const found = kinds.cluster.flatMap((kind): readonly Item[] => {
    const { aspectOf, api } = kind;
    const member = aspectOf === ref.kind ? api.subresource : undefined;
    const said = member === undefined ? {} : objectAt(body, member);
    if (member === undefined || Object.keys(said).length === 0) return [];
    return [{ ref: refInCluster(kind, ref.cluster, ref.name, ref.namespace), body: { [member]: said } }];
  });
  return [item, ...found];
}
