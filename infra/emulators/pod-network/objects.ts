// The Kubernetes objects that say what a pod reaches, cut down to the fields that matter, and a cluster's copies of
// them.
import type { Clock } from '../kit/clock.ts';
import { createKubeClient, type KubeObject } from '../kit/controllers/kube-client.ts';
import { createWatched, type Watched } from '../kit/controllers/watched.ts';
import type { Handler } from '../kit/serve.ts';
import type { EndpointSlice, Service } from '../kit/controllers/kube-objects.ts';

export type { Endpoint, EndpointSlice, Port, Service } from '../kit/controllers/kube-objects.ts';

export interface ServiceImport extends KubeObject {
  readonly spec?: { readonly type?: string; readonly ips?: readonly string[] };
}

/**
 * What a cluster has, kept by list and watch: it stays as it was while the API server is away, as with kube-proxy and
 * DNS.
 */
export interface ClusterCopy {
  readonly services: Watched<Service>;
  readonly slices: Watched<EndpointSlice>;
  readonly imports: Watched<ServiceImport>;
  /** Resolves when everything was listed once. */
  run(signal: AbortSignal): Promise<void>;
}

export function createClusterCopy(api: Handler, token: string, clock: Clock, signal: AbortSignal): ClusterCopy {
  const client = createKubeClient(api, token, signal);
  const services = createWatched<Service>(client, clock, '/api/v1/services');
  const slices = createWatched<EndpointSlice>(client, clock, '/apis/discovery.k8s.io/v1/endpointslices');
  const imports = createWatched<ServiceImport>(client, clock, '/apis/net.gke.io/v1/serviceimports');
  const all = [services, slices, imports];
  return {
    services,
    slices,
    imports,
    async run(until) {
      for (const one of all) void one.run(until);
      await Promise.all(all.map(({ synced }) => synced));
    },
  };
}
