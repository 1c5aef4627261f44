// What the controllers of a cluster watch together, so that each kind is listed once.
import type { Clock } from '../../kit/clock.ts';
import type { KubeClient } from '../../kit/controllers/kube-client.ts';
import type { Deployment, ReplicaSet } from './deployments/objects.ts';
import type { EndpointSlice, Node, Pod, Service } from './objects.ts';
import { createWatched, type Watched } from '../../kit/controllers/watched.ts';

export interface ClusterView {
  readonly services: Watched<Service>;
  readonly pods: Watched<Pod>;
  readonly nodes: Watched<Node>;
  readonly slices: Watched<EndpointSlice>;
  readonly deployments: Watched<Deployment>;
  readonly replicaSets: Watched<ReplicaSet>;
  /** Resolves when all of them have been listed once. */
  readonly synced: Promise<unknown>;
  /** Follows the API server until the signal aborts. */
  run(signal: AbortSignal): void;
}

export function createClusterView(client: KubeClient, clock: Clock): ClusterView {
  const services = createWatched<Service>(client, clock, '/api/v1/services');
  const pods = createWatched<Pod>(client, clock, '/api/v1/pods');
  const nodes = createWatched<Node>(client, clock, '/api/v1/nodes');
  const slices = createWatched<EndpointSlice>(client, clock, '/apis/discovery.k8s.io/v1/endpointslices');
  const deployments = createWatched<Deployment>(client, clock, '/apis/apps/v1/deployments');
  const replicaSets = createWatched<ReplicaSet>(client, clock, '/apis/apps/v1/replicasets');
  const all = [services, pods, nodes, slices, deployments, replicaSets];
  return {
    services,
    pods,
    nodes,
    slices,
    deployments,
    replicaSets,
    synced: Promise.all(all.map((watched) => watched.synced)),
    run(signal) {
      for (const watched of all) void watched.run(signal);
    },
  };
}
