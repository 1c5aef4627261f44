// The endpoints that a NEG of one zone should have: those of the Service's slices, as instance, address and port.
import type { ClusterView } from '../cluster-view.ts';
import { type Node, SERVICE_NAME_LABEL, type SliceEndpoint, ZONE_LABEL } from '../objects.ts';
import type { NetworkEndpoint } from './compute-client.ts';

export interface NegEndpoint {
  readonly endpoint: NetworkEndpoint;
  /** `namespace/name`; undefined for an endpoint that is no pod. */
  readonly podKey: string | undefined;
}

/** Names one endpoint within a NEG. */
export function endpointKey({ instance, ipAddress, port }: NetworkEndpoint): string {
  return `${instance}|${ipAddress}|${port}`;
}

/** `serviceKey` is `namespace/name`; `portName` the Service port's name, '' for an unnamed one. */
export function negEndpoints(
  view: ClusterView,
  serviceKey: string,
  portName: string,
  zone: string,
): readonly NegEndpoint[] {
  const found: NegEndpoint[] = [];
  for (const slice of view.slices.values()) {
    const { namespace, labels } = slice.metadata;
    if (`${namespace}/${labels?.[SERVICE_NAME_LABEL]}` !== serviceKey) continue;
    // No entry for this port: its name means nothing to the pods of this slice.
    const port = slice.ports?.find(({ name }) => (name ?? '') === portName)?.port;
    if (port === undefined) continue;
    for (const entry of slice.endpoints ?? []) {
      const node = entry.nodeName === undefined ? undefined : view.nodes.get(entry.nodeName);
      const [ipAddress] = entry.addresses;
      if (ipAddress === undefined || node === undefined || !belongs(view, entry)) continue;
      if (node.metadata.labels?.[ZONE_LABEL] !== zone) continue;
      const podKey = podKeyOf(entry);
      found.push({ endpoint: { instance: instanceOf(node), ipAddress, port }, podKey });
    }
  }
  return found;
}

/**
 * A ready endpoint does (absent means ready, by the EndpointSlice contract), and so does one that is not ready yet: how
 * else could the load balancer find it healthy, which a gated pod waits for? One that is about to end does not.
 */
function belongs(view: ClusterView, entry: SliceEndpoint): boolean {
  if (entry.conditions?.ready !== false) return true;
  const podKey = podKeyOf(entry);
  const pod = podKey === undefined ? undefined : view.pods.get(podKey);
  return pod !== undefined && pod.metadata.deletionTimestamp === undefined && entry.conditions.terminating !== true;
}

function podKeyOf({ targetRef }: SliceEndpoint): string | undefined {
  return targetRef?.kind === 'Pod' ? `${targetRef.namespace}/${targetRef.name}` : undefined;
}

/** The instance behind a node: the end of `gce://project/zone/instance`. */
function instanceOf(node: Node): string {
  const id = node.spec?.providerID ?? node.metadata.name;
  return id.slice(id.lastIndexOf('/') + 1);
}
