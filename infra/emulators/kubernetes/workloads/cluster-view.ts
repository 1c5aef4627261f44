// What the controllers of a cluster watch together, so that each kind is listed once.
import type { Clock } from '../../kit/clock.ts';
import type { KubeClient } from '../../kit/controllers/kube-client.ts';
import type { EndpointSlice, Node, Pod, Service } from './objects.ts';
import { createWatched, type Watched } from '../../kit/controllers/watched.ts';

export interface ClusterView {
  readonly services: Watched<Service>;
  readonly pods: Watched<Pod>;
  readonly nodes: Watched<Node>;
  readonly slices: Watched<EndpointSlice>;
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
  const all = [services, pods, nodes, slices];
  return {
    services,
    pods,
    nodes,
    slices,
    synced: Promise.all(all.map((watched) => watched.synced)),
    run(signal) {
      for (const watched of all) void watched.run(signal);
    },
  };
}
