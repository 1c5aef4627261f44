// The two ids of a cluster that NEGs carry: one in their description, one in their name.
import type { Random } from '../../kit/random.ts';
import type { KubeClient, KubeObject } from '../../kit/controllers/kube-client.ts';

export interface ClusterIdentity {
  /** UID of the namespace kube-system. */
  readonly clusterUid: string;
  /** `uid` of the ConfigMap kube-system/ingress-uid: 16 hexadecimal digits. */
  readonly namingUid: string;
}

const NAMESPACE = '/api/v1/namespaces/kube-system';
const CONFIG_MAP = `${NAMESPACE}/configmaps/ingress-uid`;

/** Reads both, making the namespace and the ConfigMap when they are missing; rejects with KubeError. */
export async function establishIdentity(client: KubeClient, random: Random): Promise<ClusterIdentity> {
  const namespace = await client.apply<KubeObject>(NAMESPACE, 'kube-apiserver', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'kube-system' },
  });
  const clusterUid = namespace.metadata.uid ?? '';
  const known = await client.get<{ data?: { uid?: string } }>(CONFIG_MAP);
  if (known?.data?.uid !== undefined) return { clusterUid, namingUid: known.data.uid };
  const namingUid = random.hex(16);
  await client.apply(CONFIG_MAP, 'ingress-uid', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'ingress-uid', namespace: 'kube-system' },
    data: { uid: namingUid },
  });
  return { clusterUid, namingUid };
}
