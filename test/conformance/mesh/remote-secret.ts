// A remote secret with the very bytes of the worker's, of a token that the set has already.
import { kubeconfigText } from '../../../lib/features/mesh/discovery/kubeconfig.ts';
import type { PeerCluster } from '../../peers/start-set.ts';

const NAMESPACE = 'istio-system';

export function secretPath({ name }: PeerCluster): string {
  return `/api/v1/namespaces/${NAMESPACE}/secrets/istio-remote-secret-${name}`;
}

/** @param id what the reader is to call the cluster. */
export function remoteSecret({ name, url, ca, token }: PeerCluster, id: string): object {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: `istio-remote-secret-${name}`,
      namespace: NAMESPACE,
      labels: { 'istio/multiCluster': 'true' },
      annotations: { 'networking.istio.io/cluster': id },
    },
    stringData: { [id]: kubeconfigText(id, url, new TextEncoder().encode(ca), token) },
  };
}
