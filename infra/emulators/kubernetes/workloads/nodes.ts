// The nodes of a cluster: one per zone, as a Node object for Kubernetes and as an instance for Compute.
import type { Fabric, Instance } from '../../fabric/index.ts';
import type { Random } from '../../kit/random.ts';
import type { KubeClient } from '../../kit/controllers/kube-client.ts';
import { REGION_LABEL, ZONE_LABEL } from './objects.ts';

/**
 * Invents one instance per zone, registers it in the fabric and returns it. `block` is the cluster's own /24 number.
 */
export function createInstances(options: {
  readonly clusterName: string;
  readonly zones: readonly string[];
  readonly network: string;
  readonly block: string;
  readonly fabric: Fabric;
  readonly random: Random;
}): readonly Instance[] {
  const { clusterName, random } = options;
  const clusterHash = random.hex(8);
  const poolHash = random.hex(8);
  return options.zones.map((zone, index) => {
    const instance = {
      // Cut so that the longest cluster name (40) still gives an instance name (63).
      name: `gke-${clusterName.slice(0, 30)}-default-pool-${poolHash}-${random.hex(4)}`,
      zone,
      network: options.network,
      tags: [`gke-${clusterName}-${clusterHash}-node`],
      ip: `192.168.${options.block}.${index + 2}`,
    };
    options.fabric.addInstance(instance);
    return instance;
  });
}

/** Applies the Node object of `instance`; rejects with KubeError. */
export async function applyNode(
  client: KubeClient,
  instance: Instance,
  place: { readonly project: string; readonly region: string },
): Promise<void> {
  const { name, zone, ip } = instance;
  const path = `/api/v1/nodes/${name}`;
  const labels = { [ZONE_LABEL]: zone, [REGION_LABEL]: place.region, 'kubernetes.io/hostname': name };
  const spec = { providerID: `gce://${place.project}/${zone}/${name}` };
  const head = { apiVersion: 'v1', kind: 'Node', metadata: { name } };
  await client.apply(path, 'kubelet', { ...head, metadata: { name, labels }, spec });
  await client.apply(`${path}/status`, 'kubelet', {
    ...head,
    status: {
      addresses: [{ type: 'InternalIP', address: ip }],
      conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady' }],
    },
  });
}
