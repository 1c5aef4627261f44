// Who calls whom in a mesh: what the fleet file declares, what stands in workloads and in the settings that they are
// given, what rules are written for, and what policies let in. Each call has how it is known; one that is known in two
// ways keeps the better one.
import {
  compareText,
  isJsonList,
  isJsonObject,
  type Json,
  objectsAt,
  type SourceRef,
  textAt,
} from '../../../core/index.ts';
import type { MeshInGit } from '../git/mesh-in-git.ts';
import type { MeshSection } from '../section.ts';
import { hostOf } from '../world/host.ts';
import type { MeshWorkload } from '../world/mesh-workload.ts';
import { type MeshCluster, serviceIn, type ServiceName } from '../world/mesh-world.ts';
import type { MeshCall } from '../verdict/mesh-call.ts';
import { hostsInText } from './hosts-in-text.ts';
import type { KnownBy, KnownCall } from './known-call.ts';
import { policyCalls } from './policy-calls.ts';
import { routedCalls } from './routed-calls.ts';

export interface CallGraph {
  /** Sorted by cluster, caller and target. */
  readonly calls: readonly KnownCall[];
  /** Declared calls of a workload that no cluster has, or of a host that is no Service. */
  readonly unknown: readonly { readonly words: string; readonly place: SourceRef }[];
}

const RANK: readonly KnownBy[] = ['declared', 'found', 'routed', 'policy'];

export function callGraph(world: MeshInGit, section: MeshSection): CallGraph {
  const declared = declaredCalls(world, section);
  const all = [
    ...declared.calls,
    ...world.clusters.flatMap((cluster) => [
      ...foundCalls(world, cluster),
      ...routedCalls(cluster),
      ...policyCalls(world, cluster),
    ]),
  ];
  const known = new Map<string, KnownCall>();
  for (const by of RANK) {
    for (const call of all) {
      if (call.by !== by || known.has(callKey(call)) || isCoveredBy(known, call)) continue;
      known.set(callKey(call), call);
    }
  }
  const sorted = [...known].sort(([a], [b]) => compareText(a, b)).map(([, call]) => call);
  return { calls: sorted, unknown: declared.unknown };
}

/** A call without a port is one that is known with a port. */
function isCoveredBy(known: ReadonlyMap<string, KnownCall>, call: KnownCall): boolean {
  const prefix = callKey({ ...call, port: undefined });
  return call.port === undefined && [...known.keys()].some((key) => key.startsWith(prefix));
}

function callKey({ cluster, caller, to, port }: MeshCall): string {
  return `${cluster} ${caller.namespace}/${caller.name} ${to.namespace}/${to.name} ${port ?? ''}`;
}

/** Whether any cluster has the Service. */
export function isInMesh({ clusters }: Pick<MeshInGit, 'clusters'>, name: ServiceName): boolean {
  return clusters.some((cluster) => serviceIn(cluster, name) !== undefined);
}

function declaredCalls(world: MeshInGit, section: MeshSection): CallGraph {
  const calls: KnownCall[] = [];
  const unknown: { words: string; place: SourceRef }[] = [];
  for (const { from, to, source } of section.calls) {
    const [namespace = '', name = ''] = from.split('/');
    const [target] = hostsInText(to.includes(':') ? to : `${to}:`).concat(to.includes(':') ? [] : [{ host: to }]);
    const callers = world.clusters.flatMap((cluster) =>
      cluster.workloads
        .filter((one) => one.namespace === namespace && one.name === name)
        .map((one) => ({ cluster, one })),
    );
    const host = target === undefined ? { type: 'elsewhere' as const } : hostOf(target.host, namespace);
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
        port: target?.port,
        by: 'declared',
        place: source,
      });
  }
  return { calls, unknown };
}

/** In the texts of a workload, and of the ConfigMaps that it names. */
function foundCalls(world: MeshInGit, cluster: MeshCluster): readonly KnownCall[] {
  const settings = world.configMaps.get(cluster.link) ?? [];
  return cluster.workloads.flatMap((caller) => {
    const named = settingsOf(caller);
    const own = textsIn(caller.body).map(({ text, path }) => ({ text, place: caller.at(path) }));
    const given = settings
      .filter((one) => one.namespace === caller.namespace && named.has(one.name))
      .flatMap((one) => textsIn(one.body).map(({ text, path }) => ({ text, place: one.at(path) })));
    return [...own, ...given].flatMap(({ text, place }) =>
      hostsInText(text).flatMap(({ host, port }): readonly KnownCall[] => {
        const meant = hostOf(host, caller.namespace, (name) => isInMesh(world, name));
        if (meant.type !== 'service') return [];
        // A short name may be anything; one that is written out is meant as a Service, also where none stands.
        if (!host.includes('.svc') && !isInMesh(world, meant.service)) return [];
        return [{ cluster: cluster.link, caller, to: meant.service, port, by: 'found', place }];
      }),
    );
  });
}

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
