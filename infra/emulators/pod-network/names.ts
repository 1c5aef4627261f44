// What DNS in a cluster answers for a name: of Services there, and of what is imported. Sources: Kubernetes DNS-Based
// Service Discovery; the DNS specification 1.0.0 of multi-cluster Services.
import { isReadyEndpoint } from '../kit/controllers/kube-objects.ts';
import type { ClusterCopy, EndpointSlice, Endpoint } from './objects.ts';

export type Answer =
  | { readonly code: 'NOERROR'; readonly addresses: readonly string[] }
  /** No such name. */
  | { readonly code: 'NXDOMAIN' };

const SERVICE = 'kubernetes.io/service-name';
const IMPORTED = 'multicluster.kubernetes.io/service-name';
const SOURCE = 'multicluster.kubernetes.io/source-cluster';

const NXDOMAIN: Answer = { code: 'NXDOMAIN' };

/**
 * @param asked whole, with or without a dot at its end. IPv4 addresses alone: a name with none of them has an empty
 * answer.
 */
export function addressesOf(asked: string, copy: ClusterCopy): Answer {
  const name = asked.toLowerCase().replace(/\.$/, '');
  const [, below, key, zone] = splitName(name);
  if (key === undefined) return NXDOMAIN;
  return zone === 'cluster.local' ? inCluster(below, key, copy) : inSet(below, key, copy);
}

/** What stands before it, `namespace/name`, and the zone. */
function splitName(name: string): readonly [string, string, string | undefined, string | undefined] {
  const [, whole = '', zone] = /^(.+)\.svc\.(cluster\.local|clusterset\.local)$/.exec(name) ?? [];
  const labels = whole.split('.');
  const [namespace, service] = [labels.at(-1), labels.at(-2)];
  const isName = namespace !== undefined && service !== undefined && zone !== undefined;
  return [name, labels.slice(0, -2).join('.'), isName ? `${namespace}/${service}` : undefined, zone];
}

function inCluster(below: string, key: string, { services, slices }: ClusterCopy): Answer {
  const service = services.get(key);
  if (service === undefined || service.spec?.type === 'ExternalName') return NXDOMAIN;
  const own = slices.values().filter((slice) => isOf(slice, SERVICE, key));
  if (service.spec?.clusterIP !== 'None') return below === '' ? found(service.spec?.clusterIPs ?? []) : NXDOMAIN;
  return ofPods(own, (endpoint) => below === '' || below === endpoint.hostname);
}

function inSet(below: string, key: string, { imports, slices }: ClusterCopy): Answer {
  const { spec } = imports.get(key) ?? {};
  if (spec === undefined) return NXDOMAIN;
  if (spec.type !== 'Headless') return below === '' ? found(spec.ips ?? []) : NXDOMAIN;
  const own = slices.values().filter((slice) => isOf(slice, IMPORTED, key));
  return ofPods(own, (endpoint, { metadata }) => {
    const source = metadata.labels?.[SOURCE] ?? '';
    return below === '' || below === `${endpoint.hostname ?? dashed(endpoint)}.${source}`;
  });
}

/** Ready ones alone; a name without any is none. Source: section 2.4.1 of both. */
function ofPods(
  slices: readonly EndpointSlice[],
  isMeant: (endpoint: Endpoint, slice: EndpointSlice) => boolean,
): Answer {
  const meant = slices.flatMap((slice) =>
    (slice.endpoints ?? []).filter((endpoint) => isReadyEndpoint(endpoint) && isMeant(endpoint, slice)),
  );
  return meant.length === 0 ? NXDOMAIN : found(meant.flatMap(({ addresses }) => addresses));
}

function isOf({ metadata }: EndpointSlice, label: string, key: string): boolean {
  return `${metadata.namespace}/${metadata.labels?.[label]}` === key;
}

/** Of a pod without a hostname. Seen in CoreDNS. */
function dashed({ addresses: [first = ''] }: Endpoint): string {
  return first.replaceAll('.', '-');
}

function found(addresses: readonly string[]): Answer {
  return { code: 'NOERROR', addresses: addresses.filter((one) => !one.includes(':')) };
}
