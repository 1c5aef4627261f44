// Who calls whom in a mesh: what the fleet file declares, what stands in workloads and in the settings that they are
// given, what rules are written for, and what policies let in. Each call has how it is known; one that is known in two
// ways keeps the better one.
import {
  compareText,
  isJsonList,
  isJsonObject,
  type Json,
  type JsonObject,
  objectsAt,
  oncePer,
  type SourceRef,
  textAt,
} from '../../../core/index.ts';
import type { MeshInGit } from '../git/mesh-in-git.ts';
import type { MeshSection } from '../section.ts';
import { hostOf } from '../world/host.ts';
import type { MeshWorkload } from '../world/mesh-workload.ts';
import { type MeshCluster, serviceIn, type ServiceName, workloadsIn } from '../world/mesh-world.ts';
import type { MeshCall } from '../verdict/mesh-call.ts';
import { hostIn, hostsInText } from './hosts-in-text.ts';
import type { KnownCall } from './known-call.ts';
import { policyCalls } from './policy-calls.ts';
import { routedCalls } from './routed-calls.ts';

export interface CallGraph {
  /** Sorted by cluster, caller and target. */
  readonly calls: readonly KnownCall[];
  /** Declared calls of a workload that no cluster has, or of a host that is no Service. */
  readonly unknown: readonly { readonly words: string; readonly place: SourceRef }[];
  /** False: there are more calls than are judged. */
  readonly isWhole: boolean;
}

/**
 * A commit may have any number of texts, each of which may name a call of each workload: so many are looked at, and so
 * many are known and judged. Source: limits of Cloud Service Mesh, 1,000 Services and 5,000 workloads in a cluster.
 */
const MOST_LOOKED = 100_000;
const MOST_CALLS = 5_000;

export function callGraph(world: MeshInGit, section: MeshSection): CallGraph {
  const { unknown, calls } = declaredCalls(world, section);
  const known = new Map<string, KnownCall>();
  const targets = new Set<string>();
  let looked = 0;
  let isWhole = true;
  for (const call of allCalls(world, calls)) {
    looked += 1;
    isWhole = looked <= MOST_LOOKED && known.size < MOST_CALLS;
    if (!isWhole) break;
    const target = callKey({ ...call, port: undefined });
    // A call without a port is one that is known with a port.
    if (known.has(callKey(call)) || (call.port === undefined && targets.has(target))) continue;
    known.set(callKey(call), call);
    targets.add(target);
  }
  const sorted = [...known].sort(([a], [b]) => compareText(a, b)).map(([, call]) => call);
  return { calls: sorted, unknown, isWhole };
}

/** The surest first. */
function* allCalls(world: MeshInGit, declared: readonly KnownCall[]): Generator<KnownCall> {
  yield* declared;
  for (const cluster of world.clusters) yield* foundCalls(world, cluster);
  for (const cluster of world.clusters) yield* routedCalls(cluster);
  for (const cluster of world.clusters) yield* policyCalls(world, cluster);
}

function callKey({ cluster, caller, to, port }: MeshCall): string {
  return `${cluster} ${caller.namespace}/${caller.name} ${to.namespace}/${to.name} ${port ?? ''}`;
}

/** Whether any cluster has the Service. */
export function isInMesh({ clusters }: Pick<MeshInGit, 'clusters'>, name: ServiceName): boolean {
  return clusters.some((cluster) => serviceIn(cluster, name) !== undefined);
}

function declaredCalls(world: MeshInGit, section: MeshSection): Pick<CallGraph, 'calls' | 'unknown'> {
  const calls: KnownCall[] = [];
  const unknown: { words: string; place: SourceRef }[] = [];
  for (const { from, to, source } of section.calls) {
    const [namespace = '', name = ''] = from.split('/');
    const target = hostIn(to);
    const callers = world.clusters.flatMap((cluster) =>
      workloadsIn(cluster, namespace).flatMap((one) => (one.name === name ? [{ cluster, one }] : [])),
    );
    const host = hostOf(target.host, namespace);
    if (callers.length === 0) unknown.push({ words: `no cluster has the workload ${from}`, place: source });
    if (host.type !== 'service') {
      unknown.push({ words: `${to} is no Service of the mesh`, place: source });
      continue;
    }
    for (const { cluster, one } of callers)
      calls.push({
        cluster: cluster.link,
        caller: one,
        to: host.service,
        port: target.port,
        by: 'declared',
        place: source,
      });
  }
  return { calls, unknown };
}

/** In the texts of a workload, and of the ConfigMaps that it names. */
function* foundCalls(world: MeshInGit, cluster: MeshCluster): Generator<KnownCall> {
  const settings = new Map(
    (world.configMaps.get(cluster.link) ?? []).map((one) => [`${one.namespace}/${one.name}`, one] as const),
  );
  for (const caller of [...cluster.workloads.values()].flat()) {
    const given = [...settingsOf(caller)].flatMap((name) => settings.get(`${caller.namespace}/${name}`) ?? []);
    for (const source of [caller, ...given]) {
      for (const { host, port, path } of hostsOf(source.body)) {
        const meant = hostOf(host, caller.namespace, (name) => isInMesh(world, name));
        // A short name may be anything; one that is written out is meant as a Service, also where none stands.
        if (meant.type !== 'service' || (!host.includes('.svc') && !isInMesh(world, meant.service))) continue;
        yield { cluster: cluster.link, caller, to: meant.service, port, by: 'found', place: source.at(path) };
      }
    }
  }
}

/** Each object is searched once, however many workloads it is given to. */
export const hostsOf = oncePer((body: JsonObject) =>
  textsIn(body).flatMap(({ text, path }) => hostsInText(text).map((one) => ({ ...one, path }))),
);

/** Names of the ConfigMaps that a workload is given. */
function settingsOf({ body }: MeshWorkload): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (value: Json | undefined): void => {
    if (isJsonList(value)) for (const item of value) visit(item);
    if (!isJsonObject(value)) return;
    for (const key of ['configMapRef', 'configMapKeyRef', 'configMap']) {
      const name = textAt(value, key, 'name');
      if (name !== undefined) names.add(name);
    }
    for (const source of objectsAt(value, 'sources')) visit(source);
    for (const member of Object.values(value)) visit(member);
  };
  visit(body);
  return names;
}

function textsIn(
  value: Json | undefined,
  path: readonly (string | number)[] = [],
): readonly { readonly text: string; readonly path: readonly (string | number)[] }[] {
  if (typeof value === 'string') return [{ text: value, path }];
  if (isJsonList(value)) return value.flatMap((item, index) => textsIn(item, [...path, index]));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, member]) => textsIn(member, [...path, key]));
}
