// What a control plane of a mesh reads of one cluster, kept by list and watch: what it knows stays while the API server
// is away.
import type { Clock } from '../kit/clock.ts';
import { createKubeClient, type KubeObject } from '../kit/controllers/kube-client.ts';
import { createWatched, type Watched } from '../kit/controllers/watched.ts';
import type { EndpointSlice, Service } from '../kit/controllers/kube-objects.ts';
import type { Handler } from '../kit/serve.ts';

export interface Pod extends KubeObject {
  readonly status?: { readonly podIP?: string };
}

/** Of a secret or a ConfigMap. */
export interface Holder extends KubeObject {
  readonly data?: Readonly<Record<string, string>>;
}

export interface VirtualService extends KubeObject {
  readonly spec?: {
    readonly hosts?: readonly string[];
    readonly http?: readonly { readonly match?: readonly object[]; readonly timeout?: string }[];
  };
}

export interface DestinationRule extends KubeObject {
  readonly spec?: {
    readonly host?: string;
    readonly trafficPolicy?: { readonly outlierDetection?: OutlierDetection };
  };
}

export interface OutlierDetection {
  readonly consecutive5xxErrors?: number;
  readonly interval?: string;
  readonly baseEjectionTime?: string;
  readonly maxEjectionPercent?: number;
}

export interface MeshCopy {
  readonly services: Watched<Service>;
  readonly slices: Watched<EndpointSlice>;
  readonly namespaces: Watched<KubeObject>;
  readonly pods: Watched<Pod>;
  readonly secrets: Watched<Holder>;
  readonly configMaps: Watched<Holder>;
  readonly virtualServices: Watched<VirtualService>;
  readonly destinationRules: Watched<DestinationRule>;
  /** Resolves when everything was listed once. */
  run(signal: AbortSignal): Promise<void>;
}

/** The definitions of Istio's kinds have to stand in the cluster. */
export function createMeshCopy(api: Handler, token: string, clock: Clock, signal: AbortSignal): MeshCopy {
  const client = createKubeClient(api, token, signal);
  const watched = <T extends KubeObject>(path: string): Watched<T> => createWatched<T>(client, clock, path);
  const kinds = {
    services: watched<Service>('/api/v1/services'),
    slices: watched<EndpointSlice>('/apis/discovery.k8s.io/v1/endpointslices'),
    namespaces: watched<KubeObject>('/api/v1/namespaces'),
    pods: watched<Pod>('/api/v1/pods'),
    secrets: watched<Holder>('/api/v1/secrets'),
    configMaps: watched<Holder>('/api/v1/configmaps'),
    virtualServices: watched<VirtualService>('/apis/networking.istio.io/v1/virtualservices'),
    destinationRules: watched<DestinationRule>('/apis/networking.istio.io/v1/destinationrules'),
  };
  return {
    ...kinds,
    async run(until) {
      const all = Object.values(kinds);
      for (const one of all) void one.run(until);
      await Promise.all(all.map(({ synced }) => synced));
    },
  };
}
