// The pods that a call can reach: those behind the Service of the caller's cluster, and of every cluster that its
// control plane knows, joined by namespace, name and the name of the port.
import { selects } from '../world/labels.ts';
import type { MeshPort, MeshService } from '../world/mesh-service.ts';
import { isKeptLocal } from '../world/mesh-settings.ts';
import { fullHost } from '../world/host.ts';
import type { MeshWorkload } from '../world/mesh-workload.ts';
import { type MeshCluster, type MeshWorld, serviceIn, workloadsIn } from '../world/mesh-world.ts';
import { knownFrom } from './name.ts';
import { hasPods, isKnownInGit } from './pods.ts';

/** The pods of one workload. */
export interface Endpoints {
  readonly cluster: MeshCluster;
  readonly workload: MeshWorkload;
  /** Number of the container's port. */
  readonly containerPort: number;
}

/** Why a cluster that has the Service gives no endpoints to this call. */
export interface NoEndpoints {
  readonly cluster: MeshCluster;
  readonly why:
    | 'no-discovery'
    | 'no-pods'
    | 'not-in-git'
    | 'other-port-name'
    | 'headless'
    | 'headless-port'
    | 'kept-local'
    | 'no-sidecar'
    | 'cluster-local';
}

export interface EndpointsFound {
  readonly found: readonly Endpoints[];
  readonly missing: readonly NoEndpoints[];
}

/**
 * @param service of the caller's cluster, or what stands for it.
 * @param isMeshed whether the caller has a proxy: without one, only the pods of its own cluster are reached.
 */
export function endpointsOf(
  world: MeshWorld,
  own: MeshCluster,
  service: MeshService,
  port: MeshPort,
  isMeshed: boolean,
): EndpointsFound {
  const known = new Set(knownFrom(world, own).map(({ link }) => link));
  const found: Endpoints[] = [];
  const missing: NoEndpoints[] = [];
  for (const cluster of world.clusters) {
    const there = cluster.link === own.link ? service : serviceIn(cluster, service);
    if (there === undefined || (cluster.link === own.link && serviceIn(own, service) === undefined)) continue;
    const why = keptAway(cluster, own, service, isMeshed, known);
    if (why !== undefined) {
      missing.push({ cluster, why });
      continue;
    }
    const joined = cluster.link === own.link ? port : there.ports.find(({ name }) => name === port.name);
    if (joined === undefined) {
      // Of pods that are not there, none is left out.
      const isEmpty = isKnownInGit(world, there) && !hasPods(cluster, there);
      missing.push({ cluster, why: isEmpty ? 'no-pods' : 'other-port-name' });
      continue;
    }
    const behind = podsBehind(cluster, there, joined);
    const pods = service.type === 'Headless' ? behind.filter((one) => one.containerPort === port.port) : behind;
    if (pods.length < behind.length) missing.push({ cluster, why: 'headless-port' });
    else if (pods.length === 0) missing.push({ cluster, why: isKnownInGit(world, service) ? 'no-pods' : 'not-in-git' });
    found.push(...pods);
  }
  return { found, missing };
}

function keptAway(
  cluster: MeshCluster,
  own: MeshCluster,
  service: MeshService,
  isMeshed: boolean,
  known: ReadonlySet<string>,
): NoEndpoints['why'] | undefined {
  if (cluster.link === own.link) return undefined;
  if (isClusterLocal(own, service)) return 'cluster-local';
  if (!isMeshed) return 'no-sidecar';
  if (service.type === 'Headless') return 'headless';
  if (service.internalTrafficPolicy === 'Local') return 'kept-local';
  return known.has(cluster.link) ? undefined : 'no-discovery';
}

/** Source: Istio, `serviceSettings`: these stay in their cluster unless somebody says otherwise. */
function isClusterLocal({ settings }: MeshCluster, service: MeshService): boolean {
  const said = isKeptLocal(settings, fullHost(service));
  const { namespace, name } = service;
  if (said !== undefined) return said;
  return namespace === 'kube-system' || (namespace === 'default' && name === 'kubernetes');
}

function podsBehind(cluster: MeshCluster, { namespace, selector }: MeshService, port: MeshPort): readonly Endpoints[] {
  if (selector === undefined) return [];
  return workloadsIn(cluster, namespace).flatMap((workload): readonly Endpoints[] => {
    if (workload.replicas === 0 || !selects(selector, workload.labels)) return [];
    const containerPort = typeof port.target === 'number' ? port.target : workload.namedPorts[port.target];
    return containerPort === undefined ? [] : [{ cluster, workload, containerPort }];
  });
}
