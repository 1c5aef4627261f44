// Puts the answers of Compute and the clusters into one graph.
import { type JsonObject, objectAt, oncePer } from '../core/index.ts';
import {
  type ClusterLink,
  isClusterRef,
  isComputeRef,
  isOurs,
  kindOfKey,
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
  | {
      readonly part: 'cluster';
      readonly cluster: ClusterLink;
      readonly kind: KindId;
      readonly items: readonly Item[];
    }
  | {
      readonly part: 'cluster';
      readonly cluster: ClusterLink;
      readonly kind: KindId;
      readonly failed: string;
      readonly refused?: true;
    };

type ClusterReading = Extract<Reading, { part: 'cluster' }>;
type FailedInCluster = Extract<ClusterReading, { failed: string }>;

/** @param owner whose marks count as ours. */
export function observe(kinds: Kinds, owner: Owner, readings: readonly Reading[]): ObservedState {
  const resources = new Map<RefKey, ObservedResource>();
  const unknown: UnknownPart[] = [];
  for (const reading of readings) {
    if ('failed' in reading) {
      if (reading.part === 'compute') unknown.push({ part: 'compute', kind: reading.kind, reason: reading.failed });
      continue;
    }
    if (reading.part === 'compute') {
      for (const scope of reading.unreachable) unknown.push(unreachable(reading.kind, scope));
    }
    for (const item of reading.items) {
      if (isOfAnotherReading(kinds, item.ref, readings)) continue;
      for (const seen of aspects(kinds, item)) {
        resources.set(refKey(seen.ref), { ...seen, ours: isOurs(item.body, owner) });
      }
    }
  }
  const inClusters = readings.filter((reading) => reading.part === 'cluster');
  unknown.push(
    ...[...Map.groupBy(inClusters, ({ cluster }) => cluster).values()].flatMap((own) => unreadIn(kinds, own)),
  );
  return { resources, unknown: [...unknown, ...outOfDate(kinds, resources, readings)] };
}

/** Of one cluster: one part where nothing of it could be read, else one for all that failed for the same reason. */
function unreadIn(kinds: Kinds, readings: readonly ClusterReading[]): readonly UnknownPart[] {
  const failed = readings.filter((reading) => 'failed' in reading);
  if (failed.length === readings.length) return failed.slice(0, 1).map((first) => unread(first));
  return [...Map.groupBy(failed, (reading) => reading.failed).values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const own = [first, ...others].flatMap(({ kind }) => [kind, ...aspectsOf(kinds, kind)]);
    return [{ ...unread(first), kinds: own }];
  });
}

function unread({ cluster, failed, refused }: FailedInCluster): UnknownPart & { readonly part: 'cluster' } {
  return { part: 'cluster', cluster, reason: failed, ...(refused === true ? { refused } : {}) };
}

/** What is read with a kind. */
function aspectsOf({ cluster }: Kinds, kind: KindId): readonly KindId[] {
  return cluster.filter(({ aspectOf }) => aspectOf === kind).map(({ id }) => id);
}

/**
 * Of two kinds that stand in one collection each is read by itself, and finds what is of the other one too; where that
 * one is read as well, it is left to it, also where its own reading failed.
 */
function isOfAnotherReading(kinds: Kinds, ref: ResourceRef, readings: readonly Reading[]): boolean {
  if (!isClusterRef(ref)) return false;
  const kind = kindOfKey(kinds, ref)?.id ?? ref.kind;
  return kind !== ref.kind && kindsReadIn(readings).get(ref.cluster)?.has(kind) === true;
}

const kindsReadIn = oncePer((readings: readonly Reading[]): ReadonlyMap<ClusterLink, ReadonlySet<KindId>> => {
  const inClusters = readings.filter((reading) => reading.part === 'cluster');
  const byCluster = Map.groupBy(inClusters, ({ cluster }) => cluster);
  return new Map([...byCluster].map(([link, own]) => [link, new Set(own.map(({ kind }) => kind))]));
});

/**
 * Compute deletes nothing that is referred to. A list without something that a resource of ours names is older than
 * that resource: what else it lacks, nobody knows.
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

/**
 * An object and its aspects, which are resources of their own: what is written through another door (a status) is there
 * if it says anything.
 */
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
