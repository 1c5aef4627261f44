// A small load balancer as a desired graph: enough edges to be real, few enough resources to read.
import {
  type DesiredResource,
  MANAGED_BY,
  type ObjectKey,
  objectKey,
  OWNER_ANNOTATION,
  refKey,
  type RefKey,
  type ResourceRef,
} from '../../lib/model/index.ts';
import { OBJECT_KINDS } from '../../lib/features/ingress/object-kinds.ts';
import type { JsonObject } from '../../lib/core/index.ts';
import { clusterRef, computeRef, givenName } from '../../lib/features/ingress/kinds/index.ts';
import { MARK, PROJECT, resource, UNIT } from './fleet-of-two.ts';

export * from './fleet-of-two.ts';

export const ingressKey = (name: string): ObjectKey => objectKey({ ...OBJECT_KINDS.ingress, namespace: UNIT, name });
export const serviceKey = (name: string): ObjectKey => objectKey({ ...OBJECT_KINDS.service, namespace: UNIT, name });

export interface BalancerShape {
  readonly name: string;
  /** Clusters that serve it. */
  readonly clusters: readonly string[];
  /** Extra hosts, all to the same backend service. */
  readonly hosts?: readonly string[];
  /** Another version has another name for everything that cannot change in place. */
  readonly version?: number;
  /** Who makes the NEGs. */
  readonly negs?: 'gke' | 'rangelight';
}

export interface Balancer {
  readonly resources: readonly DesiredResource[];
  readonly keys: {
    readonly address: RefKey;
    readonly backendService: RefKey;
    readonly urlMap: RefKey;
    readonly proxy: RefKey;
    readonly rule: RefKey;
    readonly healthCheck: RefKey;
    readonly services: readonly RefKey[];
    readonly negs: readonly RefKey[];
  };
}

export function compute(kind: Parameters<typeof computeRef>[0], name: string, zone?: string): ResourceRef {
  return computeRef(kind, PROJECT, name, zone);
}

export function balancer({ name, clusters, hosts = [], version = 1, negs: maker = 'gke' }: BalancerShape): Balancer {
  const owners = [ingressKey(name), serviceKey(name)];
  const make = (ref: ResourceRef, body: JsonObject, rest = {}): DesiredResource =>
    resource(ref, body, { owners, ...rest });
  const versioned = `${name}-v${version}`;
  const services = clusters.map((cluster) => service(cluster, versioned, owners));
  const negs = clusters.map((cluster) => neg(cluster, versioned, maker, owners));
  const healthCheck = make(compute('healthCheck', `hc-${versioned}`), { type: 'HTTP' });
  const backendService = make(compute('backendService', `bs-${versioned}`), {
    loadBalancingScheme: 'EXTERNAL_MANAGED',
    healthChecks: [refKey(healthCheck.ref)],
    backends: negs.map(({ ref }) => ({ group: refKey(ref), balancingMode: 'RATE', maxRatePerEndpoint: 100 })),
  });
  const to = refKey(backendService.ref);
  const urlMap = make(compute('urlMap', `um-${name}`), {
    defaultService: to,
    hostRules: hosts.map((host) => ({ hosts: [host], pathMatcher: host })),
    pathMatchers: hosts.map((host) => ({ name: host, defaultService: to, pathRules: [] })),
  });
  const proxy = make(compute('targetHttpProxy', `tp-${name}`), { urlMap: refKey(urlMap.ref) });
  const address = make(compute('address', `ip-${name}`), { addressType: 'EXTERNAL' });
  const rule = make(compute('forwardingRule', `fr-${name}`), {
    IPAddress: refKey(address.ref),
    portRange: '80-80',
    loadBalancingScheme: 'EXTERNAL_MANAGED',
    target: refKey(proxy.ref),
  });
  return {
    resources: [...services, ...negs, healthCheck, backendService, urlMap, proxy, address, rule],
    keys: {
      address: refKey(address.ref),
      backendService: to,
      urlMap: refKey(urlMap.ref),
      proxy: refKey(proxy.ref),
      rule: refKey(rule.ref),
      healthCheck: refKey(healthCheck.ref),
      services: services.map(({ ref }) => refKey(ref)),
      negs: negs.map(({ ref }) => refKey(ref)),
    },
  };
}

/** Name and zone of the NEG that GKE makes for a Service of a cluster. */
export function negRef(cluster: string, name: string): ResourceRef {
  const negName = givenName('networkEndpointGroup', [UNIT, name], { cluster, name });
  return compute('networkEndpointGroup', negName, `${cluster.split('/')[0] ?? ''}-a`);
}

function neg(cluster: string, name: string, maker: 'gke' | 'rangelight', owners: readonly string[]): DesiredResource {
  const ref = negRef(cluster, name);
  const source = { 'rangelight-cluster': cluster, 'rangelight-namespace': UNIT, 'rangelight-service': name };
  const own: JsonObject = maker === 'gke' ? {} : { description: MARK, annotations: source };
  return {
    ref,
    body: { name: ref.name, networkEndpointType: 'GCE_VM_IP_PORT', ...own },
    maker,
    owners,
    dependsOn: [refKey(clusterRef('service', cluster, name, UNIT))],
  };
}

function service(cluster: string, name: string, owners: readonly string[]): DesiredResource {
  return {
    ref: clusterRef('service', cluster, name, UNIT),
    body: {
      metadata: {
        name,
        namespace: UNIT,
        labels: MANAGED_BY,
        annotations: { [OWNER_ANNOTATION]: MARK, 'cloud.google.com/neg': negRef(cluster, name).name },
      },
      spec: { clusterIP: 'None', selector: { app: name }, ports: [{ port: 80, targetPort: 8080 }] },
    },
    maker: 'rangelight',
    owners,
    dependsOn: [],
  };
}
