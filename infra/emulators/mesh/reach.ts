// The pods that a proxy beside a caller can send a request to. Services of one namespace and name are one, over all
// clusters that the caller's control plane knows; ports are joined by name. Seen on istiod and Envoy.
import { type EndpointSlice, isReadyEndpoint, type Port, type Service } from '../kit/controllers/kube-objects.ts';
import { knownClusters } from './discovery.ts';
import type { MeshCopy } from './objects.ts';

export interface MeshPod {
  /** Id of its cluster. */
  readonly cluster: string;
  readonly address: string;
  readonly port: number;
}

export type Reach =
  | { readonly pods: readonly MeshPod[] }
  /** No Service of the caller's cluster has the name; or it has another port. */
  | 'no-such-service'
  | 'no-such-port';

/** @param clusters of the whole mesh, by id. @param key `namespace/name`. */
export function reachOf(clusters: ReadonlyMap<string, MeshCopy>, own: string, key: string, number: number): Reach {
  const copy = clusters.get(own);
  const service = copy?.services.get(key);
  if (copy === undefined || service === undefined || service.spec?.type === 'ExternalName') return 'no-such-service';
  const isHeadless = service.spec?.clusterIP === 'None';
  if (isHeadless && !hasReadyPods(copy, key)) return 'no-such-service';
  const port = service.spec?.ports?.find((one) => one.port === number && (one.protocol ?? 'TCP') === 'TCP');
  if (port === undefined) return 'no-such-port';
  const known = isKeptLocal(service) ? new Set<string>() : knownClusters(copy, own, clusters);
  const pods = [...clusters].flatMap(([id, there]) =>
    id === own || known.has(id) ? podsIn(id, there, key, port) : [],
  );
  // A headless name leads to a pod itself: nothing on the way changes the port.
  return { pods: isHeadless ? pods.filter((pod) => pod.port === number) : pods };
}

/** By what stands in the caller's cluster. Source: Istio, `serviceSettings`, defaults, for the system's own. */
function isKeptLocal({ metadata, spec }: Service): boolean {
  const isOfSystem = metadata.namespace === 'kube-system';
  const isKubernetes = metadata.namespace === 'default' && metadata.name === 'kubernetes';
  return spec?.clusterIP === 'None' || spec?.internalTrafficPolicy === 'Local' || isOfSystem || isKubernetes;
}

function podsIn(cluster: string, { services, slices }: MeshCopy, key: string, port: Port): readonly MeshPod[] {
  if (!services.get(key)?.spec?.ports?.some(({ name = '' }) => name === (port.name ?? ''))) return [];
  return slices
    .values()
    .filter((slice) => serviceOf(slice) === key)
    .flatMap(({ endpoints, ports }) => {
      const own = ports?.find(({ name = '' }) => name === (port.name ?? ''));
      if (own === undefined) return [];
      return (endpoints ?? []).filter(isReadyEndpoint).map(({ addresses: [address = ''] }) => ({
        cluster,
        address,
        port: own.port,
      }));
    });
}

/** Without any, the DNS of a cluster has no address to answer a headless name with. */
function hasReadyPods({ slices }: MeshCopy, key: string): boolean {
  return slices.values().some((slice) => serviceOf(slice) === key && (slice.endpoints ?? []).some(isReadyEndpoint));
}

function serviceOf({ metadata }: EndpointSlice): string {
  return `${metadata.namespace}/${metadata.labels?.['kubernetes.io/service-name']}`;
}
