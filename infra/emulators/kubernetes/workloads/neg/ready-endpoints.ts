// The endpoints that a NEG of one zone should have: the ready ones of the Service's slices, as instance, address and port.
// May import: ../cluster-view.ts, ../objects.ts.
import type { ClusterView } from '../cluster-view.ts';
import { type Node, SERVICE_NAME_LABEL, ZONE_LABEL } from '../objects.ts';
import type { NetworkEndpoint } from './compute-client.ts';

/** `serviceKey` is `namespace/name`; `portName` the Service port's name, '' for an unnamed one. */
export function readyEndpoints(
  view: ClusterView,
  serviceKey: string,
  portName: string,
  zone: string,
): readonly NetworkEndpoint[] {
  const found: NetworkEndpoint[] = [];
  for (const slice of view.slices.values()) {
    const { namespace, labels } = slice.metadata;
    if (`${namespace}/${labels?.[SERVICE_NAME_LABEL]}` !== serviceKey) continue;
    // No entry for this port: its name means nothing to the pods of this slice.
    const port = slice.ports?.find(({ name }) => (name ?? '') === portName)?.port;
    if (port === undefined) continue;
    for (const { addresses, conditions, nodeName } of slice.endpoints ?? []) {
      const node = nodeName === undefined ? undefined : view.nodes.get(nodeName);
      const [ipAddress] = addresses;
      // Absent means ready, by the EndpointSlice contract.
      if (ipAddress === undefined || node === undefined || conditions?.ready === false) continue;
      if (node.metadata.labels?.[ZONE_LABEL] === zone) found.push({ instance: instanceOf(node), ipAddress, port });
    }
  }
  return found;
}

/** The instance behind a node: the end of `gce://project/zone/instance`. */
function instanceOf(node: Node): string {
  const id = node.spec?.providerID ?? node.metadata.name;
  return id.slice(id.lastIndexOf('/') + 1);
}
