// The objects that the importer makes of a merged name in one cluster, as bodies for server-side apply. Pure.
import { createHash } from 'node:crypto';
import type { Shape, Source } from './merged.ts';
import { DERIVED, IMPORTED_NAME, MANAGED_BY, MANAGER, SERVICE_NAME, SOURCE_CLUSTER } from './objects.ts';

/** Where the exported Services live: what GKE writes on imports. */
export interface Origin {
  readonly project: string;
  readonly network: string;
}

export interface Made {
  readonly path: string;
  readonly body: object;
}

interface Owner {
  readonly apiVersion: string;
  readonly kind: 'ServiceImport';
  readonly name: string;
  readonly uid: string;
}

/** API versions of ServiceImport: GKE's own, and that of its twin. */
export const OF_GKE = 'net.gke.io/v1';
export const OF_STANDARD = 'multicluster.x-k8s.io/v1alpha1';

/** Source: what GKE's samples print; the digest is that of `derived-<hash>` of mcs-api's reference controller. */
export function derivedName(key: string): string {
  const bits = [...createHash('sha256').update(key).digest()].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const letters = Array.from({ length: 10 }, (_, index) =>
    Number.parseInt(bits.slice(index * 5, index * 5 + 5), 2).toString(32),
  );
  return `gke-mcs-${letters.join('')}`;
}

export function importPath(apiVersion: string, key: string): string {
  const [namespace, name] = key.split('/');
  return `/apis/${apiVersion}/namespaces/${namespace}/serviceimports/${name}`;
}

export function servicePath(key: string): string {
  return `/api/v1/namespaces/${key.split('/')[0]}/services/${derivedName(key)}`;
}

/** @param ips of the Service behind it, once it has any. */
export function importBody(
  apiVersion: string,
  key: string,
  shape: Shape,
  ips: readonly string[],
  origin: Origin,
): object {
  const [namespace, name] = key.split('/');
  const labels = {
    ...shape.labels,
    'app.kubernetes.io/managed-by': MANAGER,
    'net.gke.io/backend-service-name': `gkemcs-${namespace}-${name}`,
    'net.gke.io/export-network': origin.network,
    'net.gke.io/export-project': origin.project,
  };
  const derived = shape.type === 'Headless' ? {} : { [DERIVED]: derivedName(key) };
  return {
    apiVersion,
    kind: 'ServiceImport',
    metadata: { name, namespace, labels, annotations: { ...shape.annotations, ...derived } },
    spec: {
      type: shape.type,
      ports: shape.ports.map(({ name: port, ...rest }) => ({ ...(port === '' ? {} : { name: port }), ...rest })),
      ...(ips.length === 0 ? {} : { ips }),
      ...behaviour(shape),
      ...(shape.ipFamilies.length === 0 ? {} : { ipFamilies: shape.ipFamilies }),
    },
  };
}

export function statusBody(apiVersion: string, key: string, { exporters }: Shape): object {
  const [namespace, name] = key.split('/');
  const clusters = exporters
    .map(({ membership }) => ({ cluster: membership }))
    .sort((a, b) => (a.cluster < b.cluster ? -1 : 1));
  return { apiVersion, kind: 'ServiceImport', metadata: { name, namespace }, status: { clusters } };
}

/** Members have IPv4: a name without it can have no address there. */
export function serviceBody(key: string, shape: Shape, owner: Owner): object {
  const [namespace] = key.split('/');
  const { ipFamilies } = shape;
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: derivedName(key), namespace, ownerReferences: [owner] },
    spec: {
      type: 'ClusterIP',
      ports: shape.ports.map(({ name, ...port }) => ({ ...(name === '' ? {} : { name }), ...port })),
      ...behaviour(shape),
      ...(ipFamilies.length === 0 || ipFamilies.includes('IPv4') ? {} : { ipFamilies }),
    },
  };
}

function behaviour({ sessionAffinity, timeoutSeconds, internalTrafficPolicy, trafficDistribution }: Shape): object {
  const config = timeoutSeconds === undefined ? {} : { sessionAffinityConfig: { clientIP: { timeoutSeconds } } };
  const distribution = trafficDistribution === undefined ? {} : { trafficDistribution };
  return { sessionAffinity, ...config, internalTrafficPolicy, ...distribution };
}

/** One for each slice of a cluster that exports. Those of a headless name are behind no Service here. */
export function sliceOf(key: string, { type }: Shape, source: Source, owner: Owner): Made {
  const [namespace, service = ''] = key.split('/');
  const digest = createHash('sha256').update(`${source.membership}/${source.slice}`).digest('hex').slice(0, 8);
  const name = `${derivedName(key)}-${digest}`;
  const behind = type === 'Headless' ? {} : { [SERVICE_NAME]: derivedName(key) };
  return {
    path: slicePath(namespace, name),
    body: {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {
        name,
        namespace,
        labels: { ...behind, [IMPORTED_NAME]: service, [SOURCE_CLUSTER]: source.clusterId, [MANAGED_BY]: MANAGER },
        ownerReferences: [owner],
      },
      addressType: source.addressType,
      endpoints: source.endpoints,
      ports: source.ports,
    },
  };
}

export function slicePath(namespace: string | undefined, name: string): string {
  return `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices/${name}`;
}
