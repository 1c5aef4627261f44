// The member clusters in memory: objects by ref, server-side apply as one manager, clusters that cannot be reached,
// CRDs and namespaces that are not there.
import { isJsonObject, type Json, type JsonObject, RangelightError } from '../../lib/core/index.ts';
import {
  type ClusterLink,
  type ClusterRef,
  type Kinds,
  MANAGED_BY,
  OWNER_ANNOTATION,
  refKey,
  wholeOf,
} from '../../lib/model/index.ts';
import type { ClusterObject, Clusters, ReadKind } from '../../lib/ports/index.ts';
import { KINDS } from '../../functions/wiring/kinds.ts';

export interface MemoryClusters extends Clusters {
  /** What took effect, in order: `apply <key>`, `release <key>`, `remove <key>`. */
  readonly mutations: readonly string[];
  readonly unreachable: Set<ClusterLink>;
  /** Clusters without the CRDs of our manifests. */
  readonly withoutCrds: Set<ClusterLink>;
  /** API groups that a cluster serves of any kind. */
  readonly served: Map<ClusterLink, readonly string[]>;
  body(key: string): JsonObject | undefined;
  put(ref: ClusterRef, body: JsonObject): void;
  drop(key: string): void;
  /** Objects of read-only kinds, or of an API by its plural. */
  seed(
    cluster: ClusterLink,
    kind: ReadKind | 'services' | 'serviceimports' | 'deployments' | 'configmaps',
    objects: readonly JsonObject[],
  ): void;
  /** Throw in it to fail a write that then has no effect, or whose answer is lost. */
  before: ((call: 'apply' | 'release' | 'remove', key: string) => void) | undefined;
  after: ((call: 'apply' | 'release' | 'remove', key: string) => void) | undefined;
}

const OF_CRDS: readonly ClusterRef['kind'][] = [
  'multiClusterService',
  'multiClusterIngress',
  'multiClusterIngressStatus',
];

/** @param kinds that they serve; those of the features where they are not given. */
export function createMemoryClusters(kinds: Kinds = KINDS): MemoryClusters {
  const objects = new Map<string, ClusterObject>();
  /** What was applied to each, as far as it was not given up. */
  const applied = new Map<string, JsonObject>();
  const readable = new Map<string, readonly JsonObject[]>();
  const mutations: string[] = [];

  async function reach(cluster: ClusterLink, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await Promise.resolve();
    if (fake.unreachable.has(cluster))
      throw new RangelightError('unreachable', `kubernetes ${cluster}`, `${cluster} gives no answer`);
  }

  /** A part is kept on its object. */
  const holderOf = (ref: ClusterRef): ClusterRef => wholeOf(kinds, ref) ?? ref;

  const isMissing = (ref: ClusterRef): boolean => fake.withoutCrds.has(ref.cluster) && OF_CRDS.includes(ref.kind);

  const fake: MemoryClusters = {
    mutations,
    unreachable: new Set(),
    withoutCrds: new Set(),
    served: new Map(),
    before: undefined,
    after: undefined,
    body: (key) => objects.get(key)?.body,
    put(ref, body) {
      objects.set(refKey(ref), { ref, body });
    },
    drop(key) {
      objects.delete(key);
    },
    seed(cluster, kind, all) {
      readable.set(`${cluster} ${kind}`, all);
    },
    async get(ref, signal) {
      await reach(ref.cluster, signal);
      const found = objects.get(refKey(ref));
      return found && structuredClone(found);
    },
    async list(cluster, kind, labels, signal) {
      await reach(cluster, signal);
      const all = [...objects.values()].filter(({ ref }) => ref.cluster === cluster && ref.kind === kind);
      return structuredClone(all.filter(({ body }) => carries(body, labels)));
    },
    async groups(cluster, _kind, signal) {
      await reach(cluster, signal);
      return fake.served.get(cluster) ?? [];
    },
    async read(cluster, kind, where, signal) {
      await reach(cluster, signal);
      const all = readable.get(`${cluster} ${typeof kind === 'string' ? kind : kind.plural}`) ?? [];
      return all.filter((body) => {
        const metadata = body['metadata'];
        const { namespace, name } = isJsonObject(metadata) ? metadata : {};
        return (
          (where.namespace === undefined || namespace === where.namespace) &&
          (where.name === undefined || name === where.name) &&
          carries(body, where.labels ?? {})
        );
      });
    },
    async apply(ref, body, signal) {
      await reach(ref.cluster, signal);
      fake.before?.('apply', refKey(ref));
      const holder = holderOf(ref);
      const before = objects.get(refKey(holder));
      if (isMissing(ref) || (ref !== holder && before === undefined))
        throw new RangelightError('not-found', `kubernetes ${ref.cluster}`, `the server does not know ${refKey(ref)}`);
      const merged = ref === holder ? merge(before?.body ?? {}, body) : { ...before?.body, status: body['status'] };
      const stored = { ref: holder, body: merged };
      objects.set(refKey(holder), stored);
      applied.set(refKey(ref), merge(applied.get(refKey(ref)) ?? {}, body));
      mutations.push(`apply ${refKey(ref)}`);
      fake.after?.('apply', refKey(ref));
      return structuredClone(stored);
    },
    applyUnforced: (...args) => fake.apply(...args),
    async release(current, signal) {
      await reach(current.ref.cluster, signal);
      const key = refKey(current.ref);
      fake.before?.('release', key);
      const found = objects.get(key);
      const given = applied.get(key);
      if (found !== undefined && kinds.ofCluster(current.ref.kind).existing === 'owned')
        objects.set(key, { ...found, body: { ...found.body, metadata: unmarked(found.body) } });
      else if (found !== undefined && given !== undefined)
        objects.set(key, { ...found, body: { ...without(found.body, given), metadata: kept(found.body, given) } });
      applied.delete(key);
      mutations.push(`release ${key}`);
      fake.after?.('release', key);
    },
    async remove(current, signal) {
      await reach(current.ref.cluster, signal);
      fake.before?.('remove', refKey(current.ref));
      objects.delete(refKey(current.ref));
      mutations.push(`remove ${refKey(current.ref)}`);
      fake.after?.('remove', refKey(current.ref));
    },
  };
  return fake;
}

/** What is left of a body without the leaves that were applied. */
function without(body: JsonObject, given: JsonObject): JsonObject {
  const left = Object.entries(body).flatMap(([key, value]) => {
    const own = given[key];
    if (own === undefined) return [[key, value] as const];
    if (!isJsonObject(own) || !isJsonObject(value)) return [];
    const rest = without(value, own);
    return Object.keys(rest).length === 0 ? [] : [[key, rest] as const];
  });
  return Object.fromEntries(left);
}

/** What an object of ours has when it is ours no more. */
function unmarked(body: JsonObject): JsonObject {
  const mark = { labels: MANAGED_BY, annotations: { [OWNER_ANNOTATION]: '' } };
  return without(isJsonObject(body['metadata']) ? body['metadata'] : {}, mark);
}

/** An object keeps its name. */
function kept(body: JsonObject, given: JsonObject): JsonObject {
  const of = (from: JsonObject): JsonObject => (isJsonObject(from['metadata']) ? from['metadata'] : {});
  const { name: _name, namespace: _namespace, ...own } = of(given);
  return without(of(body), own);
}

function carries(body: JsonObject, labels: Readonly<Record<string, string>>): boolean {
  const metadata = body['metadata'];
  const own = isJsonObject(metadata) && isJsonObject(metadata['labels']) ? metadata['labels'] : {};
  return Object.entries(labels).every(([key, value]) => own[key] === value);
}

/** Maps are merged, everything else is replaced: one manager's view of server-side apply. */
function merge(before: JsonObject, applied: JsonObject): JsonObject {
  const merged: Record<string, Json | undefined> = { ...before };
  for (const [key, value] of Object.entries(applied)) {
    const old = merged[key];
    merged[key] = isJsonObject(value) && isJsonObject(old) && key !== 'spec' ? merge(old, value) : value;
  }
  return merged;
}
