// Which other clusters a control plane knows endpoints of: those of its remote secrets, and those that are connected as
// it is itself. Sources: Istio, pkg/kube/multicluster/secretcontroller.go; Cloud Service Mesh, "Set up a multi-cluster
// mesh".
import type { MeshCopy } from './objects.ts';

const SYSTEM = 'istio-system';

/** @param others id of a cluster → what stands there. @param own id of the cluster itself. */
export function knownClusters(copy: MeshCopy, own: string, others: ReadonlyMap<string, MeshCopy>): ReadonlySet<string> {
  const known = new Set<string>();
  for (const { metadata, data = {} } of copy.secrets.values()) {
    if (metadata.namespace !== SYSTEM || metadata.labels?.['istio/multiCluster'] !== 'true') continue;
    for (const [id, kubeconfig] of Object.entries(data)) if (id !== own && kubeconfig !== '') known.add(id);
  }
  if (!isConnected(copy)) return known;
  for (const [id, other] of others) if (id !== own && isConnected(other)) known.add(id);
  return known;
}

function isConnected({ configMaps }: MeshCopy): boolean {
  return configMaps.get(`${SYSTEM}/asm-options`)?.data?.['multicluster_mode'] === 'connected';
}
